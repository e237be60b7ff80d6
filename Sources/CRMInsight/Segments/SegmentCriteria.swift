import CRMCore
import CRMPlatform

/// What the account means by a segment: a JSON object of its own making, within bounds.
package struct SegmentCriteria: Sendable, Hashable {
    /// Canonical JSON.
    package let text: String

    static let none = SegmentCriteria(text: "{}")
    /// Bytes of the canonical text.
    static let maximumBytes = 16 << 10
    /// Objects and arrays inside one another.
    static let maximumDepth = 8
    /// Numbers have at most 18 digits before the point.
    static let maximumNumber: Int64 = 999_999_999_999_999_999
}

extension Codec where Value == SegmentCriteria {
    /// An object whose members are not looked into.
    static var criteria: Codec {
        Codec(schema: .type("object"), placeholder: .none) { json, pointer, sink in
            guard case .object = json else {
                return sink.fail(pointer, "field.type", "must be an object, not \(json.kindName)")
            }
            guard isBounded(json, depth: 1) else {
                return sink.fail(
                    pointer, "field.format",
                    "must have at most \(SegmentCriteria.maximumDepth) levels, and numbers of at most 18 digits")
            }
            let text = json.canonicalText
            guard text.utf8.count <= SegmentCriteria.maximumBytes else {
                return sink.fail(pointer, "field.too_long", "must have at most \(SegmentCriteria.maximumBytes) bytes")
            }
            return SegmentCriteria(text: text)
        }
    }

    private static func isBounded(_ json: JSON, depth: Int) -> Bool {
        guard depth <= SegmentCriteria.maximumDepth else { return false }
        switch json {
        case .null, .bool, .string: return true
        case .number(let text):
            let bound = SegmentCriteria.maximumNumber
            return DecimalNumber(text)?.isWithin(-bound...bound) == true
        case .array(let elements): return elements.allSatisfy { isBounded($0, depth: depth + 1) }
        case .object(let members): return members.allSatisfy { isBounded($0.value, depth: depth + 1) }
        }
    }
}
