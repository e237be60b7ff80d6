import CRMCore
package import CRMPlatform
import CRMScience

/// The score of a period and what it rests on.
package struct NPSSummary: Sendable {
    let period: ClosedRange<CalendarDay>
    /// How many customers gave each answer, from 0 to 10.
    let counts: [Int]

    private var score: NetPromoterScore {
        func count(_ group: NetPromoterGroup) -> Int { counts[group.answers].reduce(0, +) }
        return NetPromoterScore(
            promoters: count(.promoter), passives: count(.passive), detractors: count(.detractor))
    }

    /// Tenths are more than any number of answers bears.
    private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}

extension NPSSummary: JSONObjectEncodable {
    package static let typeName = "NPSScore"

    package static let fields: [OutputField<NPSSummary>] = [
        OutputField("from", "The first day of the period.") { $0.period.lowerBound },
        OutputField("to", "Its last day.") { $0.period.upperBound },
        OutputField("score", "Promoters minus detractors, −100 to 100; null without an answer.") {
            $0.score.score.map(rounded)
        },
        OutputField("lower", "The lower end of the interval; null without an answer.") {
            ($0.score.interval?.lowerBound).map(rounded)
        },
        OutputField("upper", "Its upper end.") { ($0.score.interval?.upperBound).map(rounded) },
        OutputField("confidence", "Of so many intervals this share holds the truth.") { _ in
            NetPromoterScore.confidence
        },
        OutputField("answers", "Customers who answered; each counts once, with the latest answer.") {
            $0.score.answers
        },
        OutputField("promoters", "9 or 10.") { $0.score.promoters },
        OutputField("passives", "7 or 8.") { $0.score.passives },
        OutputField("detractors", "0 to 6.") { $0.score.detractors },
        OutputField("distribution", "How many gave each answer, from 0 to 10.") { $0.counts },
    ]
}
