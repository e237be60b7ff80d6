import CRMCore
import Testing

@testable import CRMScience

@Suite struct ChurnEstimateTests {
    private let today = CalendarDay(number: 20_000)

    private func estimate(_ ago: [Int], window: Int = 365, horizon: Int = 90) -> ChurnEstimate {
        ChurnEstimate(days: ago.map { today.advanced(days: -$0) }, asOf: today, window: window, horizonDays: horizon)
    }

    @Test func `two orders on one day are one purchase, and time runs from the first`() throws {
        let summary = try #require(estimate([100, 100, 30, 30, 2]).summary)
        #expect(summary == PurchaseSummary(repeats: 2, lastPurchase: 14, age: 100 / 7.0))
    }

    @Test func `without a purchase there is no risk, but a reason`() {
        let nothing = estimate([])
        #expect(nothing.risk == nil && nothing.summary == nil)
        #expect(nothing.reasons == ["No purchase yet: a risk is told from the first one on"])
        #expect(estimate([-5]).risk == nil, "a purchase to come is none yet")
    }

    @Test func `little history is told, and so is the gap that silence is measured by`() {
        #expect(estimate([10]).reasons.first == "Only 10 days of history, and it takes 30 to tell a habit")
        #expect(estimate([10]).reasons.contains("Bought on one day only, 10 days ago"))
        #expect(estimate([80, 50, 20]).reasons.contains("Last bought 20 days ago, within the usual gap of 30 days"))
        let late = estimate([200, 165, 130])
        #expect(late.reasons.contains("Last bought 130 days ago, 3.7 times the usual gap of 35 days"))
        #expect(late.reasons.last == "The account has no fit of its own yet: published parameters stand in")
    }

    @Test func `only the last days of history count, and one purchase before them is not forgotten`() throws {
        let days = [400, 380, 300, 20]
        #expect(estimate(days, window: 365).summary?.repeats == 1)
        #expect(estimate(days, window: 1_000).summary?.repeats == 3)
        let old = estimate([500, 400])
        #expect(old.summary == PurchaseSummary(repeats: 0, lastPurchase: 0, age: 400 / 7.0))
        #expect(old.reasons.contains("No purchase within the last 365 days"))
        #expect(try #require(old.risk) > #require(estimate([100]).risk))
    }

    @Test func `silence raises the risk, a longer horizon lowers it`() throws {
        let risks = [1, 30, 90, 180, 360].map { silence in estimate([silence + 60, silence + 30, silence]).risk ?? -1 }
        #expect(risks == risks.sorted())
        #expect(try #require(estimate([40, 10], horizon: 30).risk) > #require(estimate([40, 10], horizon: 180).risk))
    }
}
