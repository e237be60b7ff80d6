import CRMApp
import CRMCore
import CRMDatabase
import CRMInsight
import CRMPlatform
import CRMTesting
import Testing

/// Scores of activity are measured by the median of the account's recent buyers.
@Suite struct ActivityScaleTests {
    private static let enough = 30

    /// Buyers of whom each clicked once in a message of today.
    private static func fill(_ shop: TestShop, _ buyers: Range<Int>) async throws {
        for number in buyers {
            try await shop.order("o\(number)", "c\(number)", "2026-03-14T10:00:00Z", "10")
            let message = try await shop.logged("c\(number)")
            try await shop.tell(message, "clicked")
        }
    }

    /// Engagement and behaviour by customer.
    private static func scores(_ shop: TestShop) async throws -> [String: [JSON?]] {
        let list = try await shop.get("/api/customers/analytics?userId=shop-1&limit=200").json.elements
        return Dictionary(
            uniqueKeysWithValues: list.map { customer in
                let names = ["engagementScore", "behavioralScore", "healthScore"]
                return (customer["customerId"]?.string ?? "", names.map { customer[$0] })
            })
    }

    private static func recompute(_ shop: TestShop, _ customers: Range<Int>) async throws {
        for number in customers {
            let answer = try await shop.post(
                "/api/customers/analytics", #"{"userId": "shop-1", "customerId": "c\#(number)"}"#)
            #expect(answer.status == 200, "\(answer.text)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `few buyers are measured by a fixed scale, enough of them by their median`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await Self.fill(shop, 1..<Self.enough)
            _ = try await shop.shop.runAnalytics(shop.account)
            // 100·(1 − exp(−3/5)), and an order of yesterday.
            #expect(try await Self.scores(shop)["c1"]?.prefix(2) == [.number("45.1"), .number("61.4")])
            try await Self.fill(shop, Self.enough..<Self.enough + 1)
            _ = try await shop.shop.runAnalytics(shop.account)
            #expect(try await Self.scores(shop)["c1"]?.first == .number("45.1"), "the day keeps its scale")
            shop.clock.advance(milliseconds: Instant.millisecondsPerDay)
            _ = try await shop.shop.runAnalytics(shop.account)
            let scores = try await Self.scores(shop)
            // Everyone is the median: 100·(1 − exp(−1)).
            #expect(scores.count == Self.enough)
            for number in 1...Self.enough {
                #expect(scores["c\(number)"]?.prefix(2) == [.number("63.2"), .number("63.2")], "\(number)")
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `one customer, the marked and everyone are measured alike`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await Self.fill(shop, 0..<Self.enough + 5)
            _ = try await shop.shop.runAnalytics(shop.account)
            let before = try await Self.scores(shop)
            #expect(before["c1"]?.first == .number("63.2"), "the first run goes round again by what it has found")
            try await Self.recompute(shop, 0..<Self.enough + 5)
            #expect(try await Self.scores(shop) == before)
            // News: replies of most would move the median, which the day keeps.
            for number in 0..<Self.enough {
                let message = try await shop.logged("c\(number)")
                try await shop.tell(message, "replied")
            }
            while (try await Self.markedStep(shop)) != nil {}
            let marked = try await Self.scores(shop)
            #expect(marked["c1"] != before["c1"] && marked["c\(Self.enough + 1)"] == before["c\(Self.enough + 1)"])
            try await Self.recompute(shop, 0..<Self.enough + 5)
            #expect(try await Self.scores(shop) == marked)
            _ = try await shop.shop.runAnalytics(shop.account)
            #expect(try await Self.scores(shop) == marked)
            // The next day has another median, and again everything agrees.
            shop.clock.advance(milliseconds: Instant.millisecondsPerDay)
            _ = try await shop.shop.runAnalytics(shop.account)
            let next = try await Self.scores(shop)
            #expect(next["c1"]?.first == .number("63.2"))
            try await Self.recompute(shop, 0..<Self.enough + 5)
            #expect(try await Self.scores(shop) == next)
        }
    }

    /// A step of a run over the marked, as the job takes it.
    private static func markedStep(_ shop: TestShop) async throws -> Bool? {
        try await shop.shop.workplace.write(shop.account) { work in
            let cursor = try Analytics(work, signals: Features.signals).step(after: nil, full: false)
            return cursor == nil ? nil : true
        }
    }
}
