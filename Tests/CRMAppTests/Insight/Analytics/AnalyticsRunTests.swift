import CRMApp
import CRMCore
import CRMDatabase
import CRMGovernance
import CRMInsight
import CRMPlatform
import CRMTesting
import HTTPTypes
import Logging
import Testing

/// Analytics that keep themselves: soon after news, and every night.
@Suite struct AnalyticsRunTests {
    /// All figures, but not when they were computed.
    private static func figures(_ shop: TestShop) async throws -> [JSON] {
        let list = try await shop.get("/api/customers/analytics?userId=shop-1&limit=200&sort=totalSpent")
        return list.json.elements.map { customer in
            guard case .object(let members) = customer else { return customer }
            return .object(members.filter { $0.name != "calculatedAt" })
        }
    }

    private static func work(_ shop: TestShop) async throws {
        let runner = JobRunner(
            workplace: shop.shop.workplace, accounts: AccountRegistry(database: shop.shop.database),
            features: Features.all, settings: JobSettings(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        await runner.begin()
        while await runner.workOnce() {}
        #expect(try await shop.get("/api/jobs?state=failed").json["total"] == 0)
    }

    private static func marks(_ shop: TestShop) async throws -> Int {
        try await shop.shop.database.read(in: shop.account.key, deadline: nil) { session in
            try session.value("SELECT count(*) FROM analytics_marks WHERE user_id = \(shop.account.key)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an archived customer has no analytics until the profile is restored`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for id in ["ann", "bob"] { try await shop.order("o-\(id)", id, "2026-02-10T10:00:00Z", "10") }
            shop.clock.advance(milliseconds: 20_000)
            try await Self.work(shop)
            #expect(try await Self.customers(shop) == ["ann", "bob"])
            _ = try await shop.send(.delete, "/api/customers/profiles/ann")
            #expect(try await Self.customers(shop) == ["bob"], "at once")
            // Older than the archiving: it restores nobody, and its mark is followed all the same.
            try await shop.order("o-old", "ann", "2026-01-10T10:00:00Z", "10")
            shop.clock.advance(milliseconds: 20_000)
            try await Self.work(shop)
            #expect(try await Self.customers(shop) == ["bob"])
            #expect(try await Self.marks(shop) == 0)
            let refused = try await shop.post(
                "/api/customers/analytics", #"{"userId": "shop-1", "customerId": "ann"}"#)
            #expect(refused.status == 409 && refused.code == "analytics.archived", "\(refused.text)")
            _ = try await shop.post("/api/customers/profiles/ann/restore", "{}")
            shop.clock.advance(milliseconds: 20_000)
            try await Self.work(shop)
            #expect(try await Self.customers(shop) == ["ann", "bob"])
        }
    }

    private static func customers(_ shop: TestShop) async throws -> [String] {
        let list = try await shop.get("/api/customers/analytics?userId=shop-1")
        return list.json.elements.compactMap { $0["customerId"]?.string }.sorted()
    }

    @Test(arguments: TestBackend.allCases)
    func `news of orders marks customers, and a job has them computed within seconds`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("quiet")
            for index in 1...20 {
                try await shop.order("o\(index)", "c\(index % 4)", "2026-02-\(10 + index % 9)T10:00:00Z", "\(index)")
            }
            #expect(try await Self.marks(shop) == 4)
            let waiting = try await shop.get("/api/jobs?kind=analytics.catch-up")
            #expect(waiting.json["total"] == 1, "one job for all the news")
            shop.clock.advance(milliseconds: 2_000)
            try await Self.work(shop)
            #expect(try await Self.marks(shop) == 0)
            let first = try await Self.figures(shop)
            #expect(first.count == 5, "the first run visits everyone: \(first)")
            try await shop.order("o1", "c1", "2026-02-11T10:00:00Z", "1", #""status": "cancelled""#)
            try await shop.order("o99", "c2", "2026-03-14T10:00:00Z", "70")
            shop.clock.advance(milliseconds: 2_000)
            try await Self.work(shop)
            let soon = try await Self.figures(shop)
            #expect(soon.count { !first.contains($0) } == 2, "only those two moved")
            for customer in ["c1", "c2", "c3", "quiet"] {
                _ = try await shop.post(
                    "/api/customers/analytics", #"{"userId": "shop-1", "customerId": "\#(customer)"}"#)
            }
            #expect(try await Self.figures(shop) == soon, "one by one gives the same")
            let doctor = try await shop.findings("analytics.")
            #expect(doctor == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `every night risks age, and figures that stay the same keep their time`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend, zone: "Europe/Berlin") { shop in
            try await shop.customer("quiet")
            try await shop.order("o1", "ann", "2026-03-14T10:00:00Z", "100")
            shop.clock.set("2026-03-15T23:30:00Z")
            try await Self.work(shop)
            let before = try await shop.get("/api/customers/analytics?userId=shop-1").json.elements
            shop.clock.set("2026-05-15T22:30:00Z")
            try await Self.work(shop)
            let after = try await shop.get("/api/customers/analytics?userId=shop-1").json.elements
            #expect(after[0]["daysSinceLastOrder"] == 63)
            #expect(before[0]["daysSinceLastOrder"] == 2)
            let risks = [before, after].compactMap { $0[0]["churnRisk"]?.number }.compactMap { Double($0) }
            #expect(risks.count == 2 && risks[0] < risks[1])
            #expect(before[1]["calculatedAt"] != .null && after[1] == before[1])
            #expect(try await shop.profile("ann")["churnRisk"] == after[0]["churnRisk"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a new horizon has everyone computed anew, and a run by command gives what the job gives`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for index in 1...30 {
                try await shop.order("o\(index)", "c\(index % 7)", "2026-01-\(index / 4 + 10)T10:00:00Z", "\(index)")
            }
            let run = try await shop.shop.runAnalytics(shop.account)
            #expect(run.visited == 14, "the first run finds what values are ranked by, and goes round again")
            let before = try await Self.figures(shop)
            #expect(before.allSatisfy { $0["healthScore"] != .null })
            #expect(try await shop.shop.runAnalytics(shop.account).visited == 7)
            #expect(try await Self.figures(shop) == before)
            _ = try await shop.put("/api/customers/analytics/settings", #"{"churnHorizonDays": 30}"#)
            shop.clock.advance(milliseconds: 2_000)
            try await Self.work(shop)
            let after = try await Self.figures(shop)
            for customer in before {
                let now = try #require(after.first { $0["customerId"] == customer["customerId"] })
                let (then, risk) = (Double(customer["churnRisk"]?.number ?? ""), Double(now["churnRisk"]?.number ?? ""))
                #expect(try #require(risk) > #require(then))
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `signals of other features reach engagement, behaviour, health and the last NPS answer`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "ann", "2026-03-01T10:00:00Z", "10")
            try await shop.customer("bea")
            let today = shop.account.calendar.day(of: shop.clock.now())
            let source = SignalSource { customers, since, work in
                #expect(since < today)
                let keys = try work.session.all(customers.keys(in: work.account.key)) { try $0.read(CustomerKey.self) }
                return Dictionary(
                    uniqueKeysWithValues: keys.map { key in
                        (key, CustomerSignals(activity: [Activity(.messageClicked, on: today)], npsScore: 9))
                    })
            }
            let made = try await shop.shop.workplace.write(shop.account) { work in
                let analytics = Analytics(work, signals: [source])
                return [
                    try analytics.updateCustomerAnalytics(CustomerID(unchecked: "ann")).jsonText,
                    try analytics.updateCustomerAnalytics(CustomerID(unchecked: "bea")).jsonText,
                ]
            }
            for text in made {
                let json = try JSONParser.parse(text)
                #expect(json["npsScore"] == 9 && json["engagementScore"] == .number("45.1"), "\(text)")
                #expect(json["healthScore"] != .null)
            }
        }
    }
}

extension TestShop {
    /// What the inspections find whose names begin so.
    func findings(_ prefix: String) async throws -> [String] {
        var found: [String] = []
        for inspection in Features.all.flatMap(\.inspections) where inspection.name.hasPrefix(prefix) {
            found += try await shop.workplace.run(inspection, in: account).violations
        }
        return found
    }
}
