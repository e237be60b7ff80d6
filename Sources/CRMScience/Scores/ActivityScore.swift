package import CRMCore
import Foundation

/// How lively a customer is, 0…100: what they did, weighted by kind and fading with age.
package struct ActivityScore: Sendable {
    /// What counts, and with which weight.
    package let weights: [ActivityKind: Double]
    /// The activity at which the score is 63: the median of an account's recent buyers where there are enough of them.
    package let scale: Double

    package init(weights: [ActivityKind: Double], scale: Double = ActivityScore.standardScale) {
        self.weights = weights
        self.scale = scale
    }

    /// What stands in for the account's median while it has too few recent buyers: one purchase today.
    package static let standardScale = 5.0
    /// Days in which activity loses half its weight.
    package static let halfLifeDays = 14.0
    /// Most that one kind counts on one day.
    package static let dailyCap = 20
    /// Days after which less than a thousandth is left.
    package static let windowDays = 140
    /// Days since the last purchase with which a buyer is a recent one.
    package static let recentDays = 90
    /// Recent buyers with activity below which their median is left to chance.
    package static let medianBuyers = 30

    /// Responses to messages; one that was only sent counts nothing, but is known to have been left without one.
    package static let engagement = ActivityScore(
        weights: [.messageSent: 0, .messageOpened: 1, .messageClicked: 3, .messageReplied: 5])

    /// Visits, carts, reviews and purchases.
    package static let behaviour = ActivityScore(
        weights: [.visit: 1, .cart: 3, .review: 4, .feedback: 4, .purchase: 5])

    /// The same on another scale; nil is the standard one.
    package func scaled(_ scale: Double?) -> ActivityScore {
        ActivityScore(weights: weights, scale: scale ?? ActivityScore.standardScale)
    }

    /// 100·(1 − exp(−E/E0)), E the faded sum and E0 the scale.
    package func score(_ sum: Double) -> Double { 100 * -expm1(-sum / scale) }

    /// The score of the faded sum; nil when nothing of these kinds is known.
    package func score(of activity: some Sequence<Activity>, asOf day: CalendarDay) -> Double? {
        sum(of: activity, asOf: day).map(score)
    }

    /// E: activity by its weights, faded until the day; nil when nothing of these kinds is known.
    package func sum(of activity: some Sequence<Activity>, asOf day: CalendarDay) -> Double? {
        var sum = 0.0
        var isKnown = false
        for activity in activity {
            guard let weight = weights[activity.kind], activity.day <= day else { continue }
            isKnown = true
            let age = Double(day.number - activity.day.number)
            let count = Double(min(activity.count, ActivityScore.dailyCap))
            sum += weight * count * exp2(-age / ActivityScore.halfLifeDays)
        }
        return isKnown ? sum : nil
    }

    /// What is left of a sum after so many days without anything new.
    package static func faded(_ sum: Double, days: Int) -> Double { sum * exp2(-Double(days) / halfLifeDays) }

    /// The scale for an account: the median of the sums of its recent buyers, those without activity left out; nil when
    /// fewer than ``medianBuyers`` are left.
    package static func scale(of sums: [Double]) -> Double? {
        let known = sums.filter { $0 > 0 }.sorted()
        guard known.count >= medianBuyers else { return nil }
        let middle = known.count / 2
        return known.count.isMultiple(of: 2) ? (known[middle - 1] + known[middle]) / 2 : known[middle]
    }
}
