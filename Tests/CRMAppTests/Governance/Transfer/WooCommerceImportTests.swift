import CRMCore
import CRMTesting
import Testing

/// Orders from WooCommerce.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct WooCommerceImportTests {
    private static let analytics = """
        \u{FEFF}Date,"Order #","N. Revenue (formatted)",Status,Customer,"Customer type","Product(s)","Items sold",\
        Coupon(s),"Net Sales",Attribution\r
        "2025-10-07 09:50:26",101,"$1,234.50",completed,"Zoë O'Neil",new,"2× Tea, green, 1× Mug",3,,1200,Direct\r
        "2025-10-08 10:00:00",102,$100.00 $80.00,processing,"zoë  o'neil",returning,1× Mug,1,,80,\r
        "2025-10-09 10:00:00",103,$5.00,on-hold,Jürgen Groß,new,"1× ""XL""\r
        cup",1,,5,\r
        "2025-10-09 11:00:00",104,$5.00,wc-failed,Jürgen Groß,new,,0,,5,\r
        "2025-10-09 12:00:00",105,$5.00,lost,Jürgen Groß,new,,0,,5,\r
        "2025-10-09 13:00:00",106,much,refunded,Jürgen Groß,new,,0,,5,\r
        "2025-10-09 13:00:00",107,$1.00,refunded,,new,,0,,5,\r

        """

    @Test(arguments: TestBackend.allCases)
    func `the Analytics export becomes orders with products, and again nothing changes`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend, zone: "Europe/Vienna") { shop in
            let told = try await shop.importing("orders", Self.analytics)
            #expect(told.format == "woocommerce-analytics")
            #expect(told.counts == [4, 0, 0, 0, 3])
            #expect(told.places == ["7 Status", "8 N. Revenue (formatted)", "9 Customer"])
            #expect(try await shop.importing("orders", Self.analytics).counts == [0, 0, 4, 0, 3])
            let first = try await shop.get("/api/customers/orders/101").json
            #expect(first["total"]?.number == "1234.5" && first["status"] == "fulfilled")
            #expect(first["placedAt"] == "2025-10-07T07:50:26Z" && first["channel"] == "Direct")
            #expect(first["lines"]?.elements.map { $0["name"]?.string } == ["Tea, green", "Mug"])
            #expect(first["lines"]?.elements.first?["quantity"]?.number == "2")
            let second = try await shop.get("/api/customers/orders/102").json
            #expect(second["refundedAmount"]?.number == "20" && second["status"] == "paid")
            #expect(second["customerId"] == first["customerId"])
            #expect(try await shop.get("/api/customers/orders/103").json["status"] == "pending")
            #expect(try await shop.get("/api/customers/orders/104").json["status"] == "cancelled")
        }
    }

    private static let suite = """
        order_id,order_number,order_date,paid_date,status,order_total,order_currency,customer_id,customer_email,\
        billing_first_name,billing_last_name,billing_phone,item_name,item_sku,item_quantity,item_price\r
        101,101,2025-10-07 09:50:26,2025-10-07 10:00:00,completed,20.50,USD,7,Zoe@Example.com,Zoë,O'Neil,,"Tea, ""x"" ",\
        T-1,2,8.00\r
        101,101,2025-10-07 09:50:26,2025-10-07 10:00:00,completed,20.50,USD,7,Zoe@Example.com,Zoë,O'Neil,,Mug,,1,4.50\r
        102,102,2025-10-08 09:50:26,,pending,5.00,USD,0,,Jürgen,"Gr\r
        oß",+49 30 5555,,,,\r
        103,103,2025-10-09 09:50:26,,processing,x,USD,0,a@example.com,,,,,,,\r
        104,104,2025-10-09 09:50:26,,processing,1.00,USD,0,,,,,,,,\r

        """

    @Test(arguments: TestBackend.allCases)
    func `the suite's export becomes orders with lines, and again nothing changes`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            let told = try await shop.importing("orders", Self.suite)
            #expect(told.format == "woocommerce-suite")
            #expect(told.counts == [2, 0, 0, 0, 2])
            #expect(told.places == ["6 order_total", "7 customer_email"])
            #expect(try await shop.importing("orders", Self.suite).counts == [0, 0, 2, 0, 2])
            let first = try await shop.get("/api/customers/orders/101").json
            #expect(first["customerId"] == "zoe@example.com" && first["updatedAt"] == "2025-10-07T10:00:00Z")
            #expect(first["lines"]?.elements.map { $0["name"]?.string } == ["Tea, \"x\"", "Mug"])
            #expect(try await shop.profile("%2B49305555")["lastName"] == "Gr  oß")
        }
    }
}
