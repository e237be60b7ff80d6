import Foundation

/// How much the repeating tests do, and from which seed.
package enum TestSize {
    /// Set to 1 for the long run before a release.
    package static let soakVariable = "CLIENTELE_TEST_SOAK"
    /// Set to the seed that a run printed, to repeat it.
    package static let seedVariable = "CLIENTELE_TEST_SEED"

    /// `usual` in every run, `soak` in the long one.
    package static func scaled(_ usual: Int, soak: Int) -> Int {
        ProcessInfo.processInfo.environment[soakVariable] == "1" ? soak : usual
    }

    /// A source of random numbers for the named test; its seed is printed.
    package static func random(_ test: String) -> SeededRandom {
        let given = ProcessInfo.processInfo.environment[seedVariable].flatMap { UInt64($0) }
        let seed = given ?? UInt64.random(in: 0...UInt64(UInt32.max))
        print("\(test): \(seedVariable)=\(seed)")
        return SeededRandom(seed: seed)
    }
}

/// SplitMix64: the same numbers for the same seed on every machine.
package struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
