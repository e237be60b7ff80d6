import CRMCore
import CRMScience
import Testing

@Suite struct RFMScorerTests {
    private let asOf: CalendarDay
    private let scorer: RFMScorer

    init() throws {
        asOf = try #require(CalendarDay(iso: "2025-10-07"))
        scorer = try RFMScorer(thresholds: .standard, currency: #require(Currency("EUR")))
    }

    private func score(daysAgo: Int = 5, orders: Int = 3, spent: Int64 = 10_000, ordersEver: Int? = nil) -> RFMScore {
        let last = asOf.advanced(days: -daysAgo)
        return scorer.score(
            RFMFacts(
                asOf: asOf, lastOrderDay: last, earliestOrderDayInWindow: orders > 0 ? last : nil,
                ordersInWindow: orders, spentInWindow: spent, ordersEver: ordersEver ?? max(1, orders)))
    }

    @Test(arguments: [
        (0, 5), (30, 5), (31, 4), (60, 4), (61, 3), (90, 3), (91, 2), (180, 2), (181, 1), (364, 1), (10_000, 1),
    ])
    func recencyTurnsAfterEachBound(days: Int, expected: Int) {
        let score = score(daysAgo: days, orders: days < 365 ? 1 : 0, spent: 0)
        #expect(score.r == expected)
        #expect(score.recencyDays == days)
    }

    @Test(arguments: [
        (0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (6, 3), (7, 4), (9, 4), (10, 5), (11, 5), (1000, 5),
    ])
    func frequencyTurnsAtEachBound(orders: Int, expected: Int) {
        #expect(score(orders: orders).f == expected)
    }

    @Test(
        arguments: [
            (-1, 1), (0, 1), (49_999, 1), (50_000, 2), (99_999, 2), (100_000, 3), (249_999, 3), (250_000, 4),
            (499_999, 4),
            (500_000, 5), (900_000_000, 5),
        ] as [(Int64, Int)])
    func monetaryTurnsAtEachBound(spent: Int64, expected: Int) {
        #expect(score(spent: spent).m == expected)
    }

    @Test func theBandsListTheBestScoreFirst() {
        #expect(scorer.recency.side == .atMost)
        #expect(scorer.recency.bands.map(\.score) == [5, 4, 3, 2])
        #expect(scorer.recency.bands.map(\.bound) == [30, 60, 90, 180])
        #expect(scorer.frequency.side == .atLeast)
        #expect(scorer.frequency.bands.map(\.bound) == [10, 7, 4, 2])
        #expect(scorer.monetary.bands.map(\.bound) == [500_000, 250_000, 100_000, 50_000])
    }

    @Test func theTotalIsTheThreeDigits() {
        let score = score(daysAgo: 45, orders: 8, spent: 120_000)
        #expect((score.r, score.f, score.m) == (4, 4, 3))
        #expect(score.total == 443)
        #expect(score.segment == .loyalCustomers)
        #expect(score.flags.isEmpty)
    }

    @Test func anOnlyOrderIsFlaggedAndMakesANewCustomer() {
        let only = score(orders: 1)
        #expect(only.flags == [.singleOrder])
        #expect(only.segment == .newCustomers)
        let later = score(orders: 1, ordersEver: 2)
        #expect(later.flags.isEmpty)
        #expect(later.segment == .potentialLoyalists)
    }

    @Test func anEmptyWindowIsFlaggedAndHasTheLowestScores() {
        let score = score(daysAgo: 365, orders: 0, spent: 0, ordersEver: 4)
        #expect(score.total == 111)
        #expect(score.segment == .lost)
        #expect(score.flags == [.noRecentOrders, .zeroSpend])
        #expect(score.nextChangeOn == nil)
    }

    @Test func aFullyRefundedWindowIsFlagged() {
        #expect(score(spent: 0).flags == [.zeroSpend])
        #expect(score(spent: -1).flags == [.zeroSpend])
    }

    @Test func theFadingBestAreFlagged() {
        #expect(score(daysAgo: 120, orders: 7, spent: 250_000).flags == [.cannotLose])
        #expect(score(daysAgo: 200, orders: 7, spent: 250_000).flags == [.cannotLose])
        #expect(score(daysAgo: 120, orders: 6, spent: 250_000).flags.isEmpty)
        #expect(score(daysAgo: 90, orders: 7, spent: 250_000).flags.isEmpty)
    }

    @Test func theWindowHoldsTheDayItselfAndTheDaysBefore() {
        #expect(scorer.windowStart(asOf: asOf) == asOf.advanced(days: -364))
    }

    @Test func theNextChangeIsTheDayAfterTheBoundOrWhenTheEarliestOrderLeaves() {
        #expect(score(daysAgo: 0).nextChangeOn == asOf.advanced(days: 31))
        #expect(score(daysAgo: 30).nextChangeOn == asOf.advanced(days: 1))
        #expect(score(daysAgo: 181).nextChangeOn == asOf.advanced(days: 184))
        #expect(score(daysAgo: 364).nextChangeOn == asOf.advanced(days: 1))
    }
}
