/// Checks UTF-8 in chunks cut anywhere; the ranges are those of The Unicode Standard, table 3-7.
struct UTF8Validator: Sendable {
    /// How many continuation bytes are still to come, and what the next of them may be.
    private var remaining = 0
    private var allowed: ClosedRange<UInt8> = anyContinuation

    private static let anyContinuation: ClosedRange<UInt8> = 0x80...0xBF

    /// True when no sequence is open.
    var isComplete: Bool { remaining == 0 }

    /// How many bytes of the chunk are valid: all of them, or those before the first that is not.
    mutating func validate(_ chunk: UnsafeRawBufferPointer) -> Int {
        var index = 0
        while index < chunk.count {
            if remaining == 0 {
                index = CSVBytes.firstNonASCII(in: chunk, from: index)
                guard index < chunk.count else { break }
                guard open(chunk[index]) else { return index }
            } else {
                guard allowed.contains(chunk[index]) else { return index }
                allowed = UTF8Validator.anyContinuation
                remaining -= 1
            }
            index += 1
        }
        return index
    }

    /// False when no sequence begins with the byte.
    private mutating func open(_ lead: UInt8) -> Bool {
        switch lead {
        case 0xC2...0xDF: remaining = 1
        case 0xE0...0xEF: remaining = 2
        case 0xF0...0xF4: remaining = 3
        default: return false
        }
        switch lead {
        case 0xE0: allowed = 0xA0...0xBF  // no overlong forms
        case 0xED: allowed = 0x80...0x9F  // no surrogates
        case 0xF0: allowed = 0x90...0xBF  // no overlong forms
        case 0xF4: allowed = 0x80...0x8F  // nothing above U+10FFFF
        default: allowed = UTF8Validator.anyContinuation
        }
        return true
    }
}
