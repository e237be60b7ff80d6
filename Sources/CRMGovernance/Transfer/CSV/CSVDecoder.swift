/// Turns chunks of a file, cut anywhere, into UTF-8.
struct CSVDecoder: Sendable {
    let encoding: CSVEncoding
    private var validator = UTF8Validator()
    /// UTF-16: the first byte of a unit, and the first unit of a pair, at the end of the last chunk.
    private var oddByte: UInt8?
    private var highSurrogate: UInt16?

    init(encoding: CSVEncoding) {
        self.encoding = encoding
    }

    /// Appends the text of the chunk to `output`; false when the encoding does not know it, with everything before the
    /// fault appended.
    mutating func decode(_ chunk: UnsafeRawBufferPointer, into output: inout [UInt8]) -> Bool {
        switch encoding {
        case .utf8:
            let valid = validator.validate(chunk)
            output.append(contentsOf: chunk.prefix(valid))
            return valid == chunk.count
        case .windows1252:
            decodeWindows1252(chunk, into: &output)
            return true
        case .utf16LittleEndian, .utf16BigEndian:
            return decodeUTF16(chunk, into: &output)
        }
    }

    /// True when the file may end here: no character is cut off.
    var isComplete: Bool { validator.isComplete && oddByte == nil && highSurrogate == nil }

    private func decodeWindows1252(_ chunk: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        var index = 0
        while index < chunk.count {
            let end = CSVBytes.firstNonASCII(in: chunk, from: index)
            output.append(contentsOf: chunk[index..<end])
            guard end < chunk.count else { break }
            CSVDecoder.append(CSVDecoder.windows1252(chunk[end]), to: &output)
            index = end + 1
        }
    }

    private mutating func decodeUTF16(_ chunk: UnsafeRawBufferPointer, into output: inout [UInt8]) -> Bool {
        let isLittleEndian = encoding == .utf16LittleEndian
        for byte in chunk {
            guard let first = oddByte else {
                oddByte = byte
                continue
            }
            oddByte = nil
            let (low, high) = isLittleEndian ? (first, byte) : (byte, first)
            guard append(unit: UInt16(high) << 8 | UInt16(low), to: &output) else { return false }
        }
        return true
    }

    /// False for half of a surrogate pair.
    private mutating func append(unit: UInt16, to output: inout [UInt8]) -> Bool {
        switch unit {
        case 0xD800...0xDBFF:
            guard highSurrogate == nil else { return false }
            highSurrogate = unit
        case 0xDC00...0xDFFF:
            guard let high = highSurrogate else { return false }
            highSurrogate = nil
            CSVDecoder.append(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00), to: &output)
        default:
            guard highSurrogate == nil else { return false }
            CSVDecoder.append(UInt32(unit), to: &output)
        }
        return true
    }

    /// Appends the UTF-8 of a code point that is no surrogate.
    @inline(__always)
    private static func append(_ point: UInt32, to output: inout [UInt8]) {
        if point < 0x80 {
            output.append(UInt8(point))
            return
        }
        if point < 0x800 {
            output.append(0xC0 | UInt8(point >> 6))
        } else {
            if point < 0x10000 {
                output.append(0xE0 | UInt8(point >> 12))
            } else {
                output.append(0xF0 | UInt8(point >> 18))
                output.append(0x80 | UInt8(point >> 12 & 0x3F))
            }
            output.append(0x80 | UInt8(point >> 6 & 0x3F))
        }
        output.append(0x80 | UInt8(point & 0x3F))
    }

    private static func windows1252(_ byte: UInt8) -> UInt32 {
        (0x80...0x9F).contains(byte) ? windows1252Specials[Int(byte) - 0x80] : UInt32(byte)
    }

    /// 0x80…0x9F after the index of the WHATWG Encoding Standard, where the five unused bytes are C1 controls.
    private static let windows1252Specials: [UInt32] = [
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D,
        0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x009D, 0x017E, 0x0178,
    ]
}
