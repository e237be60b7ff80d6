import CRMCore
import Foundation

/// SplitMix64: the same seed gives the same numbers everywhere.
struct SeededGenerator: RandomNumberGenerator {
    let seed: UInt64
    private var state: UInt64

    /// A new seed at each run, printed; the environment variable `TEST_SEED` repeats a run that failed.
    init(_ purpose: String) {
        let given = ProcessInfo.processInfo.environment["TEST_SEED"].flatMap { UInt64($0) }
        seed = given ?? UInt64.random(in: 0 ... .max)
        state = seed
        print("\(purpose): TEST_SEED=\(seed)")
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A text of up to `maximum` pieces.
    mutating func text(of pieces: [String], upTo maximum: Int) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...maximum, using: &self) { text += pieces.randomElement(using: &self) ?? "" }
        return text
    }

    /// A whole number whose length in bits is random too, so that small and large ones are equally frequent.
    mutating func integer() -> Int64 { Int64(bitPattern: next()) >> Int64.random(in: 0...63, using: &self) }
}

extension String {
    /// What `==` of texts does not tell apart: the bytes.
    var octets: [UInt8] { Array(utf8) }
}
