import CRMCore
import CRMTesting
import HTTPTypes
import Testing

/// Refunds by line, and orders whose whole total was given back.
@Suite struct RefundTests {
    private static let path = "/api/customers/orders"
    private static let placed = "2026-03-01T10:00:00Z"

    @Test(arguments: TestBackend.allCases)
    func `no more of a line is given back than was ordered, over all refunds`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order(
                "o1", "c1", Self.placed, "300",
                #""lines": [{"name": "a", "quantity": 2, "unitPrice": 50}, {"name": "b", "unitPrice": 200}]"#)
            let refunds = "\(Self.path)/o1/refunds"
            let first = try await shop.post(refunds, #"{"refundId": "r1", "lines": [{"line": 1, "quantity": 1.5}]}"#)
            #expect(first.json["refundedAmount"] == 75)
            #expect(first.text.contains(#""lines":[{"line":1,"quantity":1.5}]"#), "\(first.text)")
            let more = try await shop.post(refunds, #"{"lines": [{"line": 1, "quantity": 1}]}"#)
            #expect(more.faults == ["/lines/0/quantity field.range"])
            let twice = try await shop.post(
                refunds, #"{"lines": [{"line": 1, "quantity": 0.3}, {"line": 1, "quantity": 0.3}]}"#)
            #expect(twice.faults == ["/lines/1/quantity field.range"])
            let rest = try await shop.post(refunds, #"{"lines": [{"line": 1}]}"#)
            #expect(rest.json["refundedAmount"] == 100)
            #expect(try await shop.post(refunds, #"{"lines": [{"line": 1}]}"#).status == 400)
            let same = try await shop.post(refunds, #"{"refundId": "r1", "lines": [{"line": 1, "quantity": 1.5}]}"#)
            #expect(same.status == 200)
            let other = try await shop.post(refunds, #"{"refundId": "r1", "lines": [{"line": 1, "quantity": 1}]}"#)
            #expect(other.code == "order.refund_id_used")
            #expect(try await shop.post(refunds, #"{"lines": [{"line": 2}]}"#).json["status"] == "refunded")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a discount is taken off each line in proportion, and the last line gives back the rest`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order(
                "o1", "c1", Self.placed, "10",
                #""lines": [{"name": "a", "quantity": 3, "unitPrice": 3}, {"name": "b", "unitPrice": 6}]"#)
            let refunds = "\(Self.path)/o1/refunds"
            var sums: [JSON?] = []
            for _ in 0..<3 {
                let reply = try await shop.post(refunds, #"{"lines": [{"line": 1, "quantity": 1}]}"#)
                sums.append(reply.json["refundedAmount"])
            }
            #expect(sums == [2, 4, 6])
            let last = try await shop.post(refunds, #"{"lines": [{"line": 2}]}"#)
            #expect(last.json["refundedAmount"] == 10)
            #expect(last.json["status"] == "refunded")
            try await shop.order(
                "o2", "c1", Self.placed, "1", #""lines": [{"name": "a", "quantity": 3, "unitPrice": 1}]"#)
            for sum in ["0.33", "0.66", "1"] {
                let reply = try await shop.post("\(Self.path)/o2/refunds", #"{"lines": [{"line": 1, "quantity": 1}]}"#)
                #expect(reply.json["refundedAmount"]?.number == sum)
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an order whose total was given back is refunded, however it is told`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let whole = #""refunds": [{"refundId": "r", "amount": 50}]"#
            let told = try await shop.order("o1", "c1", Self.placed, "50", whole)
            #expect(told.json["status"] == "refunded")
            #expect(try await shop.profile("c1")["totalOrders"] == 0)
            try await shop.order("o2", "c2", Self.placed, "50", #""updatedAt": "2026-03-02T00:00:00Z""#)
            _ = try await shop.post("\(Self.path)/o2/refunds", #"{"refundId": "r", "amount": 50}"#)
            let again = try await shop.order(
                "o2", "c2", Self.placed, "50", #""updatedAt": "2026-03-03T00:00:00Z", "status": "fulfilled", "# + whole)
            #expect(again.json["status"] == "refunded")
            #expect(try await shop.profile("c2")["totalOrders"] == 0)
            let without = try await shop.order(
                "o2", "c2", Self.placed, "50",
                #""updatedAt": "2026-03-04T00:00:00Z", "status": "fulfilled", "refunds": []"#)
            #expect(without.json["status"] == "fulfilled")
            #expect(try await shop.profile("c2")["totalOrders"] == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a refund keeps its lines when the order is told again without them`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let lines = #""lines": [{"name": "a", "quantity": 2, "unitPrice": 10}]"#
            try await shop.order("o1", "c1", Self.placed, "20", #""updatedAt": "2026-03-02T00:00:00Z", "# + lines)
            _ = try await shop.post(
                "\(Self.path)/o1/refunds", #"{"refundId": "r", "lines": [{"line": 1, "quantity": 1}]}"#)
            let again = try await shop.order(
                "o1", "c1", Self.placed, "20",
                #""updatedAt": "2026-03-03T00:00:00Z", "refunds": [{"refundId": "r", "amount": 10}], "# + lines)
            #expect(again.text.contains(#""lines":[{"line":1,"quantity":1}]"#), "\(again.text)")
            let file = try await shop.get("/api/exports/orders?format=csv")
            #expect(file.text.contains("refund_lines"))
            #expect(file.text.contains(",1:1"))
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an outdated order makes no customer`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "real", Self.placed, "20", #""updatedAt": "2026-03-10T00:00:00Z""#)
            let late = #""updatedAt": "2026-03-09T00:00:00Z", "email": "ghost@example.com""#
            #expect(try await shop.order("o1", "ghost", Self.placed, "20", late).json["customerId"] == "real")
            let lines = """
                {"orderId": "o1", "customerId": "ghost", "placedAt": "\(Self.placed)", "total": 20, \(late)}
                {"orderId": "o2", "customerId": "other", "placedAt": "\(Self.placed)", "total": 20}
                """
            let summary = try await shop.send(.post, Self.path, body: lines, type: "application/x-ndjson")
            #expect(summary.json["stale"] == 1)
            #expect(summary.json["created"] == 1)
            let profiles = try await shop.get("/api/customers/profiles?userId=\(shop.userID)&sort=createdAt")
            #expect(profiles.json["total"] == 2)
            #expect(!profiles.text.contains("ghost"))
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `sums beyond 64 bits keep no page from being shown`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend, currency: "KWD") { shop in
            for customer in ["a", "b"] {
                let lines = (0..<5_000).map {
                    #"{"orderId":"\#(customer)\#($0)","customerId":"\#(customer)","placedAt":"\#(Self.placed)","#
                        + #""total":1000000000000}"#
                }
                let body = lines.joined(separator: "\n")
                let reply = try await shop.send(.post, Self.path, body: body, type: "application/x-ndjson")
                #expect(reply.json["created"] == 5_000)
            }
            for path in ["rfm/matrix", "analytics/summary", "analytics/cohorts"] {
                let reply = try await shop.get("/api/customers/\(path)?userId=\(shop.userID)")
                #expect(reply.status == 200, "\(path): \(reply.text.prefix(300))")
            }
            let more = (0..<5_000).map {
                #"{"orderId":"more\#($0)","customerId":"a","placedAt":"\#(Self.placed)","total":1000000000000}"#
            }
            let refused = try await shop.send(
                .post, Self.path, body: more.joined(separator: "\n"), type: "application/x-ndjson")
            #expect(refused.code == "request.sum_too_large")
            #expect(try await shop.profile("a")["totalOrders"] == 5_000)
        }
    }
}
