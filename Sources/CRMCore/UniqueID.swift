/// A UUID of version 7 (RFC 9562 §5.7): its texts sort by the time of their making.
package struct UniqueID: Sendable, Hashable {
    package let text: String

    /// Takes the time and 74 random bits; the same input gives the same id.
    package init(at instant: Instant, random: (UInt64, UInt64)) {
        let time = UInt64(bitPattern: instant.milliseconds) & 0xFFFF_FFFF_FFFF
        let high = (time << 16) | 0x7000 | (random.0 & 0x0FFF)
        let low = 0x8000_0000_0000_0000 | (random.1 & 0x3FFF_FFFF_FFFF_FFFF)
        text = UniqueID.format(high, low)
    }

    /// A fresh one from the system's random numbers.
    package init(at instant: Instant) {
        self.init(at: instant, random: (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max)))
    }

    private static func format(_ high: UInt64, _ low: UInt64) -> String {
        let digits = hex(high) + hex(low)
        let cuts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return cuts.map { String(decoding: digits[$0], as: UTF8.self) }.joined(separator: "-")
    }

    private static func hex(_ value: UInt64) -> [UInt8] {
        let alphabet = Array("0123456789abcdef".utf8)
        return (0..<16).map { alphabet[Int(value >> UInt64(60 - 4 * $0) & 0xF)] }
    }
}
