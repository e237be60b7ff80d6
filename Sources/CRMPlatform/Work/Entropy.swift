package import CRMCore

/// Random bits for one piece of work, drawn before its transaction, since that may run again.
package struct Entropy: Sendable {
    private let forID: (UInt64, UInt64)
    private let forSecret: (UInt64, UInt64, UInt64, UInt64)

    /// No id of this piece of work tells an earlier time.
    private let earliest: Instant

    /// Bits of the system's generator.
    package init() {
        var generator = SystemRandomNumberGenerator()
        forID = (generator.next(), generator.next())
        earliest = Instant.range.lowerBound
        forSecret = (generator.next(), generator.next(), generator.next(), generator.next())
    }

    /// As ``init()``, with ids behind all that the clock of ids has timed before.
    init(at now: Instant, _ clock: IDClock) {
        var generator = SystemRandomNumberGenerator()
        let stamp = clock.next(at: now, random: generator.next())
        forID = (stamp.count, generator.next() & Entropy.roomForNumbers)
        forSecret = (generator.next(), generator.next(), generator.next(), generator.next())
        earliest = stamp.time
    }

    /// The highest of the 62 bits of an id's tail stays free, so that a number added to it keeps the order.
    private static let roomForNumbers: UInt64 = 0x1FFF_FFFF_FFFF_FFFF

    /// A fresh id; the same again for the same piece of work.
    package func id(at now: Instant) -> UniqueID { UniqueID(at: max(now, earliest), random: forID) }

    /// One of many ids of a piece of work: other numbers give other ids, in the numbers' order.
    package func id(at now: Instant, number: Int64) -> UniqueID {
        let tail = (forID.1 & Entropy.roomForNumbers) + UInt64(max(number, 0))
        return UniqueID(at: max(now, earliest), random: (forID.0, tail))
    }

    /// 256 bits for a credential; the same again for the same piece of work.
    package var secret: [UInt8] {
        [forSecret.0, forSecret.1, forSecret.2, forSecret.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
    }
}
