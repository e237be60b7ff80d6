import CRMApp
import CRMCore
import CRMTesting
import HTTPTypes
import Testing

/// Many callers at once on PostgreSQL, where transactions really meet.
@Suite(.enabled(if: TestBackend.allCases.contains(.postgres))) struct OrderConcurrencyTests {
    private static let path = "/api/customers/orders"
    private static let clients = 12

    @Test func `batches with the same new customers all go in, and every metric is right`() async throws {
        try await TestShop.with(.postgres) { shop in
            try await withThrowingTaskGroup(of: TestShop.Reply.self) { group in
                for client in 0..<Self.clients {
                    group.addTask {
                        let lines = (0..<20).map { index in
                            let customer = (index * 7 + client) % 10
                            return Self.line("\(client)-\(index)", "c\(customer)", version: 1)
                        }
                        return try await Self.send(lines, to: shop)
                    }
                }
                for try await reply in group {
                    #expect(reply.status == 200)
                    #expect(reply.json["created"] == 20)
                }
            }
            try await Self.checkMetrics(shop, orders: Self.clients * 20)
        }
    }

    @Test func `orders that move between customers in both directions end in their newest version`() async throws {
        try await TestShop.with(.postgres) { shop in
            try await withThrowingTaskGroup(of: TestShop.Reply.self) { group in
                for client in 0..<Self.clients {
                    group.addTask {
                        let lines = (0..<8).map { index in
                            Self.line("o\(index)", "c\((index + client) % 5)", version: 1 + client)
                        }
                        return try await Self.send(client % 2 == 0 ? lines : lines.reversed(), to: shop)
                    }
                }
                for try await reply in group { #expect(reply.status == 200, "\(reply.text)") }
            }
            for index in 0..<8 {
                let order = try await shop.get("\(Self.path)/o\(index)")
                #expect(order.json["customerId"]?.string == "c\((index + Self.clients - 1) % 5)")
            }
            try await Self.checkMetrics(shop, orders: 8)
        }
    }

    @Test func `a run over all beside orders leaves every score as the orders say`() async throws {
        try await TestShop.with(.postgres) { shop in
            _ = try await Self.send((0..<60).map { Self.line("first-\($0)", "c\($0 % 20)", version: 1) }, to: shop)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for _ in 0..<6 { _ = try await shop.shop.runRFM(shop.account, asOf: nil) } }
                for client in 0..<4 {
                    group.addTask {
                        for index in 0..<10 {
                            let line = Self.line("\(client)-\(index)", "c\((client + index) % 20)", version: 1)
                            let reply = try await Self.send([line], to: shop)
                            #expect(reply.status == 200)
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await Self.checkMetrics(shop, orders: 100)
        }
    }

    private static func line(_ order: String, _ customer: String, version: Int) -> String {
        """
        {"orderId": "\(order)", "customerId": "\(customer)", "placedAt": "2026-03-01T10:00:00Z", "total": 10, \
        "updatedAt": "2026-03-01T10:00:\(version < 10 ? "0" : "")\(version)Z"}
        """
    }

    private static func send(_ lines: [String], to shop: TestShop) async throws -> TestShop.Reply {
        try await shop.send(.post, path, body: lines.joined(separator: "\n"), type: "application/x-ndjson")
    }

    /// Each profile and each score says what the orders say.
    private static func checkMetrics(_ shop: TestShop, orders expected: Int) async throws {
        let orders = try await shop.get("\(path)?limit=200").json
        #expect(orders["total"]?.number == String(expected))
        let profiles =
            try await shop.get("/api/customers/profiles?userId=shop-1&limit=200").json["data"]?.elements ?? []
        let scores = try await shop.get("/api/customers/rfm?userId=shop-1&limit=200").json["scores"]?.elements ?? []
        var sum = 0
        for profile in profiles {
            let id = profile["customerId"]?.string ?? ""
            let own = try await shop.get("\(path)?customerId=\(id)&limit=1").json["total"]?.number
            #expect(profile["totalOrders"]?.number == own, "\(id)")
            let score = scores.first { $0["customerId"]?.string == id }
            #expect((score?["orderCount"]?.number ?? "0") == own, "\(id)")
            #expect(score?["rfmSegment"] == profile["rfmSegment"] || own == "0", "\(id)")
            sum += Int(own ?? "") ?? 0
        }
        #expect(sum == expected)
    }
}
