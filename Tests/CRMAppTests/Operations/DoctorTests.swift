import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import Testing

@Suite("The doctor")
struct DoctorTests {
    private static func examine(_ shop: TestShop) async throws -> [Diagnosis] {
        try await Doctor(database: shop.shop.database, clock: shop.clock).examine()
    }

    private static func fill(_ shop: TestShop) async throws {
        for customer in ["ada", "bob", "cleo"] {
            try await shop.order("\(customer)-1", customer, "2026-01-10T10:00:00Z", "600")
            try await shop.order("\(customer)-2", customer, "2026-02-10T10:00:00Z", "40")
        }
        _ = try await shop.post("/api/customers/orders/ada-1/refunds", #"{"refundId": "r", "amount": 10}"#)
    }

    @Test("finds nothing broken in a shop that only the product has written to", arguments: TestBackend.allCases)
    func health(backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await Self.fill(shop)
            let found = try await Self.examine(shop)
            #expect(found.filter { $0.status == .failure } == [])
            #expect(Set(found.map(\.name)).count == found.count)
            #expect(found.contains { $0.name == "orders.metrics" && $0.status == .ok })
        }
    }

    /// What somebody else's hand changes, and the check that tells.
    private static let damages: [(name: String, statement: SQL)] = [
        ("orders.metrics", "UPDATE customer_profiles SET total_spent = total_spent + 1 WHERE external_id = 'bob'"),
        ("orders.refunds", "UPDATE orders SET refunded = refunded + 1 WHERE external_id = 'ada-1'"),
        ("profiles.identities", "UPDATE customer_identities SET external_id = 'x' WHERE external_id = 'cleo'"),
        ("rfm.segments", "UPDATE customer_profiles SET rfm_segment = 'Lost' WHERE external_id = 'bob'"),
    ]

    @Test("names the check, the account and the customer", arguments: TestBackend.allCases)
    func damage(backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await Self.fill(shop)
            let account = shop.account.key
            for (_, statement) in Self.damages {
                try await shop.shop.database.write(in: account, deadline: nil) { try $0.execute(statement) }
            }
            let broken = try await Self.examine(shop).filter { $0.status == .failure }
            #expect(Set(broken.map(\.name)) == Set(Self.damages.map(\.name)))
            #expect(broken.allSatisfy { $0.detail.contains("shop-1: ") && !$0.detail.contains("shop-2: ") })
        }
    }
}
