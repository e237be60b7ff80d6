/// Random numbers that are the same on every platform for the same seed: integers, and arithmetic that IEEE 754 fixes
/// to the last bit. The C library's `log` and `exp` are not used, since their last bit differs from one to the next.
struct SampleRandom {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// Streams of one seed are independent, so that one customer's draws do not move another's.
    init(seed: UInt64, stream: UInt64) {
        self.init(seed: seed)
        let first = next()
        state = first ^ (stream &+ 1) &* SampleRandom.increment
        _ = next()
    }

    private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// SplitMix64: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
    mutating func next() -> UInt64 {
        state &+= SampleRandom.increment
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Uniform in the open interval (0, 1), so that its logarithm is finite.
    mutating func unit() -> Double {
        (Double(next() >> 12) + 0.5) / Double(UInt64(1) << 52)
    }

    mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    /// Uniform in the range; its bias is below 2^-32 for the short ranges in use.
    mutating func integer(in range: ClosedRange<Int>) -> Int {
        let width = UInt64(range.upperBound - range.lowerBound + 1)
        return range.lowerBound + Int(next().multipliedFullWidth(by: width).high)
    }

    /// The list must not be empty.
    mutating func pick<Element>(_ list: [Element]) -> Element {
        list[integer(in: 0...list.count - 1)]
    }

    /// Picks an index in proportion to the weights, at least one of which is positive.
    mutating func weightedIndex(_ weights: [Double]) -> Int {
        var rest = unit() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return index }
        }
        return weights.lastIndex { $0 > 0 } ?? 0
    }
}

// MARK: - Distributions

extension SampleRandom {
    /// Mean 1.
    mutating func exponential() -> Double { -SampleMath.log(unit()) }

    /// Mean 0, variance 1: the polar method of Marsaglia.
    mutating func normal() -> Double {
        while true {
            let (x, y) = (2 * unit() - 1, 2 * unit() - 1)
            let square = x * x + y * y
            if square > 0, square < 1 { return x * (-2 * SampleMath.log(square) / square).squareRoot() }
        }
    }

    /// Mean `shape`: Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", 2000.
    mutating func gamma(shape: Double) -> Double {
        guard shape >= 1 else {
            return gamma(shape: shape + 1) * SampleMath.exp(SampleMath.log(unit()) / shape)
        }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
            if v > 0, SampleMath.log(unit()) < x * x / 2 + d - d * v + d * SampleMath.log(v) { return d * v }
        }
    }

    /// Mean `a / (a + b)`, in (0, 1).
    mutating func beta(_ a: Double, _ b: Double) -> Double {
        let x = gamma(shape: a)
        return x / (x + gamma(shape: b))
    }

    /// How many failures come before the first success; the mean is `mean`, cut at `limit`.
    mutating func geometric(mean: Double, limit: Int) -> Int {
        let probability = mean / (1 + mean)
        var count = 0
        while count < limit, chance(probability) { count += 1 }
        return count
    }
}

/// Functions made of additions, multiplications and divisions only; exact to about 15 digits.
enum SampleMath {
    private static let ln2 = 0.693_147_180_559_945_3
    /// Terms of the series below which the rest is smaller than the last bit.
    private static let logTerms = 17
    private static let expTerms = 18

    /// Of a positive, finite, normal number: ln(s·2^e) = e·ln 2 + 2·artanh((s − 1)/(s + 1)).
    static func log(_ value: Double) -> Double {
        let ratio = (value.significand - 1) / (value.significand + 1)
        var sum = 0.0
        for term in (0..<logTerms).reversed() { sum = sum * ratio * ratio + 1 / Double(2 * term + 1) }
        return Double(value.exponent) * ln2 + 2 * ratio * sum
    }

    /// Of a number from −700 to 700; beyond that, of the nearer end.
    static func exp(_ value: Double) -> Double {
        let value = min(max(value, -700), 700)
        let power = (value / ln2).rounded()
        let rest = value - power * ln2
        var sum = 1.0
        for term in (1...expTerms).reversed() { sum = 1 + sum * rest / Double(term) }
        return Double(sign: .plus, exponent: Int(power), significand: sum)
    }
}
