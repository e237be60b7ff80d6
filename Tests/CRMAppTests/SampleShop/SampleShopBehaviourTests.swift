import CRMApp
import CRMCore
import CRMScience
import Testing

/// Holds the default shop to what a believable one looks like.
@Suite struct SampleShopBehaviourTests {
    private static let calendar = DayCalendar.utc
    private static let lastDay = CalendarDay(iso: "2025-10-07")
    private static let shop = Currency("USD").flatMap { currency in
        lastDay.map { SampleShop(seed: 2025, endingOn: $0, currency: currency, calendar: calendar) }
    }

    private let shop: SampleShop
    private let lastDay: CalendarDay

    init() throws {
        shop = try #require(Self.shop)
        lastDay = try #require(Self.lastDay)
    }

    /// The segment of each customer with a qualifying order.
    private func segments(of shop: SampleShop) throws -> [RFMSegment] {
        let scorer = try RFMScorer(thresholds: .standard, currency: #require(Currency("USD")))
        let start = scorer.windowStart(asOf: lastDay)
        let byCustomer = Dictionary(grouping: shop.orders.filter(\.isQualifying), by: \.customerId)
        return shop.customers.compactMap { customer in
            guard let orders = byCustomer[customer.customerId], let last = orders.last else { return nil }
            let window = orders.filter { Self.calendar.day(of: $0.placedAt) >= start }
            let facts = RFMFacts(
                asOf: lastDay, lastOrderDay: Self.calendar.day(of: last.placedAt),
                earliestOrderDayInWindow: window.first.map { Self.calendar.day(of: $0.placedAt) },
                ordersInWindow: window.count,
                spentInWindow: window.reduce(0) { $0 + $1.total - $1.refunded }, ordersEver: orders.count)
            return scorer.score(facts).segment
        }
    }

    @Test(arguments: [2025, 1] as [UInt64])
    func everySegmentHoldsAtLeastTwoPercentAndNoneMoreThanHalf(seed: UInt64) throws {
        let currency = try #require(Currency("USD"))
        let shop = SampleShop(seed: seed, endingOn: lastDay, currency: currency, calendar: Self.calendar)
        let segments = try segments(of: shop)
        for segment in RFMSegment.allCases {
            let share = Double(segments.count { $0 == segment }) / Double(segments.count)
            #expect((0.02...0.5).contains(share), "\(segment.rawValue) \(share)")
        }
    }

    @Test func refundsCancellationsAndOpenOrdersAreRare() {
        let count = Double(shop.orders.count)
        func share(_ matches: (SampleOrder) -> Bool) -> Double { Double(shop.orders.count(where: matches)) / count }
        #expect((0.02...0.04).contains(share { !$0.refunds.isEmpty }))
        #expect((0.01...0.02).contains(share { $0.status == .cancelled }))
        #expect((0.001...0.01).contains(share { $0.status == .pending }))
        #expect((0.001...0.01).contains(share { $0.status == .paid }))
        let threeDaysBefore = Self.calendar.start(of: lastDay.advanced(days: -2))
        #expect(shop.orders.allSatisfy { $0.status != .pending || $0.placedAt >= threeDaysBefore })
    }

    @Test func basketsAreThoseOfRetailAndTrade() {
        let kinds = Dictionary(uniqueKeysWithValues: shop.customers.map { ($0.customerId, $0.kind) })
        func totals(_ kind: SampleCustomer.Kind) -> [Int64] {
            shop.orders.filter { kinds[$0.customerId] == kind }.map(\.total).sorted()
        }
        let (retail, wholesale, distributor) = (totals(.retail), totals(.wholesale), totals(.distributor))
        #expect((3000...9000).contains(retail[retail.count / 2]))
        #expect(retail[retail.count * 9 / 10] < 20_000)
        #expect((40_000...150_000).contains(wholesale[wholesale.count / 2]))
        #expect((150_000...500_000).contains(distributor[distributor.count / 2]))
    }

    @Test func decemberIsThePeakAndSummerIsQuiet() {
        func orders(_ year: Int, _ month: Int) -> Int {
            shop.orders.count { order in
                let civil = Self.calendar.day(of: order.placedAt).civil
                return civil.year == year && civil.month == month
            }
        }
        #expect(orders(2024, 12) > orders(2024, 10) * 5 / 4)
        #expect(orders(2024, 12) > orders(2025, 1) * 5 / 4)
        #expect(orders(2025, 7) < orders(2025, 5))
        #expect(orders(2025, 9) > orders(2024, 9))
    }

    @Test func peopleBuyOnWeekendsAndCompaniesDoNot() {
        let kinds = Dictionary(uniqueKeysWithValues: shop.customers.map { ($0.customerId, $0.kind) })
        func weekendShare(isRetail: Bool) -> Double {
            let orders = shop.orders.filter { (kinds[$0.customerId] == .retail) == isRetail }
            // 1970-01-03 was a Saturday.
            let weekend = orders.count { [2, 3].contains(Self.calendar.day(of: $0.placedAt).number % 7) }
            return Double(weekend) / Double(orders.count)
        }
        #expect(weekendShare(isRetail: true) > 2.0 / 7)
        #expect(weekendShare(isRetail: false) < 0.1)
    }

    @Test func ordersComeByDayAndEvening() {
        let hours = shop.orders.map { Int($0.placedAt.milliseconds / 3_600_000 % 24) }
        #expect(hours.count { $0 < 6 } < hours.count / 20)
        #expect(Set(hours).isSuperset(of: 7...22))
        let store = shop.orders.filter { $0.channel == .store }
        #expect(store.allSatisfy { (8...18).contains($0.placedAt.milliseconds / 3_600_000 % 24) })
        #expect(Set(shop.orders.map(\.channel)) == Set(SampleOrder.Channel.allCases))
    }
}
