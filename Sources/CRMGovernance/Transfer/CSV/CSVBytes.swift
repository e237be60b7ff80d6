/// The bytes that mean something to a CSV file, and how to find the next of them quickly.
enum CSVBytes {
    static let nul: UInt8 = 0x00
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let quote: UInt8 = 0x22
    /// U+FEFF in UTF-8.
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080
    /// NUL, line feed and carriage return lie below it, and little else that occurs in text.
    private static let firstPlain: UInt64 = 0x0E

    /// The first index in `start..<end` whose byte is `target` or a control character below U+000E; `end` when there
    /// is none.
    ///
    /// Eight bytes at a time, after "Determine if a word has a byte less than n" of S. E. Anderson's Bit Twiddling
    /// Hacks: a borrow can only raise a false alarm above a true one, so the lowest bit set is always right.
    @inline(__always)
    static func firstStop(
        in bytes: UnsafeMutablePointer<UInt8>, from start: Int, to end: Int, target: UInt8
    ) -> Int {
        let pattern = UInt64(target) &* ones
        var index = start
        while index &+ 8 <= end {
            let raw = UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let word = UInt64(littleEndian: raw)
            let difference = word ^ pattern
            let isTarget = (difference &- ones) & ~difference
            let isControl = (word &- firstPlain &* ones) & ~word
            let hits = (isTarget | isControl) & highs
            if hits != 0 { return index &+ hits.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        while index < end, bytes[index] != target, bytes[index] >= UInt8(firstPlain) { index &+= 1 }
        return index
    }

    /// The first index in `start..<bytes.count` of a byte above U+007F; the count when there is none.
    @inline(__always)
    static func firstNonASCII(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index &+ 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let hits = word & highs
            if hits != 0 { return index &+ hits.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        while index < bytes.count, bytes[index] < 0x80 { index &+= 1 }
        return index
    }
}
