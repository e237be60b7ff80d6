package import CRMCore
import Synchronization

/// The times that ids carry: ids of one process rise, also while the wall clock stands or jumps back.
package final class IDClock: Sendable {
    /// A time with a count within it, which fills the 12 bits behind the time of an id.
    package struct Stamp: Sendable, Hashable {
        package var time: Instant
        package var count: UInt64
    }

    private let last = Mutex(Stamp(time: Instant.range.lowerBound, count: 0))

    /// Counts begin in the lower half of their range, so that a busy millisecond has room.
    private static let firstCounts: UInt64 = 0x7FF
    private static let lastCount: UInt64 = 0xFFF

    package init() {}

    /// A stamp behind all that were given before: of now, or, when the clock has not moved on, of the time last given.
    package func next(at now: Instant, random: UInt64) -> Stamp {
        last.withLock { last in
            if now > last.time {
                last = Stamp(time: now, count: random & IDClock.firstCounts)
            } else if last.count < IDClock.lastCount {
                last.count += 1
            } else {
                last = Stamp(time: last.time.advanced(milliseconds: 1), count: 0)
            }
            return last
        }
    }
}
