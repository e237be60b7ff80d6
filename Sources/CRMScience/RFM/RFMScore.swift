package import CRMCore

/// What scoring needs to know of a customer who has at least one qualifying order.
package struct RFMFacts: Sendable, Hashable {
    package let asOf: CalendarDay
    /// Of the latest qualifying order on or before `asOf`.
    package let lastOrderDay: CalendarDay
    /// Of the earliest qualifying order in the window; nil when there is none in it.
    package let earliestOrderDayInWindow: CalendarDay?
    package let ordersInWindow: Int
    /// In minor units, refunds taken off.
    package let spentInWindow: Int64
    /// Qualifying orders on or before `asOf`, of all time.
    package let ordersEver: Int
    /// Of the earliest qualifying order after `asOf` that is known already; nil when none is.
    package let nextOrderDay: CalendarDay?

    package init(
        asOf: CalendarDay, lastOrderDay: CalendarDay, earliestOrderDayInWindow: CalendarDay?, ordersInWindow: Int,
        spentInWindow: Int64, ordersEver: Int, nextOrderDay: CalendarDay? = nil
    ) {
        assert(lastOrderDay <= asOf, "the last order lies after the day asked about")
        assert((ordersInWindow == 0) == (earliestOrderDayInWindow == nil), "orders in the window without a first one")
        assert(ordersEver >= max(1, ordersInWindow), "fewer orders ever than in the window")
        self.asOf = asOf
        self.lastOrderDay = lastOrderDay
        self.earliestOrderDayInWindow = earliestOrderDayInWindow
        self.ordersInWindow = ordersInWindow
        self.spentInWindow = spentInWindow
        self.ordersEver = ordersEver
        self.nextOrderDay = nextOrderDay
    }
}

/// What a reader of a score should know besides its three digits.
package enum RFMFlag: String, Sendable, Hashable, CaseIterable {
    /// The only qualifying order ever.
    case singleOrder = "single_order"
    /// No qualifying order in the window: F is 1 by rule, not by count.
    case noRecentOrders = "no_recent_orders"
    /// The window holds nothing or was refunded in full.
    case zeroSpend = "zero_spend"
    /// At risk, and once among the best in frequency and value.
    case cannotLose = "cant_lose"
}

/// The score of one customer on one day.
package struct RFMScore: Sendable, Hashable {
    /// Recency, 1…5.
    package let r: Int
    /// Frequency, 1…5.
    package let f: Int
    /// Monetary value, 1…5.
    package let m: Int
    package let segment: RFMSegment
    /// Since the last qualifying order.
    package let recencyDays: Int
    /// In the order of ``RFMFlag``'s cases.
    package let flags: [RFMFlag]
    /// The first later day on which the recency score, the orders or the value in the window change without news of an
    /// order; nil when nothing can change any more.
    package let nextChangeOn: CalendarDay?

    /// The three digits in one number, 111…555.
    package var total: Int { 100 * r + 10 * f + m }
}
