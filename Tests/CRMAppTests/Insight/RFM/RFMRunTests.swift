import CRMCore
import CRMInsight
import CRMPlatform
import CRMScience
import CRMTesting
import Foundation
import Testing

@testable import CRMApp

/// The daily run, which visits what changed, against the run over all customers.
@Suite(.serialized) struct RFMRunTests {
    @Test(arguments: TestBackend.allCases, [UInt64(1), 2])
    func `random orders, changes, refunds, rules and days give the same by daily and by full runs`(
        _ backend: TestBackend, seed: UInt64
    ) async throws {
        try await TestShop.with(backend) { shop in
            let twins = RFMTwins(shop: shop)
            var random = SampleRandom(seed: seed)
            func pick(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
            var orders: [RFMTestOrder] = []
            var day = try #require(CalendarDay(iso: "2025-01-01"))
            for round in 0..<24 {
                day = day.advanced(days: 1 + pick(30))
                shop.clock.set("\(day.iso)T15:00:00Z")
                var told: Set<Int> = []
                // Now and then so many that they are marked and not scored at once.
                for _ in 0..<(round % 4 == 0 ? 400 : 12) {
                    let back = pick(10) == 0 ? -1 - pick(40) : pick(3) == 0 ? pick(400) : pick(20)
                    told.insert(orders.count)
                    orders.append(
                        RFMTestOrder(
                            id: "o\(orders.count)", customer: "c\(pick(300))", day: day.advanced(days: -back),
                            cents: Int64(pick(200_000))))
                }
                for _ in 0..<8 {
                    let index = pick(orders.count)
                    told.insert(index)
                    switch pick(5) {
                    case 0: orders[index].status = "cancelled"
                    case 1: orders[index].status = "paid"
                    case 2: orders[index].cents = Int64(pick(200_000))
                    case 3: orders[index].day = orders[index].day.advanced(days: pick(60) - 30)
                    default: orders[index].customer = "c\(pick(300))"
                    }
                }
                if round % 6 == 5 { try await twins.save(Self.thresholds(pick(20))) }
                try await twins.record(told.sorted().map { orders[$0].json(version: round) })
                let quiet = pick(2) == 0
                if quiet { continue }
                _ = try await twins.run()
                try await twins.expectEqual("seed \(seed), round \(round), \(day.iso)")
            }
            try await Self.letDaysPass(twins, from: day)
        }
    }

    private static func thresholds(_ step: Int) throws -> RFMThresholds {
        try RFMThresholds(
            windowDays: 90 + 20 * step, recencyDays: [10 + step, 40 + step, 80 + step, 200],
            frequencyOrders: [2, 3, 5, 8],
            monetaryAmounts: RFMThresholds.standard.monetaryAmounts)
    }

    /// Nothing happens any more: day by day a late due day would show.
    private static func letDaysPass(_ twins: RFMTwins, from day: CalendarDay) async throws {
        for later in 1...70 {
            let day = day.advanced(days: later)
            twins.shop.clock.set("\(day.iso)T15:00:00Z")
            _ = try await twins.run()
            try await twins.expectEqual("quiet day \(day.iso)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a second run visits nobody and writes nothing`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "c1", "2026-03-01T09:00:00Z", "100")
            #expect(try await shop.shop.runRFM(shop.account, asOf: nil).visited == 1, "the first run visits everyone")
            #expect(try await shop.shop.runRFM(shop.account, asOf: nil).visited == 0)
            shop.clock.set("2026-03-31T12:00:00Z")
            #expect(try await shop.shop.runRFM(shop.account, asOf: nil).visited == 0)
            let same = try await shop.get("/api/customers/rfm?userId=shop-1").json["scores"]?.elements.first
            #expect(same?["recencyDays"] == 30, "days go on without a visit")
            #expect(same?["calculatedAt"] == "2026-03-15T12:00:00Z")
            shop.clock.set("2026-04-01T12:00:00Z")
            #expect(try await shop.shop.runRFM(shop.account, asOf: nil).visited == 1, "the recency band ends")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an order to come counts from its day on`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "c1", "2026-03-20T09:00:00Z", "100")
            _ = try await shop.shop.runRFM(shop.account, asOf: nil)
            #expect(try await shop.profile("c1")["rfmSegment"] == .null)
            shop.clock.set("2026-03-20T00:00:00Z")
            #expect(try await shop.shop.runRFM(shop.account, asOf: nil).visited == 1)
            #expect(try await shop.profile("c1")["rfmSegment"] == "New Customers")
        }
    }

    @Test func `a cursor survives being kept as text, and a step may be repeated`() async throws {
        try await TestShop.with(.sqlite) { shop in
            try await shop.order("o1", "c1", "2026-03-01T09:00:00Z", "100")
            let work = shop.shop.workplace
            let first = try await work.write(shop.account) { try RFMScoring($0).dailyStep(after: nil) }
            let cursor = try #require(first)
            #expect(RFMCursor(cursor.text) == cursor)
            #expect(RFMCursor("due:1") == nil)
            for _ in 0..<2 {
                let next = try await work.write(shop.account) { try RFMScoring($0).dailyStep(after: cursor) }
                #expect(next != nil)
            }
            #expect(try await RFMTwins(shop: shop).history(of: shop.account).count == 1)
        }
    }

    // MARK: The walk

    /// Day by day over real purchases: every day ends in the table of a full run.
    @Test(.timeLimit(.minutes(10)), arguments: TestBackend.allCases)
    func `the walk over eighteen months of purchases ends each day as a full run would`(
        _ backend: TestBackend
    ) async throws {
        let purchases = try WalkedShop.purchases(on: backend)
        let first = try #require(CalendarDay(iso: "1997-01-01"))
        let last = try #require(CalendarDay(iso: "1998-06-30"))
        let days = Dictionary(grouping: purchases, by: \.day)
        try await TestShop.with(backend) { shop in
            let twins = RFMTwins(shop: shop)
            let started = ContinuousClock.now
            var daily = (visited: 0, time: Duration.zero)
            var full = (visited: 0, time: Duration.zero)
            for number in first.number...last.number {
                let day = CalendarDay(number: number)
                shop.clock.set("\(day.iso)T23:00:00Z")
                try await twins.record((days[day] ?? []).map { $0.json(version: 1) })
                // In the long run a full one stands beside every daily one, and all columns are compared, history too.
                let isCompared = number % 10 == 0 || day == last
                let cost = try await twins.run(full: isCompared || WalkedShop.isSoak)
                daily = (daily.visited + cost.daily.visited, daily.time + cost.daily.time)
                full = (full.visited + cost.full.visited, full.time + cost.full.time)
                guard isCompared else { continue }
                if WalkedShop.isSoak {
                    try await twins.expectEqual(day.iso)
                } else {
                    try await twins.expectEqualFigures(day.iso)
                }
            }
            print(
                "The walk on \(backend), \(purchases.count) purchases, \(last.number - first.number + 1) days:",
                "\(started.duration(to: .now)) in all; daily runs visited \(daily.visited) customers in \(daily.time),",
                "full runs \(full.visited) in \(full.time)")
            #expect(daily.visited < full.visited)
        }
    }
}

/// The purchases of the walk: CDNOW where it lies, or made-up ones. All of it on SQLite and when a soak is asked for, its
/// tenth on PostgreSQL.
enum WalkedShop {
    static let folder =
        ProcessInfo.processInfo.environment["CLIENTELE_DATA_DIR"]
        ?? URL(filePath: #filePath).appending(path: "../../../../../../shared/data").standardizedFileURL.path()

    static let isSoak = ProcessInfo.processInfo.environment["CLIENTELE_TEST_SOAK"] == "1"

    static func purchases(on backend: TestBackend) throws -> [RFMTestOrder] {
        let path = "\(folder)/cdnow/\(isSoak || backend == .sqlite ? "master" : "sample").txt"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            print("\(path) is not there: the walk goes over made-up purchases.")
            return madeUp
        }
        let rows = text.split(whereSeparator: \.isNewline).map { $0.split(separator: " ") }
        return rows.enumerated().compactMap { index, cells in
            // A heading, or one column more in the sample.
            guard cells.count >= 4, let date = Int(cells[cells.count - 3]),
                let cents = Money.cents(cells[cells.count - 1]),
                let day = CalendarDay(year: date / 10_000, month: date / 100 % 100, day: date % 100)
            else { return nil }
            return RFMTestOrder(id: "o\(index)", customer: String(cells[0]), day: day, cents: cents)
        }
    }

    private static var madeUp: [RFMTestOrder] {
        var random = SampleRandom(seed: 1997)
        return (0..<4_000).map { index in
            let customer = Int(random.next() % 800)
            // Many on the first day, so that they come as one load.
            let day = index < 500 ? 0 : Int(random.next() % 546)
            return RFMTestOrder(
                id: "o\(index)", customer: "c\(index < 500 ? index : customer)",
                day: CalendarDay(number: 9_862 + day), cents: Int64(random.next() % 90_000))
        }
    }
}

extension Money {
    /// `29.33` as cents.
    fileprivate static func cents(_ text: Substring) -> Int64? {
        DecimalNumber(String(text)).flatMap { $0.minorUnits(decimals: 2) }
    }
}
