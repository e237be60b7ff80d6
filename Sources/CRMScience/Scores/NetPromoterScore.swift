import Foundation

/// How many more of those who were asked would recommend the shop than would not: Reichheld's net promoter score.
package struct NetPromoterScore: Sendable, Hashable {
    package let promoters: Int
    package let passives: Int
    package let detractors: Int

    package init(promoters: Int, passives: Int, detractors: Int) {
        self.promoters = promoters
        self.passives = passives
        self.detractors = detractors
    }

    package var answers: Int { promoters + passives + detractors }

    /// Promoters minus detractors in percent of the answers, −100…100; nil without an answer.
    package var score: Double? { answers > 0 ? 100 * difference : nil }

    /// The share of the interval's samples that hold the true score.
    package static let confidence = 0.95
    /// The normal distribution leaves half of the rest beyond it, on either side.
    private static let quantile = 1.959963984540054
    /// Halvings after which an end is exact to the last bit.
    private static let halvings = 60

    /// The scores that the answers do not speak against, at 95 %; nil without an answer.
    ///
    /// It is the score interval for the difference of two shares of one sample: T. Tango, Statistics in Medicine 17
    /// (1998) 891–908, equations 24 to 26. B. Rocks, The American Statistician 70 (2016) 365–372, recommends it for
    /// this very score: it holds what it promises with few answers and with one-sided ones, where the usual margin
    /// around the score does not, and never leaves −100…100.
    package var interval: ClosedRange<Double>? {
        guard answers > 0 else { return nil }
        let quantile = NetPromoterScore.quantile
        let lower = detractors == answers ? -1 : crossing(of: quantile, between: -1, and: difference)
        let upper = promoters == answers ? 1 : crossing(of: -quantile, between: difference, and: 1)
        return (100 * lower)...(100 * upper)
    }

    private var difference: Double { Double(promoters - detractors) / Double(answers) }

    /// Where the statistic, which falls as the supposed difference rises, passes the value.
    private func crossing(of value: Double, between lower: Double, and upper: Double) -> Double {
        var (lower, upper) = (lower, upper)
        for _ in 0..<NetPromoterScore.halvings {
            let middle = (lower + upper) / 2
            if statistic(supposing: middle) > value { lower = middle } else { upper = middle }
        }
        return (lower + upper) / 2
    }

    /// How far the answers lie from a supposed difference, −1…1, in standard errors under that supposition.
    private func statistic(supposing difference: Double) -> Double {
        let (n, up, down) = (Double(answers), Double(promoters), Double(detractors))
        // The likeliest share of detractors, if the shares differ by just this.
        let b = (2 * n - up + down) * difference - up - down
        let c = -down * difference * (1 - difference)
        let share = ((b * b - 8 * n * c).squareRoot() - b) / (4 * n)
        let variance = n * (2 * share + difference * (1 - difference))
        return (up - down - n * difference) / variance.squareRoot()
    }
}

/// What an answer to "would you recommend us" makes of the customer.
package enum NetPromoterGroup: String, Sendable, CaseIterable {
    case promoter, passive, detractor

    /// The answers of the group, of 0…10.
    package var answers: ClosedRange<Int> {
        switch self {
        case .promoter: 9...10
        case .passive: 7...8
        case .detractor: 0...6
        }
    }

    /// The group of an answer, 0…10.
    package init(answer: Int) {
        self = answer >= 9 ? .promoter : answer >= 7 ? .passive : .detractor
    }
}
