import CRMScience
import Testing

@Suite struct NetPromoterScoreTests {
    /// Promoters, detractors, answers; the ends. The second is what R's PropCIs 0.3 gives (`scoreci.mp(20, 60, 1000)`),
    /// the first the example of Bentur et al. in M. Fagerland, S. Lydersen and P. Laake, "Recommended tests and
    /// confidence intervals for paired binomial proportions", Statistics in Medicine 33 (2014): −0.517 to −0.026. The
    /// others were found by maximising the likelihood step by step, without the closed form.
    static let known: [(Int, Int, Int, Double, Double)] = [
        (1, 7, 21, -51.7232, -2.6003), (60, 20, 1_000, 2.3068, 5.8354), (25, 28, 618, -2.8732, 1.8785),
        (45, 20, 100, 9.4082, 39.2599), (600, 250, 1_000, 29.5997, 40.1599), (10, 0, 10, 44.4934, 100),
        (0, 10, 10, -100, -44.4934), (0, 0, 10, -27.7533, 27.7533), (1, 0, 1, -58.6901, 100),
        (3, 1, 5, -34.9282, 82.6421), (5, 0, 12, 7.3133, 68.0489),
    ]

    @Test(arguments: known)
    func `the interval has the known ends`(
        _ promoters: Int, _ detractors: Int, _ answers: Int, _ lower: Double, _ upper: Double
    ) throws {
        let score = NetPromoterScore(
            promoters: promoters, passives: answers - promoters - detractors, detractors: detractors)
        let interval = try #require(score.interval)
        #expect(abs(interval.lowerBound - lower) < 0.000_1 && abs(interval.upperBound - upper) < 0.000_1)
    }

    @Test func `nothing is said without an answer`() {
        let none = NetPromoterScore(promoters: 0, passives: 0, detractors: 0)
        #expect(none.score == nil && none.interval == nil)
    }

    @Test func `every answer belongs to one group`() {
        for answer in 0...10 {
            let groups = NetPromoterGroup.allCases.filter { $0.answers.contains(answer) }
            #expect(groups == [NetPromoterGroup(answer: answer)])
        }
    }

    @Test func `for all small samples the interval holds the score, lies within the scale and mirrors`() throws {
        for answers in 1...16 {
            for promoters in 0...answers {
                for detractors in 0...(answers - promoters) {
                    let passives = answers - promoters - detractors
                    let score = NetPromoterScore(promoters: promoters, passives: passives, detractors: detractors)
                    let mirror = NetPromoterScore(promoters: detractors, passives: passives, detractors: promoters)
                    let (value, interval) = (try #require(score.score), try #require(score.interval))
                    let mirrored = try #require(mirror.interval)
                    #expect(interval.contains(value) && (-100...100).contains(interval.lowerBound))
                    #expect(interval.lowerBound < interval.upperBound && interval.upperBound <= 100)
                    #expect(abs(interval.lowerBound + mirrored.upperBound) < 1e-9, "\(score)")
                }
            }
        }
    }

    /// Shares of promoters and detractors from cheerful to hopeless, and one-sided ones.
    @Test(arguments: [(0.5, 0.2), (0.7, 0.05), (0.2, 0.5), (0.1, 0.1), (0.95, 0.01), (0.34, 0.33)], [10, 40, 200])
    func `nineteen of twenty intervals hold the truth`(_ shares: (Double, Double), _ answers: Int) throws {
        // A seeded generator (SplitMix64), so that the figure is the same in every run.
        var state = UInt64(answers)
        func uniform() -> Double {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
        }
        let truth = 100 * (shares.0 - shares.1)
        let samples = 2_000
        var held = 0
        for _ in 0..<samples {
            var (up, down) = (0, 0)
            for _ in 0..<answers {
                let draw = uniform()
                if draw < shares.0 { up += 1 } else if draw < shares.0 + shares.1 { down += 1 }
            }
            let score = NetPromoterScore(promoters: up, passives: answers - up - down, detractors: down)
            if let interval = score.interval, interval.contains(truth) { held += 1 }
        }
        let coverage = Double(held) / Double(samples)
        #expect(coverage > 0.925 && coverage < 0.99, "\(coverage)")
    }
}
