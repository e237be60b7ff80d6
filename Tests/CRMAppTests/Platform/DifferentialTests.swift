import CRMCore
import CRMTesting
import HTTPTypes
import Synchronization
import Testing

@testable import CRMApp

/// The same calls on both databases give the same bytes.
@Suite struct DifferentialTests {
    private static let callCount = 500

    private static let seeds = (0..<TestSize.scaled(4, soak: 100)).map { UInt64(20_260_315 + $0) }

    @Test(.enabled(if: TestBackend.allCases.count == 2), arguments: seeds)
    func `13: random calls get byte-equal answers on both databases`(seed: UInt64) async throws {
        let calls = RandomCalls(seed: seed).make(Self.callCount)
        let sqlite = try await answers(to: calls, on: .sqlite)
        let postgres = try await answers(to: calls, on: .postgres)
        for (index, call) in calls.enumerated() {
            #expect(sqlite[index] == postgres[index], "seed \(seed), call \(index): \(call)")
            #expect(!sqlite[index].hasPrefix("5"), "seed \(seed), call \(index): \(call)")
        }
        #expect(sqlite.contains { $0.hasPrefix("20") && $0.contains(" true ") }, "no answer was given again")
        #expect(sqlite.contains { $0.hasPrefix("412 ") } && sqlite.contains { $0.hasPrefix("422 ") })
        let good = sqlite.count { $0.hasPrefix("2") }
        #expect(good > Self.callCount / 2)
    }

    private func answers(to calls: [RandomCalls.Call], on backend: TestBackend) async throws -> [String] {
        let answers = Mutex<[String]>([])
        let requestID = try #require(HTTPField.Name("X-Request-Id"))
        try await TestShop.with(backend, zone: "Europe/Berlin") { shop in
            var lastTag: String?
            for call in calls {
                shop.clock.advance(milliseconds: call.pause)
                var headers: HTTPFields = [requestID: "same"]
                headers[.idempotencyKey] = call.idempotencyKey
                if call.reliesOnLastTag { headers[.ifMatch] = lastTag }
                let reply = try await shop.send(
                    call.method, call.path, body: call.body, type: call.type, headers: headers)
                lastTag = reply.headers[.eTag] ?? lastTag
                let seen = [reply.headers[.eTag], reply.headers[.replayed]].map { $0 ?? "-" }
                answers.withLock { $0.append("\(reply.status) \(seen.joined(separator: " ")) \(reply.text)") }
            }
        }
        return answers.withLock { $0 }
    }
}

/// Calls of every kind with overlapping ids, odd texts and mistakes.
struct RandomCalls {
    struct Call {
        let method: HTTPRequest.Method
        let path: String
        var body: String?
        var type = "application/json"
        var idempotencyKey: String?
        /// A change that rests on the tag of an answer before.
        var reliesOnLastTag = false
        /// Milliseconds that pass before the call.
        let pause: Int64
    }

    private var random: SampleRandom

    init(seed: UInt64) {
        random = SampleRandom(seed: seed)
    }

