import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import Synchronization
import Testing

/// The sample shop in a database.
@Suite(.timeLimit(.minutes(5))) struct SampleShopLoaderTests {
    private static let customers = 70

    private struct Interruption: Error {}

    /// How far a load has come.
    private final class Done: Sendable {
        let days = Mutex(0)
    }

    /// The shop of an account, a year before its clock.
    private static func shop(of account: Account) throws -> (shop: SampleShop, engagement: SampleEngagement) {
        let lastDay = try #require(CalendarDay(iso: "2026-03-14"))
        let shop = SampleShop(
            seed: 3, customers: customers, endingOn: lastDay, currency: account.currency, calendar: account.calendar)
        let engagement = SampleEngagement(
            seed: 3, shop: shop, endingOn: lastDay, currency: account.currency, calendar: account.calendar)
        return (shop, engagement)
    }

    /// Rows of each table that tells of customers.
    private static func counts(_ shop: TestShop) async throws -> [String: Int] {
        let tables = [
            "customer_profiles", "orders", "customer_tag_links", "customer_consents",
            "customer_communications", "customer_interactions", "customer_nps_answers", "customer_notes",
            "customer_segment_members", "products",
        ]
        let account = shop.account
        return try await shop.shop.database.read(in: account.key, deadline: nil) { session in
            var counts: [String: Int] = [:]
            for table in tables {
                counts[table] = try session.value(
                    "SELECT count(*) FROM \(unsafeText: table) WHERE user_id = \(account.key)")
            }
            // Consents show in this table too.
            counts["preferences"] = try session.value(
                """
                SELECT count(*)
                FROM customer_preferences
                WHERE user_id = \(account.key) AND max_messages_per_week IS NOT NULL
                """)
            for kind in ["earn", "redeem"] {
                counts[kind] = try session.value(
                    "SELECT count(*) FROM loyalty_ledger WHERE user_id = \(account.key) AND kind = \(kind)")
            }
            return counts
        }
    }

    /// What a shop of this content comes to.
    private static func expected(_ shop: SampleShop, _ engagement: SampleEngagement) -> [String: Int] {
        var counts = ["customer_profiles": shop.customers.count, "orders": shop.orders.count]
        counts["customer_tag_links"] = engagement.tags.values.reduce(0) { $0 + $1.count }
        counts["customer_segment_members"] = engagement.segments.reduce(0) { $0 + $1.members.count }
        counts["products"] = engagement.stock.count
        func count(_ name: String, _ matches: (SampleEvent.What) -> Int) {
            counts[name] = engagement.events.reduce(0) { $0 + matches($1.what) }
        }
        count("customer_consents") { if case .consent(let told) = $0 { told == .granted ? 2 : 1 } else { 0 } }
        count("preferences") { if case .preferences = $0 { 1 } else { 0 } }
        count("customer_communications") { if case .message = $0 { 1 } else { 0 } }
        count("customer_interactions") { if case .interaction = $0 { 1 } else { 0 } }
        count("customer_nps_answers") { if case .answer = $0 { 1 } else { 0 } }
        count("customer_notes") { if case .note = $0 { 1 } else { 0 } }
        count("earn") { if case .earned = $0 { 1 } else { 0 } }
        count("redeem") { if case .redeemed = $0 { 1 } else { 0 } }
        return counts
    }

    @Test(arguments: TestBackend.allCases)
    func `everything of the shop gets in, and the doctor finds nothing`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let made = try Self.shop(of: shop.account)
            let loader = SampleShopLoader(
                database: shop.shop.database, account: shop.account, shop: made.shop, engagement: made.engagement)
            try await loader.load { _ in }
            _ = try await shop.shop.runRFM(shop.account, asOf: nil)
            _ = try await shop.shop.settleLoyalty(shop.account)
            _ = try await shop.shop.runAnalytics(shop.account)
            #expect(try await Self.counts(shop) == Self.expected(made.shop, made.engagement))
            #expect(try await shop.findings("") == [])
            let points = try await shop.get("\(TestShop.points)?userId=shop-1&sort=-totalPoints&limit=1").json
            #expect(points.elements.first?["totalPoints"] != nil)
            let sold = try await shop.get("/api/customers/products?inStock=false").json["total"]
            #expect(sold != .null && sold != 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a load that was cut short goes on behind the last day`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let made = try Self.shop(of: shop.account)
            let loader = SampleShopLoader(
                database: shop.shop.database, account: shop.account, shop: made.shop, engagement: made.engagement)
            let done = Done()
            await #expect(throws: Interruption.self) {
                try await loader.load { days, _ in
                    done.days.withLock { $0 = days }
                } progress: { part in
                    if part > 0.6 { throw Interruption() }
                }
            }
            let days = done.days.withLock { $0 }
            #expect(days > 10)
            try await loader.load(after: days) { _ in }
            #expect(try await Self.counts(shop) == Self.expected(made.shop, made.engagement))
        }
    }

    @Test func `an account's name tells how far the load is`() throws {
        let day = try #require(CalendarDay(iso: "2026-11-28"))
        let progress = SampleShopProgress(lastDay: day, days: 312)
        #expect(progress.name(of: "Bean & Leaf") == "Bean & Leaf (loading to 2026-11-28, 312 days)")
        #expect(SampleShopProgress(progress.name(of: "Bean & Leaf")) == progress)
        for name in [SampleShopProgress.begin(of: "Bean & Leaf"), "Bean & Leaf", "Shop (3 days)", "(days)", " days)"] {
            #expect(SampleShopProgress(name) == nil, "\(name)")
        }
    }
}
