package import CRMCore

/// Scores customers of one currency; the thresholds are resolved once, then used for any number of them.
package struct RFMScorer: Sendable, Hashable {
    package let windowDays: Int
    /// Over days since the last order.
    package let recency: RFMBands
    /// Over orders in the window.
    package let frequency: RFMBands
    /// Over the value in the window in minor units.
    package let monetary: RFMBands

    /// An axis that `quantiles` has bounds for takes them in place of the thresholds.
    package init(thresholds: RFMThresholds, currency: Currency, quantiles: RFMQuantiles = .none) {
        windowDays = thresholds.windowDays
        let days = thresholds.recencyDays.map(Int64.init)
        let orders = thresholds.frequencyOrders.map(Int64.init)
        let amounts = thresholds.monetaryMinorUnits(in: currency)
        recency = RFMBands(side: .atMost, bestFirst: quantiles.recency ?? days)
        frequency = RFMBands(side: .atLeast, bestFirst: (quantiles.frequency ?? orders).reversed())
        monetary = RFMBands(side: .atLeast, bestFirst: (quantiles.monetary ?? amounts).reversed())
    }

    package func score(_ facts: RFMFacts) -> RFMScore {
        let recencyDays = facts.asOf.number - facts.lastOrderDay.number
        let r = recency.score(of: Int64(recencyDays))
        let f = frequency.score(of: Int64(facts.ordersInWindow))
        let m = monetary.score(of: facts.spentInWindow)
        let segment = RFMSegment(r: r, f: f, m: m, isSingleOrder: facts.ordersEver == 1)
        return RFMScore(
            r: r, f: f, m: m, segment: segment, recencyDays: recencyDays,
            flags: flags(of: facts, segment: segment, f: f, m: m), nextChangeOn: nextChange(of: facts))
    }

    /// The first day of the window that ends on `asOf`.
    package func windowStart(asOf: CalendarDay) -> CalendarDay {
        asOf.advanced(days: 1 - windowDays)
    }

    fileprivate func flags(of facts: RFMFacts, segment: RFMSegment, f: Int, m: Int) -> [RFMFlag] {
        RFMFlag.allCases.filter { flag in
            switch flag {
            case .singleOrder: facts.ordersEver == 1
            case .noRecentOrders: facts.ordersInWindow == 0
            case .zeroSpend: facts.spentInWindow <= 0
            case .cannotLose: segment == .atRisk && f >= 4 && m >= 4
            }
        }
    }

    /// The day after the next recency bound, the day on which the earliest order leaves, or the day of an order to come,
    /// whichever comes first.
    private func nextChange(of facts: RFMFacts) -> CalendarDay? {
        let recencyDays = Int64(facts.asOf.number - facts.lastOrderDay.number)
        let bound = recency.bands.first { recencyDays <= $0.bound }?.bound
        let recencyChange = bound.map { facts.lastOrderDay.advanced(days: Int($0) + 1) }
        let windowChange = facts.earliestOrderDayInWindow?.advanced(days: windowDays)
        return [recencyChange, windowChange, facts.nextOrderDay].compactMap(\.self).min()
    }
}

extension RFMScore {
    /// A score that was saved with its facts: days and flags are derived from the facts, the rest is as saved.
    package init(
        r: Int, f: Int, m: Int, segment: RFMSegment, nextChangeOn: CalendarDay?, facts: RFMFacts, scorer: RFMScorer
    ) {
        self.init(
            r: r, f: f, m: m, segment: segment, recencyDays: facts.asOf.number - facts.lastOrderDay.number,
            flags: scorer.flags(of: facts, segment: segment, f: f, m: m), nextChangeOn: nextChangeOn)
    }
}
