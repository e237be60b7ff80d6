import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

/// What interactions add to what is computed and shown of a customer.
@Suite struct InteractionSignalTests {
    private static func analytics(_ shop: TestShop, _ customer: String) async throws -> JSON {
        try await shop.post(
            "/api/customers/analytics", #"{"userId": "shop-1", "customerId": "\#(customer)"}"#
        ).json
    }

    private static func score(_ shop: TestShop, _ customer: String) async throws -> String? {
        try await analytics(shop, customer)["behavioralScore"]?.number
    }

    private static func marks(_ shop: TestShop) async throws -> Int {
        try await shop.shop.database.read(in: shop.account.key, deadline: nil) { session in
            try session.value("SELECT count(*) FROM analytics_marks WHERE user_id = \(shop.account.key)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the behavioural score follows visits, carts and reviews`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend, zone: "Europe/Berlin") { shop in
            try await shop.customer("c1")
            #expect(try await Self.score(shop, "c1") == nil)
            try await shop.interaction("c1", "visit")
            #expect(try await Self.marks(shop) == 1)
            // 100 (1 − e^(−1/5)).
            #expect(try await Self.score(shop, "c1") == "18.1")
            #expect(try await Self.marks(shop) == 0)
            try await shop.interaction("c1", "custom", #""name": "cart""#)
            #expect(try await Self.score(shop, "c1") == "55.1")
            // Two half-lives ago.
            try await shop.interaction("c1", "review", #""occurredAt": "2026-02-15T12:00:00Z""#)
            #expect(try await Self.score(shop, "c1") == "63.2")
            // What the orders tell, and what tells nothing.
            try await shop.interaction("c1", "purchase")
            try await shop.interaction("c1", "custom", #""name": "quiz""#)
            #expect(try await Self.marks(shop) == 0)
            #expect(try await Self.score(shop, "c1") == "63.2")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `at most twenty of a kind count on one of the account's days`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend, zone: "Asia/Tokyo") { shop in
            try await shop.customer("c1")
            // 23:59 and 00:01 in Tokyo.
            let lines = (0..<30).map { number in
                """
                {"customerId": "c1", "interactionType": "visit",
                 "occurredAt": "2026-01-31T1\(number < 25 ? "4:59" : "5:01"):00Z"}
                """.replacing("\n", with: "")
            }
            #expect(try await shop.lines(TestShop.interactions, lines).json["created"] == 30)
            // 42 and 43 days ago: 20 · 2^(−43/14) + 5 · 2^(−42/14) = 3.0045.
            #expect(try await Self.score(shop, "c1") == "45.2")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `returns and calls for help weigh on the health score, and go with their removal`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let made = try await shop.interaction("c1", "return")
            try await shop.interaction("c1", "support")
            // Service alone is known: 1/(1 + 2).
            #expect(try await Self.analytics(shop, "c1")["healthScore"]?.number == "33.3")
            _ = try await shop.send(.delete, "\(TestShop.interactions)/\(made.json["id"]?.string ?? "")")
            #expect(try await Self.marks(shop) == 1)
            #expect(try await Self.analytics(shop, "c1")["healthScore"]?.number == "50")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `interactions are a part of the timeline, newest first and page by page`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2"] { try await shop.customer(customer) }
            for hour in 1...3 {
                try await shop.interaction("c1", "visit", #""occurredAt": "2026-03-01T0\#(hour):00:00Z""#)
                try await shop.interaction("c2", "visit")
            }
            try await shop.interaction("c1", "custom", #""name": "quiz", "value": 1.5, "sku": "s1""#)
            let seen = try await shop.timeline("interaction", of: "c1", by: 3)
            #expect(seen.map(\.title) == ["Event: quiz", "Visit", "Visit", "Visit"])
            #expect(seen.map(\.place) == seen.map(\.place).sorted(by: >))
            #expect(
                JSON.object(seen[0].details).text == """
                    {"interactionType":"custom","name":"quiz","source":null,"sku":"s1","rating":null,"value":1.5}
                    """)
        }
    }
}
