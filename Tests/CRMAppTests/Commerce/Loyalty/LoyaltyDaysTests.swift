import CRMApp
import CRMCore
import CRMGovernance
import CRMPlatform
import CRMTesting
import Logging
import Testing

/// What the passing of days makes of points, in the days of the account.
@Suite struct LoyaltyDaysTests {
    @Test(arguments: TestBackend.allCases)
    func `points expire at the account's midnight, before any job has run`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend, zone: "Europe/Berlin") { shop in
            try await shop.customer("ann")
            let program = try await shop.program("Club", #""pointExpiryDays": 10"#)
            // It is 16 March in Berlin already: the ten days end with 25 March.
            shop.clock.set("2026-03-15T23:30:00Z")
            try await shop.book("add", 50, "ann", in: program)
            shop.clock.set("2026-03-25T22:59:59.999Z")
            #expect(try await shop.buckets("ann", in: program) == "50/0/0")
            shop.clock.set("2026-03-25T23:00:00Z")
            #expect(try await shop.buckets("ann", in: program) == "0/0/50")
            #expect(try await shop.points("ann", in: program)["expiringSoon"] == .null)
            let refused = try await shop.book("redeem", 1, "ann", in: program)
            #expect(refused.code == "loyalty.insufficient_points")
            #expect(try await shop.get(TestShop.ledger).json["total"] == 1, "a refusal books nothing")
            try await shop.book("add", 5, "ann", in: program)
            #expect(try await kinds(shop) == ["earn 2026-03-26", "expire 2026-03-26", "earn 2026-03-16"])
            #expect(try await shop.buckets("ann", in: program) == "5/0/50")
            #expect(try await shop.loyaltyViolations() == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `pending points can be spent from their first day on, and have all their days from then`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let program = try await shop.program("Club", #""pendingDays": 2, "pointExpiryDays": 3"#)
            let added = try await shop.book("add", 50, "ann", in: program)
            #expect(added.json["pendingPoints"] == 50 && added.json["availablePoints"] == 0)
            #expect(added.json["expiringSoon"] == .null)
            shop.clock.set("2026-03-16T23:59:59.999Z")
            #expect(try await shop.book("redeem", 1, "ann", in: program).code == "loyalty.insufficient_points")
            shop.clock.set("2026-03-17T00:00:00Z")
            #expect(try await shop.buckets("ann", in: program) == "50/0/0")
            #expect(try await shop.points("ann", in: program)["expiringSoon"]?["on"] == "2026-03-20")
            #expect(try await shop.book("redeem", 20, "ann", in: program).status == 200)
            shop.clock.set("2026-03-19T23:59:59.999Z")
            #expect(try await shop.buckets("ann", in: program) == "30/0/0")
            shop.clock.set("2026-03-20T00:00:00Z")
            #expect(try await shop.buckets("ann", in: program) == "0/0/30")
            #expect(try await shop.loyaltyViolations() == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `each step of the night is booked: what becomes available, then what expires`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["ann", "bob"] { try await shop.customer(customer) }
            let program = try await shop.program(
                "Club", #""pointExpiryDays": 2, "tiers": [{"name": "Gold", "threshold": 30}]"#)
            try await shop.book("add", 10, "ann", in: program)
            try await shop.book("add", 10, "bob", in: program)
            _ = try await shop.put("\(TestShop.programs)/\(program)", #"{"pendingDays": 2}"#)
            try await shop.book("add", 20, "ann", in: program)
            try await night(shop, "2026-03-16T00:10:00Z")
            #expect(try await shop.get(TestShop.ledger).json["total"] == 3, "nothing is due")
            try await night(shop, "2026-03-17T00:10:00Z")
            #expect(
                try await kinds(shop, "customerId=ann") == [
                    "expire 2026-03-17", "activate 2026-03-17", "earn 2026-03-15", "earn 2026-03-15",
                ])
            #expect(try await shop.buckets("ann", in: program) == "20/0/10")
            #expect(try await shop.points("ann", in: program)["tierLevel"] == "Gold", "by points earned")
            let runs = try await shop.get("/api/jobs?kind=loyalty.daily&sort=createdAt").json["data"]?.elements
            #expect(runs?.map { $0["result"]?["settled"] } == [0, 2])
            #expect(runs?.map { $0["result"]?["sealed"] } == [2, 2])
            let audit = try await shop.shop.verifyLoyalty(shop.account)
            #expect(audit.seals == 2 && runs?.last?["result"]?["head"]?.string == audit.head)
            // A standstill of weeks is made up for day by day.
            try await night(shop, "2026-04-20T00:10:00Z")
            #expect(try await shop.buckets("ann", in: program) == "0/0/30")
            #expect(try await kinds(shop, "customerId=ann").first == "expire 2026-03-19")
            #expect(try await shop.loyaltyViolations() == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the command settles like the night, and twice is once`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let program = try await shop.program("Club", #""pointExpiryDays": 1"#)
            for number in 1...5 {
                try await shop.customer("c\(number)")
                try await shop.book("add", number, "c\(number)", in: program)
            }
            shop.clock.set("2026-03-16T00:00:00Z")
            #expect(try await shop.shop.settleLoyalty(shop.account).settled == 5)
            #expect(try await shop.shop.settleLoyalty(shop.account).settled == 0)
            #expect(try await shop.get("\(TestShop.ledger)?kind=expire").json["total"] == 5)
            let audit = try await shop.shop.verifyLoyalty(shop.account)
            #expect(audit.wallets == 5 && audit.entries == 10 && audit.faultCount == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `points stand in the customer's timeline`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            for program in [try await shop.program("A"), try await shop.program("B")] {
                shop.clock.advance(milliseconds: 1)
                try await shop.book("add", 10, "ann", in: program)
            }
            let part = try #require(Features.all.flatMap(\.timeline).first { $0.kind == "points" })
            let ann = try #require(CustomerID("ann"))
            let entries = try await shop.shop.workplace.read(shop.account) { work in
                let key = try CustomerDirectory(work).key(of: ann)
                let newest = TimelinePlace(at: work.now.advanced(milliseconds: 1), key: 0)
                let all = try part.entries(key, newest, 10, work)
                let rest = try part.entries(key, all[0].place, 10, work)
                return [all.map(\.title), rest.map(\.title)]
            }
            #expect(entries == [["Points earned: 10", "Points earned: 10"], ["Points earned: 10"]])
        }
    }

    private func kinds(_ shop: TestShop, _ query: String = "") async throws -> [String] {
        let entries = try await shop.get("\(TestShop.ledger)?\(query)").json["data"]?.elements ?? []
        return entries.map { "\($0["kind"]?.string ?? "") \($0["day"]?.string ?? "")" }
    }

    private func night(_ shop: TestShop, _ text: String) async throws {
        shop.clock.set(text)
        let runner = JobRunner(
            workplace: shop.shop.workplace, accounts: AccountRegistry(database: shop.shop.database),
            features: Features.all, settings: JobSettings(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        await runner.begin()
        while await runner.workOnce() {}
    }
}
