import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

/// Requests with an `Idempotency-Key`: however often they come, they take effect once.
@Suite struct IdempotencyTests {
    private static let refunds = "/api/customers/orders/o1/refunds"

    @Test(arguments: TestBackend.allCases)
    func `the same request again gets the first answer again`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "ann", "2026-03-01T00:00:00Z", "100")
            let first = try await shop.keyed("k1", Self.refunds, #"{"amount": 10}"#)
            #expect(first.status == 201)
            #expect(first.headers[.replayed] == nil)
            shop.clock.advance(milliseconds: 60_000)
            for key in ["k1", "\"k1\""] {
                let again = try await shop.keyed(key, Self.refunds, #"{"amount": 10}"#)
                #expect(again.status == 201)
                #expect(again.text == first.text)
                #expect(again.headers[.replayed] == "true")
                #expect(again.headers[.eTag] == first.headers[.eTag])
                #expect(again.headers[.contentType] == first.headers[.contentType])
            }
            let other = try await shop.keyed("k2", Self.refunds, #"{"amount": 10}"#)
            #expect(other.json["refundedAmount"] == .number("20"))
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a key that was sent with another request is refused`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "ann", "2026-03-01T00:00:00Z", "100")
            _ = try await shop.keyed("k", Self.refunds, #"{"amount": 10}"#)
            for (path, body) in [
                (Self.refunds, #"{"amount": 11}"#), (Self.refunds + "?userId=shop-1", #"{"amount": 10}"#),
                ("/api/customers/profiles", #"{"userId": "shop-1", "customerId": "bob"}"#),
            ] {
                let reply = try await shop.keyed("k", path, body)
                #expect(reply.status == 422)
                #expect(reply.code == "idempotency.key_reused")
            }
            #expect(try await shop.profile("bob") == .null)
        }
    }

    @Test(arguments: [
        "", " ", "with space", "ümlaut", "\"open", "\"a\"b", "\"a\\b\"", String(repeating: "x", count: 256),
    ])
    func `a malformed key is named and nothing is done`(_ key: String) async throws {
        try await TestShop.with(.sqlite) { shop in
            let reply = try await shop.keyed(
                key, "/api/customers/profiles", #"{"userId": "shop-1", "customerId": "bob"}"#)
            #expect(reply.status == 400)
            #expect(reply.faults == ["/Idempotency-Key field.format"])
            #expect(try await shop.profile("bob") == .null)
            let put = try await shop.send(.get, "/api/account", headers: [.idempotencyKey: key])
            #expect(put.status == 200, "other methods do not look at it")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `accounts do not see each other's keys`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let one = try await shop.keyed("k", "/api/api-keys", #"{"name": "a"}"#)
            let two = try await shop.keyed("k", "/api/api-keys", #"{"name": "a"}"#, key: shop.otherKey)
            #expect([one.status, two.status] == [201, 201])
            #expect(two.headers[.replayed] == nil)
            #expect(one.text != two.text)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a refused request may be sent again with the same key`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            #expect(try await shop.keyed("k", Self.refunds, #"{"amount": 10}"#).status == 404)
            try await shop.order("o1", "ann", "2026-03-01T00:00:00Z", "100")
            let reply = try await shop.keyed("k", Self.refunds, #"{"amount": 10}"#)
            #expect(reply.status == 201)
            #expect(reply.headers[.replayed] == nil)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `of many at once one takes effect and all get its answer`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "ann", "2026-03-01T00:00:00Z", "100")
            let replies = try await withThrowingTaskGroup(of: TestShop.Reply.self) { group in
                for _ in 0..<24 {
                    group.addTask { try await shop.keyed("k", Self.refunds, #"{"amount": 10}"#) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.allSatisfy { $0.status == 201 })
            #expect(Set(replies.map(\.text)).count == 1)
            #expect(replies.count { $0.headers[.replayed] == nil } == 1)
            let order = try await shop.get("/api/customers/orders/o1")
            #expect(order.json["refundedAmount"] == .number("10"))
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `many lines are taken once`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let lines = (1...3).map {
                #"{"orderId": "o\#($0)", "customerId": "ann", "placedAt": "2026-03-01T00:00:00Z", "total": 5}"#
            }.joined(separator: "\n")
            let headers: HTTPFields = [.idempotencyKey: "lines"]
            let path = "/api/customers/orders"
            let type = "application/x-ndjson"
            let first = try await shop.send(.post, path, body: lines, type: type, headers: headers)
            let again = try await shop.send(.post, path, body: lines, type: type, headers: headers)
            #expect(first.json["created"] == .number("3"))
            #expect(again.text == first.text)
            #expect(again.headers[.replayed] == "true")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a secret in an answer is given again and lies nowhere in the database`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let first = try await shop.keyed("secret-key", "/api/api-keys", #"{"name": "till"}"#)
            let again = try await shop.keyed("secret-key", "/api/api-keys", #"{"name": "till"}"#)
            let secret = try #require(first.json["key"]?.string)
            #expect(again.json["key"]?.string == secret)
            let stored = try await shop.storedAnswers()
            #expect(stored.count == 1)
            for text in [secret, "till", "secret-key"] {
                #expect(stored.allSatisfy { !$0.contains(Array(text.utf8)) }, "\(text)")
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `after a day a key is free, and expired ones are removed in bounded steps`(_ backend: TestBackend) async throws
    {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "ann", "2026-03-01T00:00:00Z", "100")
            for number in 1...5 {
                _ = try await shop.keyed("k\(number)", Self.refunds, #"{"amount": 1}"#)
            }
            shop.clock.advance(milliseconds: IdempotencyStore.lifetimeMilliseconds - 1)
            #expect(try await shop.keyed("k1", Self.refunds, #"{"amount": 1}"#).headers[.replayed] == "true")
            shop.clock.advance(milliseconds: 1)
            #expect(try await shop.keyed("k1", Self.refunds, #"{"amount": 1}"#).headers[.replayed] == nil)
            var removed: [Int] = []
            for _ in 0..<3 {
                removed.append(
                    try await shop.shop.workplace.write(shop.account) { work in
                        try IdempotencyStore(work).removeExpired(limit: 2)
                    })
            }
            #expect(removed.reduce(0, +) <= 4, "k1 lives again")
            #expect(removed.last == 0)
            #expect(try await shop.keyed("k1", Self.refunds, #"{"amount": 1}"#).headers[.replayed] == "true")
        }
    }
}

extension HTTPField.Name {
    private static func fixed(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .expires }
    static let idempotencyKey = fixed("Idempotency-Key")
    static let tracing = fixed("traceparent")
    static let replayed = fixed("Idempotent-Replayed")
}

extension TestShop {
    /// A `POST` under an idempotency key.
    func keyed(_ idempotencyKey: String, _ path: String, _ body: String, key: String? = nil) async throws -> Reply {
        try await send(.post, path, body: body, key: key, headers: [.idempotencyKey: idempotencyKey])
    }

    /// What the database holds of first answers.
    fileprivate func storedAnswers() async throws -> [[UInt8]] {
        try await shop.workplace.read(account) { work in
            try work.session.all("SELECT answer FROM idempotency_keys WHERE user_id = \(work.account.key) LIMIT 100") {
                row in try row.read()
            }
        }
    }
}

extension [UInt8] {
    fileprivate func contains(_ part: [UInt8]) -> Bool { firstRange(of: part) != nil }
}
