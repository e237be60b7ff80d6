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

    package init(thresholds: RFMThresholds, currency: Currency) {
        windowDays = thresholds.windowDays
        recency = RFMBands(side: .atMost, bestFirst: thresholds.recencyDays.map(Int64.init))
        frequency = RFMBands(side: .atLeast, bestFirst: thresholds.frequencyOrders.reversed().map(Int64.init))
        monetary = RFMBands(side: .atLeast, bestFirst: thresholds.monetaryMinorUnits(in: currency).reversed())
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

    /// The day after the next recency bound, or the day on which the earliest order leaves, whichever comes first.
    private func nextChange(of facts: RFMFacts) -> CalendarDay? {
        let recencyDays = Int64(facts.asOf.number - facts.lastOrderDay.number)
        let bound = recency.bands.first { recencyDays <= $0.bound }?.bound
        let recencyChange = bound.map { facts.lastOrderDay.advanced(days: Int($0) + 1) }
        let windowChange = facts.earliestOrderDayInWindow?.advanced(days: windowDays)
        return [recencyChange, windowChange].compactMap(\.self).min()
    }
}

extension RFMScore {
    /// A score that was saved with its facts: the digits and the segment as saved, the rest derived from the facts.
    package init(r: Int, f: Int, m: Int, segment: RFMSegment, facts: RFMFacts, scorer: RFMScorer) {
        let derived = scorer.score(facts)
        self.init(
            r: r, f: f, m: m, segment: segment, recencyDays: derived.recencyDays,
            flags: scorer.flags(of: facts, segment: segment, f: f, m: m), nextChangeOn: derived.nextChangeOn)
    }
}