    func make(_ count: Int) -> [Call] {
        var maker = self
        var posts: [Call] = []
        return (0..<count).map { _ in
            // Some requests come a second time, under the key that they had.
            if let known = posts.last, maker.chance(10) { return known }
            var call = maker.call()
            if call.method == .post, maker.chance(30) { call.idempotencyKey = "k\(maker.number(8))" }
            if call.method == .put { call.reliesOnLastTag = maker.chance(40) }
            if call.idempotencyKey != nil { posts.append(call) }
            return call
        }
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int(random.next() % UInt64(values.count))] }
    mutating func number(_ below: UInt64) -> Int { Int(random.next() % below) }
    mutating func chance(_ percent: UInt64) -> Bool { random.next() % 100 < percent }

    private mutating func call() -> Call {
        let pause = Int64(number(40_000_000))
        if chance(8) { return analytics(pause: pause) }
        if chance(10) { return productCall(pause: pause) }
        if chance(5) { return loyalty(pause: pause) }
        if chance(10) { return eventCall(pause: pause) }
        if chance(6) { return bulk(pause: pause) }
        switch number(11) {
        case 0, 1: return Call(method: .post, path: "/api/customers/profiles", body: profile(), pause: pause)
        case 2: return Call(method: .put, path: "/api/customers/profiles", body: profile(), pause: pause)
        case 3, 4: return Call(method: .post, path: "/api/customers/orders", body: order(), pause: pause)
        case 5:
            let lines = (0..<(1 + number(6))).map { _ in order() }.joined(separator: "\n")
            return Call(
                method: .post, path: "/api/customers/orders", body: lines, type: "application/x-ndjson", pause: pause)
        case 6:
            let body = #"{"refundId": "r\#(number(3))"\#(chance(60) ? #", "amount": \#(number(30)).5"# : "")}"#
            return Call(method: .post, path: "/api/customers/orders/o\(number(40))/refunds", body: body, pause: pause)
        case 7:
            var body = #"{"userId": "shop-1", "customerId": "\#(customer())""#
            if chance(30) { body += #", "days": \#(1 + number(500))"# }
            if chance(30) { body += #", "asOf": "2026-0\#(1 + number(9))-1\#(number(9))""# }
            return Call(method: .post, path: "/api/customers/rfm", body: body + "}", pause: pause)
        case 8:
            let query = pick(["segment=Lost", "limit=3&offset=1", "segment=New%20Customers", "limit=0", ""])
            return Call(method: .get, path: "/api/customers/rfm?userId=shop-1&\(query)", pause: pause)
        case 9: return contactCall(pause: pause)
        default: return Call(method: .get, path: list(), pause: pause)
        }
    }

    mutating func customer() -> String { pick(["c", "Ä-", "z z", "'", "日本"]) + String(number(6)) }

    private mutating func profile() -> String {
        var members = [#""userId": "shop-1""#, #""customerId": "\#(customer())""#]
        let fields = [
            #""firstName": "\#(pick(["Ada", "Zoë", "Ørsted", "O'Neil", "\\\"quoted\\\"", "名前"]))""#,
            #""lastName": \#(pick([#""Smith""#, #""smith""#, #""Álvarez""#, "null"]))"#,
            #""email": "\#(pick(["a@example.com", "B@Example.ORG", "nope"]))""#,
            #""customerType": "\#(pick(["retail", "wholesale", "distributor"]))""#,
            #""status": \#(pick([#""vip""#, #""lost""#, "null"]))"#,
            #""attributes": {"b": \#(pick(["1.50", "true", "null", "-0.0", "1e3"])), "a": ["x", "y"], "ä": "ß"}"#,
            #""doNotContact": \#(pick(["true", "false", "\"no\""]))"#,
            #""birthday": "19\#(10 + number(89))-0\#(1 + number(9))-28""#,
        ]
        for field in fields where chance(35) { members.append(field) }
        return "{" + members.joined(separator: ", ") + "}"
    }

    private mutating func order() -> String {
        let (month, day) = (1 + number(9), 10 + number(18))
        var members = [
            #""orderId": "o\#(number(40))""#, #""customerId": "\#(customer())""#,
            #""placedAt": "202\#(5 + number(2))-0\#(month)-\#(day)T0\#(number(9)):30:00+02:00""#,
            #""total": \#(number(3_000)).\#(number(100))"#,
        ]
        if chance(50) { members.append(#""status": "\#(pick(["paid", "fulfilled", "pending", "cancelled"]))""#) }
        if chance(40) { members.append(#""updatedAt": "2026-0\#(1 + number(9))-01T00:00:00Z""#) }
        if chance(40) { members.append(#""lines": [{"sku": "S\#(number(4))", "quantity": 1.5, "unitPrice": 2.25}]"#) }
        if chance(20) { members.append(#""refunds": [{"refundId": "r1", "amount": \#(number(20))}]"#) }
        if chance(20) { members.append(#""currency": "EUR", "exchangeRate": 1.0825"#) }
        if chance(30) { members.append(#""channel": "\#(pick(["web", "Web", "store"]))""#) }
        return "{" + members.joined(separator: ", ") + "}"
    }

    private mutating func list() -> String {
        if chance(40) {
            return "/api/customers/orders?"
                + pick(["", "status=paid", "channel=web", "sort=placedAt", "cursor=&limit=4"])
        }
        let sort = pick([
            "createdAt", "-totalSpent", "lastName", "-lastName", "lastOrderDate", "-updatedAt", "totalOrders",
        ])
        let filter = pick([
            "", "&status=active", "&rfmSegment=Lost", "&customerType=retail", "&updatedAfter=2026-03-20",
        ])
        return "/api/customers/profiles?userId=shop-1&sort=\(sort)\(filter)&limit=\(1 + number(60))"
    }
}
