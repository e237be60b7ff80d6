/// Why a text is no acceptable JSON.
package struct JSONError: Error, Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        case syntax, tooDeep, tooManyMembers, duplicateMember, invalidText, nullCharacter, numberOutOfRange
    }

    package let reason: Reason
    /// RFC 6901 pointer to the value being read.
    package let pointer: String
    /// One sentence for a person.
    package let detail: String
}

/// Bounds on a JSON text.
package struct JSONLimits: Sendable {
    /// Arrays and objects inside one another.
    package var depth = 32
    /// Members of all objects and elements of all arrays together.
    package var values = 10_000

    package init(depth: Int = 32, values: Int = 10_000) {
        self.depth = depth
        self.values = values
    }

    package static let standard = JSONLimits()
    /// For what was checked before it was stored.
    package static let stored = JSONLimits(depth: 64, values: .max)
    /// Digits of a number, its decimals and exponent included.
    package static let numberLength = 64
}

/// A strict reader of RFC 8259: UTF-8 only, no duplicate names, no lone surrogates, no U+0000, nothing after the value.
package struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0
    private var values = 0
    private var path: [String] = []

    private init(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// Reads one JSON text; throws ``JSONError``.
    package static func parse(_ bytes: some Collection<UInt8>, limits: JSONLimits = .standard) throws -> JSON {
        let parsed = try bytes.withContiguousStorageIfAvailable { buffer in try parse(buffer: buffer, limits: limits) }
        if let parsed { return parsed }
        return try Array(bytes).withUnsafeBufferPointer { buffer in try parse(buffer: buffer, limits: limits) }
    }

    package static func parse(_ text: String, limits: JSONLimits = .standard) throws -> JSON {
        try parse(Array(text.utf8), limits: limits)
    }

    private static func parse(buffer: UnsafeBufferPointer<UInt8>, limits: JSONLimits) throws -> JSON {
        var parser = JSONParser(buffer, limits: limits)
        parser.skipSpace()
        let value = try parser.value()
        parser.skipSpace()
        guard parser.position == buffer.count else { throw parser.error(.syntax, "unexpected text after the value") }
        return value
    }

    private func error(_ reason: JSONError.Reason, _ what: String) -> JSONError {
        let pointer = path.map { "/" + JSONPointer.escape($0) }.joined()
        return JSONError(reason: reason, pointer: pointer, detail: "\(what) (at byte \(position))")
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func value() throws -> JSON {
        guard position < bytes.count else { throw error(.syntax, "the text ends where a value should be") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try nested { parser in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw error(.syntax, "a value cannot begin with this character")
        }
    }

    private mutating func nested(_ read: (inout JSONParser) throws -> JSON) throws -> JSON {
        depth += 1
        guard depth <= limits.depth else { throw error(.tooDeep, "nested deeper than \(limits.depth) levels") }
        position += 1
        skipSpace()
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func count() throws {
        values += 1
        guard values <= limits.values else {
            throw error(.tooManyMembers, "more than \(limits.values) members and elements")
        }
    }

    private mutating func object() throws -> JSON {
        var members: [JSON.Member] = []
        var names = Set<String>()
        if take(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw error(.syntax, "expected a member name in quotes")
            }
            let name = try string()
            try count()
            path.append(name)
            guard names.insert(name).inserted else {
                throw error(.duplicateMember, "the member occurs more than once")
            }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw error(.syntax, "expected a colon after the member name") }
            skipSpace()
            members.append(JSON.Member(name, try value()))
            path.removeLast()
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw error(.syntax, "expected a comma or the end of the object") }
        return .object(members)
    }

    private mutating func array() throws -> JSON {
        var elements: [JSON] = []
        if take(UInt8(ascii: "]")) { return .array([]) }
        repeat {
            skipSpace()
            try count()
            path.append(String(elements.count))
            elements.append(try value())
            path.removeLast()
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw error(.syntax, "expected a comma or the end of the array") }
        return .array(elements)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws -> JSON {
        let matches = word.withUTF8Buffer { expected in
            position + expected.count <= bytes.count
                && bytes[position..<position + expected.count].elementsEqual(expected)
        }
        guard matches else { throw error(.syntax, "expected \(word)") }
        position += word.utf8CodeUnitCount
        return value
    }

    private mutating func number() throws -> String {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "-")) { _ = take(UInt8(ascii: "+")) }
            try digits()
        }
        guard position - start <= JSONLimits.numberLength else {
            throw error(.numberOutOfRange, "a number longer than \(JSONLimits.numberLength) characters")
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws {
        let start = position
        while position < bytes.count, (48...57).contains(bytes[position]) { position += 1 }
        guard position > start else { throw error(.syntax, "expected a digit") }
    }

    private mutating func string() throws -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = try validated(bytes[start..<position])
                position += 1
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw error(.syntax, "a control character in a string must be escaped")
            default: position += 1
            }
        }
        throw error(.syntax, "the text ends inside a string")
    }

    private func validated(_ slice: Slice<UnsafeBufferPointer<UInt8>>) throws -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw error(.invalidText, "a string that is not valid UTF-8")
        }
        return text
    }

    /// A string with at least one escape: collected byte by byte.
    private mutating func escapedString(from start: Int) throws -> String {
        var collected = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: collected, as: UTF8.self) else {
                    throw error(.invalidText, "a string that is not valid UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): try escape(into: &collected)
            case 0..<0x20: throw error(.syntax, "a control character in a string must be escaped")
            default: collected.append(byte)
            }
        }
        throw error(.syntax, "the text ends inside a string")
    }

    private mutating func escape(into collected: inout [UInt8]) throws {
        guard position < bytes.count else { throw error(.syntax, "the text ends inside a string") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): collected.append(byte)
        case UInt8(ascii: "b"): collected.append(0x08)
        case UInt8(ascii: "f"): collected.append(0x0C)
        case UInt8(ascii: "n"): collected.append(0x0A)
        case UInt8(ascii: "r"): collected.append(0x0D)
        case UInt8(ascii: "t"): collected.append(0x09)
        case UInt8(ascii: "u"): collected.append(contentsOf: UTF8.encode(try unicodeEscape()) ?? .init())
        default: throw error(.syntax, "no such escape")
        }
    }

    private mutating func unicodeEscape() throws -> Unicode.Scalar {
        let first = try hexUnit()
        var code = UInt32(first)
        if (0xD800...0xDBFF).contains(first) {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw error(.invalidText, "a lone surrogate")
            }
            let second = try hexUnit()
            guard (0xDC00...0xDFFF).contains(second) else { throw error(.invalidText, "a lone surrogate") }
            code = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        }
        guard code != 0 else { throw error(.nullCharacter, "the character U+0000 is not allowed") }
        guard let scalar = Unicode.Scalar(code) else { throw error(.invalidText, "a lone surrogate") }
        return scalar
    }

    private mutating func hexUnit() throws -> UInt16 {
        let digits = bytes[position...].prefix(4)
        // The initialiser of UInt16 takes a sign as well.
        guard digits.count == 4, digits.allSatisfy({ UnicodeScalar($0).properties.isASCIIHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw error(.syntax, "expected four hexadecimal digits") }
        position += 4
        return unit
    }
}

/// RFC 6901.
package enum JSONPointer {
    /// A member name as a reference token.
    package static func escape(_ name: String) -> String {
        var token = String.UnicodeScalarView()
        // By scalars: a combining mark after a slash makes one character of both.
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": token.append(contentsOf: "~0".unicodeScalars)
            case "/": token.append(contentsOf: "~1".unicodeScalars)
            default: token.append(scalar)
            }
        }
        return String(token)
    }
}
