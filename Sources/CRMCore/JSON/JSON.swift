/// A JSON text as a tree; numbers keep their digits, members their order.
package enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    /// The number's text, in JSON's own grammar.
    case number(String)
    case string(String)
    case array([JSON])
    case object([Member])

    /// One member of an object.
    package struct Member: Sendable, Hashable {
        package let name: String
        package let value: JSON

        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// The member of that name; nil when there is none or this is no object.
    package subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// What a person would call this kind of value.
    package var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .number(String(value)) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}

extension JSON {
    /// Compact text with members in the order of the tree.
    package var text: String {
        var writer = JSONWriter()
        writer.value(self)
        return writer.text
    }

    /// The one text of this value: members sorted by the bytes of their names, numbers in plain notation without
    /// trailing zeros, those beyond ``DecimalNumber`` as `123e45`. Equal values have equal canonical texts, whichever
    /// database stored them.
    package var canonicalText: String { canonical.text }

    private var canonical: JSON {
        switch self {
        case .null, .bool, .string: self
        case .number(let text): .number(DecimalNumber(text)?.plain ?? DecimalText(text)?.scientific ?? text)
        case .array(let elements): .array(elements.map(\.canonical))
        case .object(let members):
            .object(
                members.map { Member($0.name, $0.value.canonical) }
                    .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
        }
    }
}
