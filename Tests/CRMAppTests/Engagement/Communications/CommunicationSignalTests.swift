import CRMApp
import CRMCore
import CRMDatabase
import CRMEngagement
import CRMPlatform
import CRMTesting
import Testing

/// What messages tell of a customer's activity.
@Suite struct CommunicationSignalTests {
    private static func engagement(_ shop: TestShop, _ customer: String) async throws -> Double? {
        let body = #"{"userId": "shop-1", "customerId": "\#(customer)"}"#
        return try await shop.post("/api/customers/analytics", body).json["engagementScore"]?.number.flatMap(
            Double.init)
    }

    private static func marks(_ shop: TestShop) async throws -> Int {
        try await shop.shop.database.read(in: shop.account.key, deadline: nil) { session in
            try session.value("SELECT count(*) FROM analytics_marks WHERE user_id = \(shop.account.key)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `engagement is known from the first message on, and rises with each response`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            #expect(try await Self.engagement(shop, "c1") == nil)
            let id = try await shop.logged("c1", #""status": "queued""#)
            #expect(try await Self.engagement(shop, "c1") == nil, "not sent yet")
            var last = -1.0
            for status in ["sent", "opened", "clicked", "replied"] {
                try await shop.tell(id, status)
                let score = try #require(try await Self.engagement(shop, "c1"))
                #expect(score > last, "\(status)")
                last = score
            }
            try await shop.log("c1", "a letter", direction: "inbound")
            #expect(try #require(try await Self.engagement(shop, "c1")) > last)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `analytics are computed anew when a response changes, and only then`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let id = try await shop.logged("c1", #""status": "queued""#)
            #expect(try await Self.marks(shop) == 0)
            try await shop.tell(id, "delivered")
            #expect(try await Self.marks(shop) == 0, "no response")
            try await shop.tell(id, "opened", at: "2026-03-15T11:00:00Z")
            #expect(try await Self.marks(shop) == 1)
            _ = try await Self.engagement(shop, "c1")
            #expect(try await Self.marks(shop) == 0)
            try await shop.tell(id, "opened", at: "2026-03-15T11:30:00Z")
            #expect(try await Self.marks(shop) == 0, "a second opening")
            try await shop.log("c1", "hello", direction: "inbound")
            #expect(try await Self.marks(shop) == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `activity counts each message once a kind, on the account's day of its first time`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend, zone: "America/New_York") { shop in
            for customer in ["c1", "c2"] { try await shop.customer(customer) }
            for _ in 1...2 {
                // Half past two in UTC is the evening before in New York.
                let id = try await shop.logged("c1", #""occurredAt": "2026-03-10T02:30:00Z""#)
                try await shop.tell(id, "opened", at: "2026-03-11T15:00:00Z")
                try await shop.tell(id, "opened", at: "2026-03-11T16:00:00Z")
            }
            _ = try await shop.logged("c1", #""occurredAt": "2025-03-10T02:30:00Z""#)
            _ = try await shop.logged("c2", direction: "inbound")
            let known = try await shop.shop.workplace.read(shop.account) { work in
                let keys = try ["c1", "c2"].map { try CustomerDirectory(work).key(of: CustomerID(unchecked: $0)) }
                let since = work.today.advanced(days: -140)
                let signals = try CommunicationSignals.source.read(.everyone, since, work)
                return keys.map { signals[$0]?.activity ?? [] }
            }
            let (ninth, eleventh, today) = (
                CalendarDay(iso: "2026-03-09"), CalendarDay(iso: "2026-03-11"), CalendarDay(iso: "2026-03-15")
            )
            #expect(known[0].map(\.kind) == [.messageSent, .messageOpened])
            #expect(known[0].map(\.day) == [ninth, eleventh] && known[0].map(\.count) == [2, 2])
            #expect(known[1].map(\.kind) == [.messageReplied] && known[1].first?.day == today)
        }
    }
}
