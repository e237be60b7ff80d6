import CRMTesting
import Foundation
import Testing

/// `import orders --format shopify-orders` over a file as Shopify writes it, made for these tests.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ShopifyImportTests {
    @Test(arguments: TestBackend.allCases)
    func `an export goes in with its refunds, cancellations and bad rows told`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            let errors = stage.folder.file("errors.csv")
            let flags = ["--format", "shopify-orders", "--errors", errors]
            let outcome = try await shop.importing(ShopifyExport.file, flags).done()
            try #expect(Tally(outcome.json()) == Tally(rows: 9, created: 5, failed: 2))
            let found = try Finding.read(errors)
            #expect(found.map(\.place) == ["11 Total", "12 Email"])
            #expect(found.map(\.value) == ["12..5", ""])
            try await shop.serving { api in
                try await expectOrders(api)
                try await expectCustomers(api)
            }
            let again = try await shop.importing(ShopifyExport.file, flags).done()
            try #expect(Tally(again.json()) == Tally(rows: 9, unchanged: 5, failed: 2))
        }
    }

    private func expectOrders(_ api: API) async throws {
        let orders = Dictionary(uniqueKeysWithValues: try await api.orders().map { ($0.orderId, $0) })
        #expect(orders.keys.sorted() == (1...5).map { "721044830112\($0)" })
        let first = try #require(orders["7210448301121"])
        #expect(first.status == "fulfilled")
        #expect(first.placedAt == "2025-10-07T07:50:26Z")
        #expect(first.updatedAt == "2025-10-08T10:00:00Z")
        #expect(first.total == Decimal(4149) / 100)
        #expect(first.channel == "web")
        #expect(first.lines.map(\.name) == ["Espresso \"Nero\", 1 kg", "Cup – blue"])
        #expect(first.lines.map(\.sku) == ["ESP-1", nil])
        #expect(first.lines.map(\.quantity) == [2, 1])
        #expect(first.lines.map(\.unitPrice) == [15, Decimal(649) / 100])
        #expect(first.refunds.isEmpty)
        let partial = try #require(orders["7210448301122"])
        #expect([partial.status, "\(partial.total)", "\(partial.refundedAmount)"] == ["paid", "50", "12.5"])
        #expect(orders["7210448301123"]?.status == "refunded")
        #expect(orders["7210448301123"]?.refundedAmount == 20)
        #expect(orders["7210448301124"]?.status == "cancelled")
        #expect(orders["7210448301125"]?.status == "pending")
    }

    private func expectCustomers(_ api: API) async throws {
        let customers = Dictionary(uniqueKeysWithValues: try await api.profiles().map { ($0.customerId, $0) })
        #expect(customers.keys.sorted() == ["+33612345678", "ann@example.com", "cid@example.com"])
        let ann = try #require(customers["ann@example.com"])
        #expect(ann.totalOrders == 2)
        #expect(ann.totalSpent == Decimal(4149 + 3750) / 100, "the partial refund is taken off")
        #expect([ann.firstName, ann.lastName] == ["Ann", "van der Berg"])
        let cid = try #require(customers["cid@example.com"])
        #expect(cid.totalOrders == 0, "refunded and cancelled orders are no purchases")
        #expect(cid.totalSpent == 0)
        #expect(customers["+33612345678"]?.email == nil)
    }
}

/// An orders export: nine rows, of them two that cannot go in.
enum ShopifyExport {
    static let header = """
        Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,\
        Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,\
        Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,\
        Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,\
        Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,\
        Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,\
        Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,\
        Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,\
        Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,\
        Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,\
        Payment Terms Name,Next Payment Due At,Payment References
        """

    /// UTF-8 with a byte order mark and CRLF; a note in the first order spans three lines.
    static let file = [0xEF, 0xBB, 0xBF] + Array((([header] + rows.map(row)).joined(separator: "\r\n") + "\r\n").utf8)

    private static let rows: [[String: String]] = [
        order(
            1, "ann@example.com", "paid", "41.49",
            [
                "Paid at": "2025-10-07 09:50:30 +0200", "Fulfillment Status": "fulfilled",
                "Fulfilled at": "2025-10-08 12:00:00 +0200", "Lineitem quantity": "2",
                "Lineitem name": "Espresso \"Nero\", 1 kg", "Lineitem price": "15.00", "Lineitem sku": "ESP-1",
                "Billing Name": "Ann van der Berg", "Billing Zip": "'75008", "Source": "web",
                "Notes": "Ring twice,\r\nplease;\r\n\"thanks\"",
            ]),
        [
            "Name": "#1001", "Email": "ann@example.com", "Lineitem quantity": "1", "Lineitem name": "Cup – blue",
            "Lineitem price": "6.49",
        ],
        order(2, "ann@example.com", "partially_refunded", "50.00", ["Refunded Amount": "12.50"]),
        order(3, "cid@example.com", "refunded", "20.00", ["Refunded Amount": "20.00"]),
        order(4, "cid@example.com", "voided", "9.00", ["Cancelled at": "2025-10-09 08:00:00 +0200"]),
        order(5, "", "pending", "8.00", ["Phone": "'+33 6 12 34 56 78"]),
        ["Name": "#1005", "Lineitem quantity": "3", "Lineitem name": "Filter", "Lineitem price": "1.00"],
        order(6, "dot@example.com", "paid", "12..5", [:]),
        order(7, "", "paid", "12.50", [:]),
    ]

    private static func order(
        _ number: Int, _ email: String, _ status: String, _ total: String, _ more: [String: String]
    ) -> [String: String] {
        [
            "Name": "#100\(number)", "Email": email, "Financial Status": status, "Total": total, "Currency": "USD",
            "Created at": "2025-10-07 09:50:26 +0200", "Lineitem quantity": "1", "Lineitem name": "Tea",
            "Lineitem price": "5.00", "Refunded Amount": "0.00", "Id": "'721044830112\(number)",
        ].merging(more) { _, new in new }
    }

    private static func row(_ cells: [String: String]) -> String {
        header.split(separator: ",").map { quoted(cells[String($0)] ?? "") }.joined(separator: ",")
    }

    private static func quoted(_ cell: String) -> String {
        guard cell.contains(where: { ",\"\r\n".contains($0) }) || cell.contains("\r\n") else { return cell }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }
}
