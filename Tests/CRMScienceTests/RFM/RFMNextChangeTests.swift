import CRMCore
import CRMScience
import Testing

/// Holds `nextChangeOn` to the plain way: score each later day anew and take the first that differs.
@Suite struct RFMNextChangeTests {
    private struct Order {
        let day: CalendarDay
        let value: Int64
    }

    /// What must stay the same between two changes.
    private struct State: Equatable {
        let r: Int
        let ordersInWindow: Int
        let spentInWindow: Int64
    }

    /// Sorted by day.
    private func makeFacts(of orders: [Order], asOf: CalendarDay, windowDays: Int) -> RFMFacts? {
        let placed = orders.filter { $0.day <= asOf }
        guard let last = placed.last else { return nil }
        let window = placed.filter { asOf.number - $0.day.number < windowDays }
        return RFMFacts(
            asOf: asOf, lastOrderDay: last.day, earliestOrderDayInWindow: window.first?.day,
            ordersInWindow: window.count, spentInWindow: window.reduce(0) { $0 + $1.value }, ordersEver: placed.count)
    }

    private func nextChange(of orders: [Order], after asOf: CalendarDay, by scorer: RFMScorer) throws -> CalendarDay? {
        func state(on day: CalendarDay) throws -> State {
            let facts = try #require(makeFacts(of: orders, asOf: day, windowDays: scorer.windowDays))
            return State(
                r: scorer.score(facts).r, ordersInWindow: facts.ordersInWindow, spentInWindow: facts.spentInWindow)
        }
        let now = try state(on: asOf)
        let horizon = 2 * max(scorer.windowDays, Int(scorer.recency.bands.last?.bound ?? 0)) + 2
        return try (1...horizon).map(asOf.advanced(days:)).first { try state(on: $0) != now }
    }

    @Test(arguments: [
        (365, [30, 60, 90, 180]), (30, [7, 14, 21, 60]), (1, [0, 1, 2, 3]), (90, [100, 200, 300, 400]),
    ])
    func nextChangeIsTheFirstDayOnWhichAnythingDiffers(windowDays: Int, recencyDays: [Int]) throws {
        let thresholds = try RFMThresholds(
            windowDays: windowDays, recencyDays: recencyDays, frequencyOrders: [2, 4, 7, 10],
            monetaryAmounts: RFMThresholds.standard.monetaryAmounts)
        let scorer = try RFMScorer(thresholds: thresholds, currency: #require(Currency("USD")))
        let asOf = try #require(CalendarDay(iso: "2024-02-29"))
        let edges = (recencyDays + [windowDays]).flatMap { [$0 - 1, $0, $0 + 1, 2 * $0] }
        for age in edges where age >= 0 {
            for earlier in [0, 1, windowDays / 2, windowDays - 1, windowDays] {
                let ages = [age + earlier, age + earlier / 3, age].sorted(by: >)
                let orders = ages.map { Order(day: asOf.advanced(days: -$0), value: Int64($0 * 100 + 1)) }
                let facts = try #require(makeFacts(of: orders, asOf: asOf, windowDays: windowDays))
                #expect(try scorer.score(facts).nextChangeOn == nextChange(of: orders, after: asOf, by: scorer))
            }
        }
    }
}
