import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

/// Products that orders make known.
@Suite struct ProductLearningTests {
    private static let path = "/api/customers/products"

    private static func line(_ sku: String, _ name: String, _ price: String) -> String {
        #"{"sku": "\#(sku)", "name": "\#(name)", "category": "Tea", "unitPrice": \#(price)}"#
    }

    @Test(arguments: TestBackend.allCases)
    func `an order's line makes its product known, once, and who tells it takes it over`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            _ = try await shop.post(Self.path, #"{"sku": "told", "name": "Told"}"#)
            let lines = [
                Self.line("new", "Green", "4.5"), Self.line("told", "Other", "9"), #"{"name": "x", "unitPrice": 1}"#,
            ]
            try await shop.order(
                "o1", "ann", "2026-03-01T00:00:00Z", "15", #""lines": [\#(lines.joined(separator: ", "))]"#)
            let learned = try await shop.get("\(Self.path)/new").json
            #expect(learned["name"] == "Green" && learned["category"] == "Tea" && learned["price"] == .number("4.5"))
            #expect(learned["source"] == "order" && learned["stock"] == .null && learned["isActive"] == true)
            #expect(try await shop.get("\(Self.path)/told").json["name"] == "Told")
            #expect(try await shop.get(Self.path).json["total"] == 2)
            try await shop.order(
                "o2", "ann", "2026-03-02T00:00:00Z", "5", #""lines": [\#(Self.line("new", "Renamed", "5"))]"#)
            #expect(try await shop.get("\(Self.path)/new").json == learned, "what is known stays as it is")
            let told = try await shop.post(Self.path, #"{"sku": "new"}"#)
            #expect(told.json["source"] == "catalogue" && told.json["version"] == 2 && told.json["name"] == "Green")
            _ = try await shop.send(.delete, "\(Self.path)/new")
            try await shop.order(
                "o3", "bob", "2026-03-03T00:00:00Z", "5", #""lines": [\#(Self.line("new", "Again", "6"))]"#)
            #expect(try await shop.get("\(Self.path)/new").json["name"] == "Again")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `of many orders the newest tells the product; another currency tells no price`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            let orders = [(2, "Middle", "2"), (9, "Newest", "3"), (1, "Oldest", "1")].map { day, name, price in
                """
                {"orderId": "o\(day)", "customerId": "ann", "placedAt": "2026-03-0\(day)T00:00:00Z", "total": 5, \
                "lines": [\(Self.line("tea", name, price))]}
                """
            }
            let foreign = """
                {"orderId": "f", "customerId": "bob", "placedAt": "2026-03-01T00:00:00Z", "total": 500, \
                "currency": "JPY", "exchangeRate": 0.01, "lines": [\(Self.line("far", "Far", "500"))]}
                """
            let reply = try await shop.send(
                .post, "/api/customers/orders", body: (orders + [foreign]).joined(separator: "\n"),
                type: "application/x-ndjson")
            #expect(reply.json["created"] == 4, "\(reply.text)")
            let tea = try await shop.get("\(Self.path)/tea").json
            #expect(tea["name"] == "Newest" && tea["price"] == 3)
            #expect(try await shop.get("\(Self.path)/far").json["price"] == .null)
            #expect(try await shop.get("\(Self.path)?q=FAR&source=order").json["total"] == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `orders at once that name the same new products do not get into each other's way`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for order in 0..<24 {
                    group.addTask {
                        let lines = (0..<10).map { Self.line("s\((order * 3 + $0 * 7) % 20)", "N", "1") }
                        let reply = try await shop.order(
                            "o\(order)", "c\(order)", "2026-03-01T00:00:00Z", "10",
                            #""lines": [\#(lines.joined(separator: ", "))]"#)
                        #expect(reply.status == 201, "\(reply.text)")
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await shop.get("\(Self.path)?source=order").json["total"] == 20)
        }
    }

    /// A database that got its orders before it knew of products.
    @Test(arguments: TestBackend.allCases)
    func `an update takes the products from the orders that are there, and a night makes all of them findable`(
        _ backend: TestBackend
    ) async throws {
        let old = Features.migrations.filter { $0.name != "products/2-ordered" }
        try await backend.withOldDatabase(old) { database, update in
            try await TestShop.over(database) { shop in
                let lines = [
                    Self.line("A-1", "Earl's Grey", "4.5"), Self.line("É-2", "Plain", "2"),
                    Self.line("B-3", "Ünüsual", "3"),
                ]
                for (order, customer) in [("o1", "ann"), ("o2", "bob")] {
                    try await shop.order(
                        order, customer, "2026-03-01T00:00:00Z", "15",
                        #""lines": [\#(lines.joined(separator: ", "))]"#)
                }
                try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                    try session.execute("DELETE FROM products WHERE user_id = \(shop.account.key)")
                }
                _ = try await shop.post(Self.path, #"{"sku": "B-3", "name": "Told"}"#)
                _ = try await shop.post(
                    "/api/customers/orders",
                    """
                    {"orderId": "p1", "customerId": "ann", "placedAt": "2026-03-02T00:00:00Z", "total": 5,
                    "lines": [\(Self.line("B-3", "Other", "5"))]}
                    """, key: shop.otherKey)
                try await shop.shop.database.write(in: shop.other.key, deadline: nil) { session in
                    try session.execute("DELETE FROM products WHERE user_id = \(shop.other.key)")
                }
                try await update(Features.migrations)
                let list = try await shop.get("\(Self.path)?sort=sku").json["data"]?.elements ?? []
                #expect(list.map { $0["sku"]?.string } == ["A-1", "B-3", "É-2"])
                #expect(list.map { $0["name"]?.string } == ["Earl's Grey", "Told", "Plain"])
                #expect(list.map { $0["price"] } == [.number("4.5"), .null, 2])
                #expect(try await shop.get("\(Self.path)/B-3", key: shop.otherKey).json["source"] == "order")
                #expect(try await shop.get("\(Self.path)?q=earls").json["total"] == 1)
                #expect(try await shop.get("\(Self.path)?q=e-2").json["total"] == 0)
                shop.clock.set("2026-03-16T01:00:00Z")
                let runner = shop.importRunner()
                await runner.begin()
                while await runner.workOnce() {}
                #expect(try await shop.get("\(Self.path)?q=e-2").json["total"] == 1)
                // Keys go on behind those that the update gave.
                #expect(try await shop.post(Self.path, #"{"sku": "later"}"#).status == 201)
            }
        }
    }
}
