import CRMCore
import CRMPlatform

/// What the rows of a file say of one order, read from their cells but not held to the rules yet.
struct OrderCells {
    var orderID: String
    var customerID: String
    var placedAt: Instant
    var updatedAt: Instant
    var total: DecimalNumber
    var status: String?
    var currency: String?
    var exchangeRate: DecimalNumber?
    var channel: String?
    var email: String?
    var phone: String?
    var firstName: String?
    var lastName: String?
    /// Empty: the file tells no lines.
    var lines: [Line] = []
    var refund: Refund?

    struct Line {
        var sku: String?
        var name: String?
        var category: String?
        var quantity: DecimalNumber?
        var unitPrice: DecimalNumber
    }

    struct Refund {
        var refundID: String
        var amount: DecimalNumber
    }
}

extension OrderInput {
    /// Holds the cells to the rules of ``OrderFields``; nil when a mistake was noted.
    init?(_ cells: OrderCells, _ sink: ErrorSink) {
        let orderID = OrderFields.orderID.read(cells.orderID.oneLine, sink)
        let customerID = OrderFields.customerID.read(cells.customerID.oneLine, sink)
        let placedAt = OrderFields.placedAt.check(cells.placedAt, sink)
        updatedAt = OrderFields.updatedAt.check(cells.updatedAt, sink)
        status = OrderFields.status.read(cells.status?.oneLine, sink) ?? .paid
        currency = OrderFields.currency.read(cells.currency?.oneLine, sink)
        let total = OrderFields.total.check(cells.total, sink)
        exchangeRate = OrderFields.exchangeRate.check(cells.exchangeRate, sink)
        channel = OrderFields.channel.read(cells.channel?.oneLine, sink)
        email = OrderFields.email.read(cells.email?.oneLine, sink)
        phone = OrderFields.phone.read(cells.phone?.oneLine, sink)
        firstName = OrderFields.firstName.read(cells.firstName?.oneLine, sink)
        lastName = OrderFields.lastName.read(cells.lastName?.oneLine, sink)
        lines = OrderInput.lines(cells.lines, sink)
        refunds = cells.refund.map { refund in
            let amount = sink.within("refunds", 0) { OrderFields.refundAmount.check(refund.amount, sink) }
            return [RefundInput(refundID: refund.refundID, amount: amount ?? refund.amount)]
        }
        guard let orderID, let customerID, let placedAt, let total, sink.errors.isEmpty else { return nil }
        self.orderID = orderID
        self.customerID = customerID
        self.placedAt = placedAt
        self.total = total
    }

    private static func lines(_ cells: [OrderCells.Line], _ sink: ErrorSink) -> [OrderLineInput]? {
        guard !cells.isEmpty else { return nil }
        guard cells.count <= OrderLimits.lines else {
            return sink.fail("/lines", "field.too_many", "must have at most \(OrderLimits.lines) elements")
        }
        return cells.enumerated().map { index, line in
            sink.within("lines", index) { OrderLineInput(line, sink) }
        }
    }
}

extension OrderLineInput {
    fileprivate init(_ cells: OrderCells.Line, _ sink: ErrorSink) {
        sku = OrderFields.Line.sku.read(cells.sku?.oneLine, sink)
        name = OrderFields.Line.name.read(cells.name?.oneLine, sink)
        category = OrderFields.Line.category.read(cells.category?.oneLine, sink)
        quantity = OrderFields.Line.quantity.check(cells.quantity, sink) ?? OrderLimits.oneUnit
        unitPrice = OrderFields.Line.unitPrice.check(cells.unitPrice, sink) ?? cells.unitPrice
        if sku == nil, name == nil { OrderFields.Line.sku.noteMissing(sink) }
    }
}

extension RefundInput {
    fileprivate init(refundID: String, amount: DecimalNumber) {
        self.refundID = refundID
        self.amount = amount
        refundedAt = nil
        reason = nil
    }
}

extension String {
    /// Line breaks and other control characters inside a cell become spaces: a file's layout is no reason to refuse its
    /// content.
    fileprivate var oneLine: String {
        if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
        var line = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            let isBreak =
                scalar.properties.generalCategory == .control || "\u{2028}\u{2029}".unicodeScalars.contains(scalar)
            line.append(isBreak ? " " : scalar)
        }
        return String(line)
    }
}
