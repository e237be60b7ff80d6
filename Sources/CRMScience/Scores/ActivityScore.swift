package import CRMCore
import Foundation

/// How lively a customer is, 0…100: what they did, weighted by kind and fading with age.
package struct ActivityScore: Sendable {
    /// What counts, and with which weight.
    package let weights: [ActivityKind: Double]
    /// The activity at which the score is 63; the median of recent buyers once an account knows it.
    package let scale: Double

    package init(weights: [ActivityKind: Double], scale: Double = ActivityScore.standardScale) {
        self.weights = weights
        self.scale = scale
    }

    /// What stands in for the account's median: one purchase today.
    package static let standardScale = 5.0
    /// Days in which activity loses half its weight.
    package static let halfLifeDays = 14.0
    /// Most that one kind counts on one day.
    package static let dailyCap = 20
    /// Days after which less than a thousandth is left.
    package static let windowDays = 140

    /// Responses to messages; one that was only sent counts nothing, but is known to have been left without one.
    package static let engagement = ActivityScore(
        weights: [.messageSent: 0, .messageOpened: 1, .messageClicked: 3, .messageReplied: 5])

    /// Visits, carts, reviews and purchases.
    package static let behaviour = ActivityScore(
        weights: [.visit: 1, .cart: 3, .review: 4, .feedback: 4, .purchase: 5])

    /// 100·(1 − exp(−E/E0)), E the faded sum; nil when nothing of these kinds is known.
    package func score(of activity: some Sequence<Activity>, asOf day: CalendarDay) -> Double? {
        var sum = 0.0
        var isKnown = false
        for activity in activity {
            guard let weight = weights[activity.kind], activity.day <= day else { continue }
            isKnown = true
            let age = Double(day.number - activity.day.number)
            let count = Double(min(activity.count, ActivityScore.dailyCap))
            sum += weight * count * exp2(-age / ActivityScore.halfLifeDays)
        }
        return isKnown ? 100 * -expm1(-sum / scale) : nil
    }
}
