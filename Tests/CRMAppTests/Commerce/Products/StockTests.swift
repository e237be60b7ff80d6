import CRMCore
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMPlatform

@Suite struct StockTests {
    private static let path = "/api/customers/products"

    private static func shop(
        _ backend: TestBackend, _ body: @Sendable @escaping (TestShop) async throws -> Void
    )
        async throws
    {
        try await TestShop.with(backend) { shop in
            for (sku, stock) in [("a", "5"), ("b", "0"), ("c", "null")] {
                _ = try await shop.post(path, #"{"sku": "\#(sku)", "stock": \#(stock)}"#)
            }
            try await body(shop)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `stock is set and adjusted in the order of the call`(_ backend: TestBackend) async throws {
        try await Self.shop(backend) { shop in
            let reply = try await shop.post(
                "\(Self.path)/stock",
                """
                {"changes": [{"sku": "a", "adjustBy": -7}, {"sku": "c", "stock": 10}, {"sku": "c", "adjustBy": 1},
                {"sku": "b", "stock": 0}]}
                """)
            #expect(reply.json["changed"] == 2)
            #expect(reply.json["products"]?.elements.map { $0["stock"] } == [-2, 0, 11])
            #expect(reply.json["products"]?.elements.map { $0["version"] } == [2, 1, 2])
            let cleared = try await shop.post("\(Self.path)/stock", #"{"changes": [{"sku": "a", "stock": null}]}"#)
            #expect(cleared.json["products"]?.elements.map { $0["stock"] } == [.null])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a call that cannot be done whole is not done at all`(_ backend: TestBackend) async throws {
        try await Self.shop(backend) { shop in
            for (change, code) in [
                (#"{"sku": "none", "stock": 1}"#, "products.unknown"),
                (#"{"sku": "c", "adjustBy": 1}"#, "products.stock_unknown"),
                (#"{"sku": "a", "adjustBy": 1000000000}"#, "products.stock_out_of_range"),
            ] {
                let reply = try await shop.post(
                    "\(Self.path)/stock", #"{"changes": [{"sku": "b", "stock": 9}, \#(change)]}"#)
                #expect(reply.code == code)
            }
            let vague = try await shop.post(
                "\(Self.path)/stock", #"{"changes": [{"sku": "a"}, {"sku": "a", "stock": 1, "adjustBy": 1}]}"#)
            #expect(vague.faults == ["/changes/0/stock field.required", "/changes/1/adjustBy field.conflict"])
            #expect(try await shop.get("\(Self.path)/b").json["stock"] == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an adjustment that is sent again counts once, and none of many at once is lost`(
        _ backend: TestBackend
    ) async throws {
        try await Self.shop(backend) { shop in
            let key = try #require(HTTPField.Name("Idempotency-Key"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for call in 0..<40 {
                    group.addTask {
                        let reply = try await shop.send(
                            .post, "\(Self.path)/stock",
                            body: #"{"changes": [{"sku": "b", "adjustBy": 2}, {"sku": "a", "adjustBy": -1}]}"#,
                            headers: [key: "call-\(call % 20)"])
                        #expect(reply.status == 200, "\(reply.text)")
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await shop.get("\(Self.path)/b").json["stock"] == 40)
            #expect(try await shop.get("\(Self.path)/a").json["stock"] == -15)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `products told by many at once are each there once`(_ backend: TestBackend) async throws {
        try await Self.shop(backend) { shop in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for call in 0..<12 {
                    group.addTask {
                        let lines = (0..<30).map { #"{"sku": "p\#(($0 * 7 + call) % 30)", "stock": \#(call)}"# }
                        let reply = try await shop.send(
                            .post, Self.path, body: lines.joined(separator: "\n"), type: "application/x-ndjson")
                        #expect(reply.json["failed"] == 0, "\(reply.text)")
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await shop.get("\(Self.path)?q=p").json["total"] == 30)
        }
    }
}
