import CRMCore

extension SeededGenerator {
    private static let pieces = [
        "a", "b", "Z", "0", " ", "/", "~", "\"", "\\", "\n", "\r\n", "\t", "\u{1}", "\u{1F}", "\u{7F}", "é", "e\u{301}",
        "\u{301}",
        "漢", "😀", "👩‍👩‍👧", "\u{2028}", "\u{FEFF}", "\u{FFFF}", "\u{10FFFF}", "null", "\\u0000",
    ]

    /// A tree without names that occur twice and without U+0000.
    mutating func tree(depth: Int) -> JSON {
        switch Int.random(in: 0...(depth > 0 ? 7 : 4), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .string(text(of: Self.pieces, upTo: 6))
        case 3, 4: return .number(number())
        case 5: return .array((0..<Int.random(in: 0...4, using: &self)).map { _ in tree(depth: depth - 1) })
        default:
            var names = Set<String>()
            for _ in 0..<Int.random(in: 0...4, using: &self) { names.insert(text(of: Self.pieces, upTo: 3)) }
            // Sorted first: the order of a set differs from run to run.
            return .object(names.sorted().shuffled(using: &self).map { JSON.Member($0, tree(depth: depth - 1)) })
        }
    }

    /// A number in JSON's grammar, now and then beyond 64 bits.
    private mutating func number() -> String {
        var text = String(integer())
        if Bool.random(using: &self) { text += "." + String(integer().magnitude) }
        if Int.random(in: 0...2, using: &self) == 0 {
            text += ["e", "E", "e+", "e-"].randomElement(using: &self) ?? "e"
            text += String(Int.random(in: 0...30, using: &self))
        }
        return text
    }

    /// The same value with its members in another order and its numbers in another spelling.
    mutating func respelt(_ json: JSON) -> JSON {
        switch json {
        case .null, .bool, .string: return json
        case .number(let text): return .number(respelt(number: text))
        case .array(let elements): return .array(elements.map { respelt($0) })
        case .object(let members):
            return .object(members.shuffled(using: &self).map { JSON.Member($0.name, respelt($0.value)) })
        }
    }

    /// Shifts the point by an exponent or adds zeros behind it.
    private mutating func respelt(number text: String) -> String {
        let parts = text.split(separator: /[eE]/, maxSplits: 1)
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let point = parts[0].contains(".") ? "" : "."
        let zeros = String(repeating: "0", count: Int.random(in: 1...3, using: &self))
        // Zero takes no further zeros in front of the point.
        if Bool.random(using: &self) || parts[0].hasSuffix("0") && parts[0].count < 3 {
            return "\(parts[0])\(point)\(zeros)e\(exponent)"
        }
        let shift = Int.random(in: 1...3, using: &self)
        guard point == "." else { return "\(parts[0])\(zeros)E\(exponent < 0 ? "" : "+")\(exponent)" }
        return "\(parts[0])\(String(repeating: "0", count: shift))e\(exponent - shift)"
    }
}
