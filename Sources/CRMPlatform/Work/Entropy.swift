package import CRMCore
import Synchronization

/// Random bits for one piece of work: drawn when they are first asked for, and the same in every run of its transaction.
package final class Entropy: Sendable {
    private struct Bits {
        let forID: (UInt64, UInt64)
        let forSecret: (UInt64, UInt64, UInt64, UInt64)
        /// No id of this piece of work tells an earlier time.
        let earliest: Instant
    }

    private let drawn = Mutex<Bits?>(nil)
    /// Puts the ids behind all that the clock of ids has timed before; nil: they tell the time alone.
    private let stamp: (@Sendable (UInt64) -> IDClock.Stamp)?

    /// Bits of the system's generator.
    package init() {
        stamp = nil
    }

    /// As ``init()``, with ids behind all that the clock of ids has timed before.
    init(at now: Instant, _ clock: IDClock) {
        stamp = { random in clock.next(at: now, random: random) }
    }

    private var bits: Bits {
        drawn.withLock { drawn in
            if let drawn { return drawn }
            let fresh = draw()
            drawn = fresh
            return fresh
        }
    }

    private func draw() -> Bits {
        var generator = SystemRandomNumberGenerator()
        let first = generator.next()
        let stamp = stamp?(first) ?? IDClock.Stamp(time: Instant.range.lowerBound, count: first)
        return Bits(
            forID: (stamp.count, generator.next() & Entropy.roomForNumbers),
            forSecret: (generator.next(), generator.next(), generator.next(), generator.next()),
            earliest: stamp.time)
    }

    /// The highest of the 62 bits of an id's tail stays free, so that a number added to it keeps the order.
    private static let roomForNumbers: UInt64 = 0x1FFF_FFFF_FFFF_FFFF

    /// A fresh id; the same again for the same piece of work.
    package func id(at now: Instant) -> UniqueID {
        let bits = bits
        return UniqueID(at: max(now, bits.earliest), random: bits.forID)
    }

    /// One of many ids of a piece of work: other numbers give other ids, in the numbers' order.
    package func id(at now: Instant, number: Int64) -> UniqueID {
        let bits = bits
        let tail = bits.forID.1 + UInt64(max(number, 0))
        return UniqueID(at: max(now, bits.earliest), random: (bits.forID.0, tail))
    }

    /// 256 bits for a credential; the same again for the same piece of work.
    package var secret: [UInt8] {
        let secret = bits.forSecret
        return [secret.0, secret.1, secret.2, secret.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
    }
}
