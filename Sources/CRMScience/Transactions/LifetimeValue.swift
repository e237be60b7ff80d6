import Foundation

/// What a customer is expected to buy within the next twelve months, at today's value. The horizon is finite: beyond it
/// these models extrapolate, and for a ≤ 1 the purchases they expect have no end.
package struct LifetimeValue: Sendable, Hashable {
    /// Purchases expected within the horizon.
    package let purchases: Double
    /// The same, each weighted by what a purchase at its time is worth today.
    package let discountedPurchases: Double

    /// Weeks of the horizon.
    package static let weeks = 52
    /// What money is worth less a year from now.
    package static let annualDiscount = 0.15
    /// Weeks of a year.
    static let weeksPerYear = 52.18

    /// Sums the purchases expected in each week, discounted from its middle.
    package init(_ model: BetaGeometricNBD, _ summary: PurchaseSummary) {
        let rate = log1p(LifetimeValue.annualDiscount) / LifetimeValue.weeksPerYear
        var before = 0.0
        var discounted = 0.0
        for week in 1...LifetimeValue.weeks {
            let through = model.expectedPurchasesIfAlive(summary, weeks: Double(week))
            discounted += (through - before) * exp(-rate * (Double(week) - 0.5))
            before = through
        }
        let alive = model.aliveProbability(summary)
        purchases = alive * before
        discountedPurchases = alive * discounted
    }
}
