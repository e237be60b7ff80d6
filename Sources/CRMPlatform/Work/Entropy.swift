package import CRMCore

/// Random bits for one piece of work, drawn before its transaction, since that may run again.
package struct Entropy: Sendable {
    private let forID: (UInt64, UInt64)
    private let forSecret: (UInt64, UInt64, UInt64, UInt64)

    /// Bits of the system's generator.
    package init() {
        var generator = SystemRandomNumberGenerator()
        forID = (generator.next(), generator.next())
        forSecret = (generator.next(), generator.next(), generator.next(), generator.next())
    }

    /// A fresh id; the same again for the same piece of work.
    package func id(at now: Instant) -> UniqueID { UniqueID(at: now, random: forID) }

    /// 256 bits for a credential; the same again for the same piece of work.
    package var secret: [UInt8] {
        [forSecret.0, forSecret.1, forSecret.2, forSecret.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
    }
}
