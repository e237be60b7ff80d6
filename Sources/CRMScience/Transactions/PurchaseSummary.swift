package import CRMCore

/// What the models of purchases know of one customer. A purchase is a day with one order or more, and time runs in weeks
/// from the first of them (Fader, Hardie and Lee 2005, "Counting your customers the easy way").
package struct PurchaseSummary: Sendable, Hashable {
    /// Days with a purchase after the first: x.
    package let repeats: Int
    /// Weeks from the first purchase to the last: t_x.
    package let lastPurchase: Double
    /// Weeks from the first purchase to the end of the observation: T.
    package let age: Double

    package static let daysPerWeek = 7.0

    package init(repeats: Int, lastPurchase: Double, age: Double) {
        self.repeats = repeats
        self.lastPurchase = lastPurchase
        self.age = age
    }

    /// Of the days with a purchase up to `asOf`, in any order; nil when there is none.
    package init?(days: some Sequence<CalendarDay>, asOf: CalendarDay) {
        let days = Set(days).filter { $0 <= asOf }
        guard let first = days.min(), let last = days.max() else { return nil }
        self.init(
            repeats: days.count - 1,
            lastPurchase: Double(last.number - first.number) / PurchaseSummary.daysPerWeek,
            age: Double(asOf.number - first.number) / PurchaseSummary.daysPerWeek)
    }
}
