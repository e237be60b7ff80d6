import Foundation
import Testing

@testable import CRMApp

@Suite struct SampleRandomTests {
    private static let draws = 20_000

    /// Mean and variance of many draws.
    private func moments(_ draw: (inout SampleRandom) -> Double) -> (mean: Double, variance: Double) {
        var random = SampleRandom(seed: 11, stream: 3)
        let values = (0..<Self.draws).map { _ in draw(&random) }
        let mean = values.reduce(0, +) / Double(Self.draws)
        return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(Self.draws))
    }

    private func isNear(_ value: Double, _ expected: Double, within tolerance: Double = 0.03) -> Bool {
        abs(value - expected) <= tolerance * max(abs(expected), 1)
    }

    /// The first numbers of the reference implementation in C for the seed 1234567.
    @Test func theGeneratorIsSplitMix64() {
        var random = SampleRandom(seed: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
        #expect(random.next() == 9_817_491_932_198_370_423)
    }

    @Test func streamsOfOneSeedDiffer() {
        var (first, second) = (SampleRandom(seed: 1, stream: 0), SampleRandom(seed: 1, stream: 1))
        #expect(first.next() != second.next())
    }

    @Test func logarithmAndExponentialAgreeWithTheSystem() {
        for value in [1e-300, 1e-9, 0.1, 0.5, 0.999_999, 1, 1.5, 2, 3, 1e9, 1e300] {
            #expect(abs(SampleMath.log(value) - log(value)) <= 1e-14 * max(1, abs(log(value))))
        }
        for value in stride(from: -40.0, through: 40, by: 0.37) {
            #expect(abs(SampleMath.exp(value) / exp(value) - 1) < 1e-13)
        }
    }

    @Test func theDistributionsHaveTheirMeansAndVariances() {
        let unit = moments { $0.unit() }
        #expect(isNear(unit.mean, 1 / 2) && isNear(unit.variance, 1.0 / 12))
        let exponential = moments { $0.exponential() }
        #expect(isNear(exponential.mean, 1) && isNear(exponential.variance, 1, within: 0.06))
        let normal = moments { $0.normal() }
        #expect(isNear(normal.mean, 0) && isNear(normal.variance, 1))
        for shape in [0.5, 0.9, 2, 7] {
            let gamma = moments { $0.gamma(shape: shape) }
            #expect(isNear(gamma.mean, shape) && isNear(gamma.variance, shape, within: 0.06))
        }
        let beta = moments { $0.beta(0.8, 8) }
        #expect(isNear(beta.mean, 0.8 / 8.8, within: 0.005))
        let geometric = moments { Double($0.geometric(mean: 1.5, limit: 1000)) }
        #expect(isNear(geometric.mean, 1.5) && isNear(geometric.variance, 3.75, within: 0.06))
    }

    @Test func integersAndWeightsKeepToTheirBounds() {
        var random = SampleRandom(seed: 5)
        var counts = [Int](repeating: 0, count: 4)
        var integers: Set<Int> = []
        for _ in 0..<Self.draws {
            integers.insert(random.integer(in: 3...5))
            counts[random.weightedIndex([1, 0, 3, 0])] += 1
        }
        #expect(integers == [3, 4, 5])
        #expect(counts[1] == 0 && counts[3] == 0)
        #expect(isNear(Double(counts[2]) / Double(counts[0]), 3, within: 0.05))
    }
}
