import CRMCore
import CRMGovernance
import CRMTesting
import HTTPTypes
import Synchronization
import Testing

/// What is exported and taken in again by an empty shop is exported with the same bytes.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ExportRoundTripTests {
    /// A shop with everything that makes files hard.
    private static func fill(_ shop: TestShop) async throws {
        let names = [
            ("=1+1", "@SUM(A1)"), ("Zoë \\\"Z\\\"", "O'Neil, Jr."), ("'75008", "-3"), ("李", "+49"), ("'=x", "''7"),
        ]
        for (index, name) in names.enumerated() {
            try await shop.customer(
                ["+4930123456", "'7", "=cmd", "c;4", "ü-5"][index],
                """
                "firstName": "\(name.0)", "lastName": "\(name.1)", "email": "a\(index)@example.com",
                "phone": "+4930555\(index)0", "companyName": "Müller & Söhne", "customerType": "wholesale",
                "source": "referral", "birthday": "1985-10-07", "language": "de-AT", "timeZone": "Europe/Vienna",
                "doNotContact": \(index == 2), "attributes": {"points": 12\(index), "a,\\\"b\\\"": "=x\\ny", "l": ["p", "q"]}
                """)
        }
        try await shop.customer("manual", #""status": "lost""#)
        try await shop.customer("bare")
        let money = [
            ("USD", "", "12.5"), ("KWD", #", "exchangeRate": 3.257"#, "1.234"),
            ("JPY", #", "exchangeRate": 0.0067"#, "1234"),
        ]
        for index in 0..<60 {
            let (currency, rate, total) = money[index % 3]
            let status = ["paid", "fulfilled", "cancelled", "pending", "refunded"][index % 5]
            let lines = (0..<index % 4).map { line in
                """
                {"sku": \(line == 1 ? "null" : "\"'00\(line)\""), "name": "=Tea, \\\"x\\\" ü \(line)",
                 "category": "-drinks", "quantity": 1.\(line)25, "unitPrice": \(total)}
                """
            }
            let refunds = (0..<index % 3).map { number in
                """
                {"refundId": "-r\(number)", "amount": \(index % 3 == 2 ? "0" : "1"), "reason": "'=broken, \\\"so\\\"",
                 "refundedAt": "2026-02-0\(number + 1)T10:00:00.25Z"}
                """
            }
            let reply = try await shop.order(
                "o-\(100 + index)", ["+4930123456", "'7", "=cmd", "c;4", "new-\(index)"][index % 5],
                "2025-1\(index % 3)-0\(index % 9 + 1)T09:50:26.123Z", total,
                """
                "updatedAt": "2026-01-01T00:00:00Z", "status": "\(status)", "currency": "\(currency)"\(rate),
                "channel": "+web", "lines": [\(lines.joined(separator: ","))],
                "refunds": [\(refunds.joined(separator: ","))]
                """)
            #expect(reply.status == 201, "\(reply.text)")
        }
    }

    private struct Files: Sendable {
        let customers: String
        let orders: String
        let lines: String

        init(_ shop: TestShop) async throws {
            customers = try await shop.exported("customers", .csv)
            orders = try await shop.exported("orders", .csv)
            lines = try await shop.exported("orders", .ndjson)
        }
    }

    private static func filled(_ backend: TestBackend) async throws -> Files {
        let files = Mutex<Files?>(nil)
        try await TestShop.with(backend, zone: "Europe/Vienna") { shop in
            try await fill(shop)
            let told = try await Files(shop)
            files.withLock { $0 = told }
        }
        return try #require(files.withLock { $0 })
    }

    @Test(arguments: TestBackend.allCases)
    func `customers and orders as CSV come back with the same bytes`(_ backend: TestBackend) async throws {
        let files = try await Self.filled(backend)
        #expect(files.customers.contains("'+4930123456") && files.customers.contains("'=1+1"))
        #expect(files.orders.contains("1.2340") && files.orders.contains("o-159"))
        try await TestShop.with(backend, zone: "Europe/Vienna") { shop in
            let customers = try await shop.importing("customers", files.customers)
            #expect(customers.format == "generic" && customers.places.isEmpty)
            let orders = try await shop.importing("orders", files.orders)
            #expect(orders.counts == [60, 0, 0, 0, 0], "\(orders.places)")
            let back = try await Files(shop)
            #expect(back.customers == files.customers)
            #expect(back.orders == files.orders)
            #expect(back.lines == files.lines)
            let again = try await shop.importing("customers", files.customers)
            #expect(again.summary.unchanged == again.summary.rows)
            #expect(try await shop.importing("orders", files.orders).counts == [0, 0, 60, 0, 0])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `orders as NDJSON come back through the API with the same bytes`(_ backend: TestBackend) async throws {
        let files = try await Self.filled(backend)
        try await TestShop.with(backend, zone: "Europe/Vienna") { shop in
            let reply = try await shop.send(
                .post, "/api/customers/orders", body: files.lines, type: "application/x-ndjson")
            #expect(reply.json["created"]?.number == "60", "\(reply.text)")
            let back = try await Files(shop)
            #expect(back.lines == files.lines)
            #expect(back.orders == files.orders)
        }
    }
}
