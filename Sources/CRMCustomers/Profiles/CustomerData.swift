package import CRMCore
import CRMPlatform

/// What a caller knows of a new customer.
package struct CustomerData: Sendable {
    package var firstName: String?
    package var lastName: String?
    package var email: EmailAddress?
    package var phone: PhoneNumber?
    package var companyName: String?
    package var customerType = CustomerType.retail
    package var source = CustomerSource.direct
    /// Set by hand; nil leaves it to the product.
    package var status: CustomerStatus?
    package var birthday: CalendarDay?
    package var language: String?
    package var timeZone: String?
    package var doNotContact = false
    /// Names of tags; unknown ones are made.
    package var tags: [TagName] = []
    package var attributes = CustomerAttributes.none

    package init() {}
}

/// Attributes of the account's own making: at most 100, each a text, a number, a boolean or a list of texts.
package struct CustomerAttributes: Sendable, Hashable {
    package let members: [JSON.Member]

    package init(members: [JSON.Member]) {
        self.members = members
    }

    package static let none = CustomerAttributes(members: [])
    package static let maximumCount = 100
    package static let maximumNameLength = 64
    package static let maximumTextLength = 1_000
    /// Eighteen digits.
    package static let maximumNumber: Int64 = 999_999_999_999_999_999

    /// As stored: canonical JSON.
    package var canonicalText: String { JSON.object(members).canonicalText }

    /// These attributes with `changes` on top; a null removes one (RFC 7386 at the first level).
    package func merged(with changes: CustomerAttributes) -> CustomerAttributes {
        let changed = Set(changes.members.map(\.name))
        let kept = members.filter { !changed.contains($0.name) }
        return CustomerAttributes(members: kept + changes.members.filter { $0.value != .null })
    }
}

extension Codec where Value == CustomerAttributes {
    /// An object of typed attributes.
    static var attributes: Codec {
        Codec(schema: attributesSchema, placeholder: .none) { json, pointer, sink in
            guard case .object(let members) = json else {
                return sink.fail(pointer, "field.type", "must be an object, not \(json.kindName)")
            }
            guard members.count <= CustomerAttributes.maximumCount else {
                return sink.fail(
                    pointer, "field.too_many", "must have at most \(CustomerAttributes.maximumCount) attributes")
            }
            let before = sink.errors.count
            for member in members { check(member, pointer, sink) }
            return sink.errors.count == before ? CustomerAttributes(members: members) : nil
        }
    }

    private static var attributesSchema: Schema {
        let noNull: JSON = .string("^[^\\u0000]*$")
        let text: JSON = [
            "type": "string", "maxLength": .number(String(CustomerAttributes.maximumTextLength)), "pattern": noNull,
        ]
        let largest = String(CustomerAttributes.maximumNumber)
        return .value([
            JSON.Member("type", "object"),
            JSON.Member("maxProperties", .number(String(CustomerAttributes.maximumCount))),
            JSON.Member(
                "propertyNames",
                [
                    "minLength": 1, "maxLength": .number(String(CustomerAttributes.maximumNameLength)),
                    "pattern": noNull,
                ]),
            JSON.Member(
                "additionalProperties",
                [
                    "anyOf": [
                        text, ["type": ["boolean", "null"]],
                        ["type": "number", "minimum": .number("-" + largest), "maximum": .number(largest)],
                        ["type": "array", "items": text, "maxItems": .number(String(CustomerAttributes.maximumCount))],
                    ]
                ]),
        ])
    }

    private static func check(_ member: JSON.Member, _ pointer: String, _ sink: ErrorSink) {
        let place = pointer + "/" + JSONPointer.escape(member.name)
        if !(1...CustomerAttributes.maximumNameLength).contains(member.name.unicodeScalars.count) {
            let limit = CustomerAttributes.maximumNameLength
            sink.note(place, "field.format", "must have a name of 1 to \(limit) characters")
        }
        switch member.value {
        case .null, .bool: break
        case .number(let text): checkNumber(text, place, sink)
        case .string(let text): checkText(text, place, sink)
        case .array(let elements) where elements.count <= CustomerAttributes.maximumCount:
            for case (let index, .string(let text)) in elements.enumerated() {
                checkText(text, "\(place)/\(index)", sink)
            }
            if elements.contains(where: { if case .string = $0 { false } else { true } }) { fallthrough }
        default:
            sink.note(place, "field.type", "must be a text, a number, a boolean, null or a list of texts")
        }
    }

    private static func checkNumber(_ text: String, _ place: String, _ sink: ErrorSink) {
        if DecimalNumber(text)?.isWithin(-CustomerAttributes.maximumNumber...CustomerAttributes.maximumNumber) != true {
            sink.note(place, "field.range", "must be a number of at most 18 digits and 18 decimals")
        }
    }

    private static func checkText(_ text: String, _ place: String, _ sink: ErrorSink) {
        if text.unicodeScalars.count > CustomerAttributes.maximumTextLength {
            let limit = CustomerAttributes.maximumTextLength
            sink.note(place, "field.format", "must be a text of at most \(limit) characters")
        }
    }
}
