import CRMCore
import CRMTesting
import HTTPTypes
import Testing

@Suite struct OrderRouteTests {
    private static let path = "/api/customers/orders"

    @Test(arguments: TestBackend.allCases)
    func `an order makes its customer and changes the metrics in one step`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let reply = try await shop.order(
                "o1", "c1", "2026-03-01T10:00:00+01:00", "100.10",
                """
                "email": "Ada@Example.com", "firstName": "Ada", "lastName": "Byron", "phone": "+442071234567",
                "channel": "web", "updatedAt": "2026-03-01T10:00:00Z",
                "lines": [{"sku": "A-1", "name": "Filter", "category": "coffee", "quantity": 2, "unitPrice": 40.05},
                          {"name": "Gift", "unitPrice": 20}],
                "refunds": [{"refundId": "r1", "amount": 0.1, "reason": "late"}]
                """)
            #expect(reply.status == 201)
            #expect(
                reply.text == """
                    {"orderId":"o1","customerId":"c1","placedAt":"2026-03-01T09:00:00Z",\
                    "updatedAt":"2026-03-01T10:00:00Z","status":"paid","currency":"USD","total":100.1,\
                    "refundedAmount":0.1,"exchangeRate":null,"channel":"web",\
                    "lines":[{"sku":"A-1","name":"Filter","category":"coffee","quantity":2,"unitPrice":40.05},\
                    {"sku":null,"name":"Gift","category":null,"quantity":1,"unitPrice":20}],\
                    "refunds":[{"refundId":"r1","amount":0.1,"refundedAt":"2026-03-01T10:00:00Z","reason":"late",\
                    "lines":[]}],\
                    "createdAt":"2026-03-15T12:00:00Z"}
                    """)
            #expect(try await shop.get("\(Self.path)/o1").text == reply.text)
            let profile = try await shop.profile("c1")
            #expect(profile["email"] == "ada@example.com")
            #expect(profile["firstName"] == "Ada")
            #expect(profile["phone"] == "+442071234567")
            #expect(profile["totalOrders"] == 1)
            #expect(profile["totalSpent"] == 100)
            #expect(profile["lifetimeValue"] == 100)
            #expect(profile["firstOrderDate"] == "2026-03-01T09:00:00Z")
            #expect(profile["rfmSegment"] == "New Customers")
            #expect(profile["status"] == "active")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `late and repeated versions never overwrite a newer one`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let placed = "2026-03-01T10:00:00Z"
            func tell(_ version: String, _ status: String, _ total: String) async throws -> TestShop.Reply {
                try await shop.order(
                    "o1", "c1", placed, total, #""updatedAt": "\#(version)", "status": "\#(status)""#)
            }
            #expect(try await tell("2026-03-02T00:00:00Z", "paid", "50").status == 201)
            let late = try await tell("2026-03-01T12:00:00Z", "pending", "40")
            #expect(late.status == 200)
            #expect(late.json["status"] == "paid")
            #expect(late.json["total"] == 50)
            let again = try await tell("2026-03-02T00:00:00Z", "paid", "50")
            #expect(again.text == late.text)
            // The same content with a newer version keeps a version between the two from winning.
            #expect(try await tell("2026-03-05T00:00:00Z", "paid", "50").json["updatedAt"] == "2026-03-05T00:00:00Z")
            #expect(try await tell("2026-03-04T00:00:00Z", "cancelled", "50").json["status"] == "paid")
            #expect(try await tell("2026-03-06T00:00:00Z", "cancelled", "50").json["status"] == "cancelled")
            #expect(try await shop.profile("c1")["totalOrders"] == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an order that moves to another customer moves the metrics of both`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "c1", "2026-03-01T10:00:00Z", "30", #""lines": [{"sku": "A", "unitPrice": 30}]"#)
            try await shop.order("o2", "c1", "2026-03-02T10:00:00Z", "20")
            shop.clock.advance(milliseconds: 1_000)
            let moved = try await shop.order("o1", "c2", "2026-03-03T10:00:00Z", "35")
            #expect(moved.json["customerId"] == "c2")
            #expect(moved.json["lines"]?.elements.count == 1)
            #expect(try await shop.profile("c1")["totalSpent"] == 20)
            #expect(try await shop.profile("c1")["firstOrderDate"] == "2026-03-02T10:00:00Z")
            #expect(try await shop.profile("c2")["totalSpent"] == 35)
            let cleared = try await shop.order("o1", "c2", "2026-03-03T10:00:00Z", "35", #""lines": []"#)
            #expect(cleared.json["lines"] == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `refunds by amount, by line and of the rest take value away once`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order(
                "o1", "c1", "2026-03-01T10:00:00Z", "100",
                #""lines": [{"sku": "A", "quantity": 3, "unitPrice": 20}, {"sku": "B", "unitPrice": 40}]"#)
            let refunds = "\(Self.path)/o1/refunds"
            let byAmount = try await shop.post(refunds, #"{"refundId": "r1", "amount": 15.5}"#)
            #expect(byAmount.status == 201)
            #expect(byAmount.json["refundedAmount"]?.number == "15.5")
            let again = try await shop.post(refunds, #"{"refundId": "r1", "amount": 15.5}"#)
            #expect(again.status == 200)
            #expect(again.text == byAmount.text)
            let byLine = try await shop.post(refunds, #"{"refundId": "r2", "lines": [{"line": 1, "quantity": 2}]}"#)
            #expect(byLine.json["refundedAmount"]?.number == "55.5")
            #expect(try await shop.profile("c1")["totalSpent"]?.number == "44.5")
            let tooMuch = try await shop.post(refunds, #"{"refundId": "r3", "amount": 44.51}"#)
            #expect(tooMuch.status == 409)
            #expect(tooMuch.code == "order.refund_exceeds_total")
            let unknownLine = try await shop.post(refunds, #"{"refundId": "r3", "lines": [{"line": 3}]}"#)
            #expect(unknownLine.faults == ["/lines/0/line order.unknown_line"])
            let rest = try await shop.post(refunds, #"{"refundId": "r3"}"#)
            #expect(rest.json["status"] == "refunded")
            try await shop.order(
                "o2", "c2", "2026-03-01T10:00:00Z", "9", #""refunds": [{"amount": 1}, {"refundId": "x", "amount": 2}]"#)
            let unnamed = try await shop.post("\(Self.path)/o2/refunds", #"{"amount": 3}"#)
            #expect(unnamed.json["refundedAmount"] == 6)
            let ids = (unnamed.json["refunds"]?.elements ?? []).compactMap { $0["refundId"]?.string }
            #expect(ids.count == 3)
            #expect(Set(ids).isSuperset(of: ["refund-1", "x"]))
            let nothing = try await shop.post(refunds, #"{"refundId": "r4"}"#)
            #expect(nothing.code == "order.refund_exceeds_total")
            let other = try await shop.post(refunds, #"{"refundId": "r1", "amount": 1}"#)
            #expect(other.code == "order.refund_id_used")
            #expect(rest.json["refundedAmount"] == 100)
            #expect(try await shop.profile("c1")["totalOrders"] == 0)
            #expect(try await shop.post("\(Self.path)/none/refunds", #"{"refundId": "r"}"#).status == 404)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a refund does not hide what the shop tells later, and a refunded order stays so`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            func tell(_ version: String, _ status: String) async throws -> JSON {
                try await shop.order(
                    "o1", "c1", "2026-03-01T10:00:00Z", "50", #""updatedAt": "\#(version)", "status": "\#(status)""#
                ).json
            }
            _ = try await tell("2026-03-02T00:00:00Z", "paid")
            _ = try await shop.post("\(Self.path)/o1/refunds", #"{"refundId": "r1", "amount": 20}"#)
            let later = try await tell("2026-03-05T00:00:00Z", "fulfilled")
            #expect(later["status"] == "fulfilled")
            #expect(later["refundedAmount"] == 20)
            _ = try await shop.post("\(Self.path)/o1/refunds", #"{"refundId": "r2"}"#)
            #expect(try await tell("2026-03-06T00:00:00Z", "paid")["status"] == "refunded")
            #expect(try await shop.profile("c1")["totalOrders"] == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `amounts that no sum could hold are refused`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let reply = try await shop.order(
                "o1", "c1", "2026-03-01T10:00:00Z", "90000000000", #""currency": "JPY", "exchangeRate": 1000000"#)
            #expect(reply.faults == ["/exchangeRate field.range"])
        }
    }

    @Test func `a hostile body of lines gets a bounded answer`() async throws {
        try await TestShop.with(.sqlite) { shop in
            let fields = (0..<60).map { #""x\#($0)": 1"# }.joined(separator: ",")
            let lines = Array(repeating: "{\(fields)}", count: 2_000).joined(separator: "\n")
            let reply = try await shop.send(.post, Self.path, body: lines, type: "application/x-ndjson")
            #expect(reply.json["failed"] == 2_000)
            #expect(reply.json["errors"]?.elements.count == 1_000)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what is kept of an order must still fit what is told`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let placed = "2026-03-01T10:00:00Z"
            try await shop.order("o1", "c1", placed, "50", #""refunds": [{"refundId": "a", "amount": 20}]"#)
            shop.clock.advance(milliseconds: 1_000)
            let less = try await shop.order("o1", "c1", placed, "19.99")
            #expect(less.faults == ["/total order.refund_exceeds_total"])
            let other = try await shop.order("o1", "c1", placed, "50", #""currency": "EUR", "exchangeRate": 1.1"#)
            #expect(other.faults == ["/currency order.currency_changed"])
            #expect(try await shop.order("o1", "c1", placed, "20").status == 200)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what only the account can tell is checked with pointers`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend, currency: "JPY") { shop in
            let decimals = try await shop.order(
                "o1", "c1", "2026-03-01T10:00:00Z", "10.5", #""lines": [{"sku": "A", "unitPrice": 0.1}]"#)
            #expect(decimals.faults == ["/total field.decimals", "/lines/0/unitPrice field.decimals"])
            let foreign = try await shop.order("o1", "c1", "2026-03-01T10:00:00Z", "10", #""currency": "EUR""#)
            #expect(foreign.faults == ["/exchangeRate order.exchange_rate_required"])
            let refunds = try await shop.order(
                "o1", "c1", "2026-03-01T10:00:00Z", "10",
                #""refunds": [{"refundId": "a", "amount": 6}, {"refundId": "b", "amount": 5}]"#)
            #expect(refunds.faults == ["/refunds order.refund_exceeds_total"])
            let twice = try await shop.order(
                "o1", "c1", "2026-03-01T10:00:00Z", "10",
                #""refunds": [{"refundId": "a", "amount": 1}, {"refundId": "a", "amount": 1}]"#)
            #expect(twice.faults == ["/refunds field.duplicate"])
            let converted = try await shop.order(
                "o1", "c1", "2026-03-01T10:00:00Z", "10.05", #""currency": "EUR", "exchangeRate": 161.275"#)
            #expect(converted.status == 201)
            #expect(try await shop.profile("c1")["totalSpent"] == 1621)
            #expect(try await shop.get("/api/customers/profiles?userId=shop-1").json["total"] == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `many orders go in as lines, the bad ones are reported and the good ones stay`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            let lines = """
                {"orderId": "o1", "customerId": "c1", "placedAt": "2026-03-01T10:00:00Z", "total": 10}

                {"orderId": "o2", "customerId": "c2", "placedAt": "yesterday", "total": -1}
                not json
                {"orderId": "o3", "customerId": "c1", "placedAt": "2026-03-02T10:00:00Z", "total": 1.234}
                {"orderId": "o4", "customerId": "c3", "placedAt": "2026-03-02T10:00:00Z", "total": 5}\r
                {"orderId": "o4", "customerId": "c3", "placedAt": "2026-03-02T10:00:00Z", "total": 6}
                {"orderId": "o4", "customerId": "c3", "placedAt": "2026-03-02T10:00:00Z", "total": 6}
                """
            let reply = try await shop.send(.post, Self.path, body: lines, type: "application/x-ndjson")
            #expect(reply.status == 200)
            #expect(reply.json["created"] == 2)
            #expect(reply.json["updated"] == 1)
            #expect(reply.json["unchanged"] == 1)
            #expect(reply.json["failed"] == 3)
            let errors = (reply.json["errors"]?.elements ?? []).map {
                "\($0["line"]?.number ?? "") \($0["pointer"]?.string ?? "") \($0["code"]?.string ?? "")"
            }
            #expect(
                errors == [
                    "3 /placedAt field.format", "3 /total field.range", "4  json.syntax", "5 /total field.decimals",
                ])
            #expect(try await shop.profile("c3")["totalSpent"] == 6)
            #expect(try await shop.profile("c2") == .null)
            let again = try await shop.send(
                .post, "\(Self.path)?userId=shop-2", body: lines, type: "application/x-ndjson")
            #expect(again.status == 403)
            let named = ["shop-1", "shop-2"].map {
                #"{"userId": "\#($0)", "orderId": "o9", "customerId": "c9", "placedAt": "2026-03-02T10:00:00Z", "total": 5}"#
            }
            let mixed = try await shop.send(
                .post, Self.path, body: named.joined(separator: "\n"), type: "application/x-ndjson")
            #expect(mixed.json["created"] == 1)
            #expect(mixed.json["errors"]?.elements.first?["code"] == "auth.account_mismatch")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the list filters and pages, the newest first`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for index in 1...6 {
                let status = index == 3 ? "pending" : "paid"
                try await shop.order(
                    "o\(index)", "c\(index % 2)", "2026-03-0\(index)T10:00:00Z", "\(index)",
                    #""status": "\#(status)", "channel": "\#(index < 3 ? "web" : "store")""#)
            }
            func ids(_ query: String) async throws -> [String] {
                let reply = try await shop.get("\(Self.path)?\(query)")
                return (reply.json["data"]?.elements ?? []).compactMap { $0["orderId"]?.string }
            }
            #expect(try await ids("") == ["o6", "o5", "o4", "o3", "o2", "o1"])
            #expect(try await ids("sort=placedAt&limit=2") == ["o1", "o2"])
            #expect(try await ids("customerId=c1&status=paid") == ["o5", "o1"])
            #expect(try await ids("channel=web") == ["o2", "o1"])
            #expect(try await ids("placedAfter=2026-03-04&placedBefore=2026-03-06") == ["o5"])
            #expect(try await ids("customerId=nobody") == [])
            let foreign = try await shop.get("\(Self.path)/o1", key: shop.otherKey)
            #expect(foreign.status == 404)
            #expect(foreign.code == "order.unknown")
        }
    }

    @Test func `orders of one customer told at once all count`() async throws {
        try await TestShop.with(.postgres) { shop in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<24 {
                    group.addTask {
                        try await shop.order("o\(index)", "c1", "2026-03-01T10:00:00Z", "10").status
                    }
                }
                for try await status in group { #expect(status == 201) }
            }
            #expect(try await shop.profile("c1")["totalOrders"] == 24)
            #expect(try await shop.profile("c1")["totalSpent"] == 240)
        }
    }

    @Test func `the same order told at once becomes one order`() async throws {
        try await TestShop.with(.postgres) { shop in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<16 {
                    group.addTask {
                        try await shop.order("o1", "c\(index % 4)", "2026-03-01T10:00:00Z", "10").status
                    }
                }
                var created = 0
                for try await status in group where status == 201 { created += 1 }
                #expect(created == 1)
            }
            #expect(try await shop.get(Self.path).json["total"] == 1)
            let profiles = try await shop.get("/api/customers/profiles?userId=shop-1")
            let counted = (profiles.json["data"]?.elements ?? []).filter { $0["totalOrders"] == 1 }
            #expect(counted.count == 1)
        }
    }
}
