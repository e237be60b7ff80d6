package import CRMCore

/// An object whose names are the account's own: at most 100, each a text, a number, a boolean or a list of texts.
package struct TypedMembers: Sendable, Hashable {
    package let members: [JSON.Member]

    package init(members: [JSON.Member]) {
        self.members = members
    }

    package static let none = TypedMembers(members: [])
    package static let maximumCount = 100
    package static let maximumNameLength = 64
    package static let maximumTextLength = 1_000
    /// Eighteen digits.
    package static let maximumNumber: Int64 = 999_999_999_999_999_999

    /// As stored: canonical JSON.
    package var canonicalText: String { JSON.object(members).canonicalText }

    /// These members with `changes` on top; a null removes one (RFC 7386 at the first level).
    package func merged(with changes: TypedMembers) -> TypedMembers {
        let changed = Set(changes.members.map(\.name))
        let kept = members.filter { !changed.contains($0.name) }
        return TypedMembers(members: kept + changes.members.filter { $0.value != .null })
    }
}

extension Codec where Value == TypedMembers {
    /// An object of typed members.
    package static var typedMembers: Codec {
        Codec(schema: typedMembersSchema, placeholder: .none) { json, pointer, sink in
            guard case .object(let members) = json else {
                return sink.fail(pointer, "field.type", "must be an object, not \(json.kindName)")
            }
            guard members.count <= TypedMembers.maximumCount else {
                return sink.fail(
                    pointer, "field.too_many", "must have at most \(TypedMembers.maximumCount) names")
            }
            let before = sink.errors.count
            for member in members { check(member, pointer, sink) }
            return sink.errors.count == before ? TypedMembers(members: members) : nil
        }
    }

    private static var typedMembersSchema: Schema {
        let noNull: JSON = .string("^[^\\u0000]*$")
        let text: JSON = [
            "type": "string", "maxLength": .number(String(TypedMembers.maximumTextLength)), "pattern": noNull,
        ]
        let largest = String(TypedMembers.maximumNumber)
        return .value([
            JSON.Member("type", "object"),
            JSON.Member("maxProperties", .number(String(TypedMembers.maximumCount))),
            JSON.Member(
                "propertyNames",
                [
                    "minLength": 1, "maxLength": .number(String(TypedMembers.maximumNameLength)),
                    "pattern": noNull,
                ]),
            JSON.Member(
                "additionalProperties",
                [
                    "anyOf": [
                        text, ["type": ["boolean", "null"]],
                        ["type": "number", "minimum": .number("-" + largest), "maximum": .number(largest)],
                        ["type": "array", "items": text, "maxItems": .number(String(TypedMembers.maximumCount))],
                    ]
                ]),
        ])
    }

    private static func check(_ member: JSON.Member, _ pointer: String, _ sink: ErrorSink) {
        let place = pointer + "/" + JSONPointer.escape(member.name)
        if !(1...TypedMembers.maximumNameLength).contains(member.name.unicodeScalars.count) {
            let limit = TypedMembers.maximumNameLength
            sink.note(place, "field.format", "must have a name of 1 to \(limit) characters")
        }
        switch member.value {
        case .null, .bool: break
        case .number(let text): checkNumber(text, place, sink)
        case .string(let text): checkText(text, place, sink)
        case .array(let elements) where elements.count <= TypedMembers.maximumCount:
            for case (let index, .string(let text)) in elements.enumerated() {
                checkText(text, "\(place)/\(index)", sink)
            }
            if elements.contains(where: { if case .string = $0 { false } else { true } }) { fallthrough }
        default:
            sink.note(place, "field.type", "must be a text, a number, a boolean, null or a list of texts")
        }
    }

    private static func checkNumber(_ text: String, _ place: String, _ sink: ErrorSink) {
        if DecimalNumber(text)?.isWithin(-TypedMembers.maximumNumber...TypedMembers.maximumNumber) != true {
            sink.note(place, "field.range", "must be a number of at most 18 digits and 18 decimals")
        }
    }

    private static func checkText(_ text: String, _ place: String, _ sink: ErrorSink) {
        if text.unicodeScalars.count > TypedMembers.maximumTextLength {
            let limit = TypedMembers.maximumTextLength
            sink.note(place, "field.format", "must be a text of at most \(limit) characters")
        }
    }
}
