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
        String(unsafeUninitializedCapacity: 36) { buffer in
            var place = 0
            for digit in 0..<32 {
                if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                    buffer[place] = UInt8(ascii: "-")
                    place += 1
                }
                let word = digit < 16 ? high : low
                let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (digit & 15))) & 0xF
                buffer[place] = value < 10 ? value + 48 : value + 87
                place += 1
            }
            return place
        }
    }
}
