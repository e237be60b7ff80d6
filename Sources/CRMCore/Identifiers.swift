/// An id that a caller chose: 1…128 characters, none of them a control character, no white space at the ends.
package protocol CallerChosenID: Sendable, Hashable {
    var value: String { get }
    init(unchecked value: String)
}

/// Longest id that a caller may choose, in characters: code points, as JSON Schema counts them.
package let maximumIDLength = 128

extension CallerChosenID {
    /// Nil when the text breaks the rule of ``CallerChosenID``. Texts that differ only in how accents are composed are
    /// the same id.
    package init?(_ text: String) {
        if text.isPlainWord, text.utf8.count <= maximumIDLength {
            self.init(unchecked: text)
            return
        }
        guard !text.isEmpty, text.utf8.count <= 4 * maximumIDLength else { return nil }
        let scalars = text.unicodeScalars
        guard scalars.count <= maximumIDLength else { return nil }
        guard scalars.allSatisfy({ $0.properties.generalCategory != .control }) else { return nil }
        guard scalars.first?.properties.isWhitespace == false, scalars.last?.properties.isWhitespace == false else {
            return nil
        }
        self.init(unchecked: text.composed)
    }
}

extension Unicode.Scalar {
    /// Neither a control character nor what breaks a line.
    package var isInOneLine: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}

/// The public id of an account: the shop.
package struct UserID: CallerChosenID {
    package let value: String
    package init(unchecked value: String) { self.value = value }
}

/// The shop's own id of a customer.
package struct CustomerID: CallerChosenID {
    package let value: String
    package init(unchecked value: String) { self.value = value }
}

/// The shop's own id of an order.
package struct OrderID: CallerChosenID {
    package let value: String
    package init(unchecked value: String) { self.value = value }
}

/// The id that the sender of an event gave it, so that the same event told twice counts once.
package struct EventID: CallerChosenID {
    package let value: String
    package init(unchecked value: String) { self.value = value }
}

/// The integer key of an account inside the database.
package struct AccountKey: Sendable, Hashable {
    package let value: Int64
    package init(_ value: Int64) { self.value = value }
}

/// The integer key of a customer inside the database, unique within its account.
package struct CustomerKey: Sendable, Hashable {
    package let value: Int64
    package init(_ value: Int64) { self.value = value }

    /// Below the keys of all customers: nobody's own.
    package static let nobody = CustomerKey(0)
}
