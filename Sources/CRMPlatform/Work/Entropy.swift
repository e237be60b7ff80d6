package import CRMCore
import Synchronization

/// Random bits for one piece of work: drawn when they are first asked for, and the same in every run of its transaction.
package final class Entropy: Sendable {
    private struct Bits {
        let forID: (UInt64, UInt64)
        let forSecret: (UInt64, UInt64, UInt64, UInt64)

        init() {
            var generator = SystemRandomNumberGenerator()
            forID = (generator.next(), generator.next())
            forSecret = (generator.next(), generator.next(), generator.next(), generator.next())
        }
    }

    private let drawn = Mutex<Bits?>(nil)

    /// Bits of the system's generator.
    package init() {}

    private var bits: Bits {
        drawn.withLock { drawn in
            if let drawn { return drawn }
            let fresh = Bits()
            drawn = fresh
            return fresh
        }
    }

    /// A fresh id; the same again for the same piece of work.
    package func id(at now: Instant) -> UniqueID { UniqueID(at: now, random: bits.forID) }

    /// 256 bits for a credential; the same again for the same piece of work.
    package var secret: [UInt8] {
        let words = bits.forSecret
        return [words.0, words.1, words.2, words.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
    }
}
