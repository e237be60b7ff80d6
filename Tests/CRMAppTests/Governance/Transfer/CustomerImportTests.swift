import CRMCore
import CRMTesting
import Testing

/// Customers from files.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct CustomerImportTests {
    private static let file = """
        \u{FEFF}customer_id;email;phone;first_name;last_name;company_name;customer_type;source;status;birthday;language;\
        time_zone;do_not_contact;attributes.points;attributes.Größe;attributes.member\r
        c-1;Zoë@Example.com;'+49 30 123456;"Zoë ""Z"" ";O'Neil;Müller & Söhne;wholesale;referral;vip;07.10.1985;de-at;\
        Europe/Vienna;yes;120;"M;\r
        L";true\r
        c-2;;;李;;;;;;;;;;;;\r
        c-3;no address;;;;;;;;;;;;;;\r
        c-4;;;;;;retailer;;;31/31/1999;;;;;;\r
        c-5;;;;;;;;;1999-02-30;;;;;;\r
        ;a@example.com;;;;;;;;;;;;;;\r
        c-1;;;Zoe;;;;;;;;;no;121;;\r

        """

    @Test(arguments: TestBackend.allCases)
    func `customers are made, changed in the given cells only, and bad cells are named`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            let first = try await shop.importing("customers", Self.file)
            #expect(first.format == "generic")
            #expect(first.counts == [2, 1, 0, 0, 4])
            #expect(first.places == ["5 email", "6 birthday", "7 birthday", "8 customer_id"])
            let profile = try await shop.profile("c-1")
            #expect(profile["firstName"] == "Zoe" && profile["lastName"] == "O'Neil")
            #expect(profile["email"] == "zoë@example.com" && profile["phone"] == "+4930123456")
            #expect(profile["companyName"] == "Müller & Söhne" && profile["customerType"] == "wholesale")
            #expect(profile["status"] == "vip" && profile["statusSource"] == "manual")
            #expect(profile["birthday"] == "1985-10-07" && profile["language"] == "de-AT")
            #expect(profile["doNotContact"] == false)
            #expect(profile["attributes"]?["points"]?.number == "121")
            #expect(profile["attributes"]?["Größe"] == "M;  L" && profile["attributes"]?["member"] == true)
            #expect(try await shop.profile("c-2")["firstName"] == "李")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the same file again changes nothing, and an empty cell keeps what is known`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            let csv = "customer_id,email,last_name,attributes.points\nc-1,a@example.com,Byron,5\nc-2,,King,\n"
            #expect(try await shop.importing("customers", csv).counts == [2, 0, 0, 0, 0])
            #expect(try await shop.importing("customers", csv).counts == [0, 0, 2, 0, 0])
            let blank = "customer_id,email,last_name,attributes.points\nc-1,,Lovelace,\nc-2,,,\n"
            #expect(try await shop.importing("customers", blank).counts == [0, 1, 1, 0, 0])
            let profile = try await shop.profile("c-1")
            #expect(profile["email"] == "a@example.com" && profile["lastName"] == "Lovelace")
            #expect(profile["attributes"]?["points"]?.number == "5")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a customer is found by what a file has changed, and no longer by what it was`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.importing("customers", "customer_id,last_name\nc-1,Byron\nc-2,King\n")
            try await shop.importing("customers", "customer_id,last_name\nc-1,Lovelace\n")
            let path = "/api/customers/profiles?userId=\(shop.userID)&q="
            #expect(try await shop.get(path + "lovelace").json["total"]?.number == "1")
            #expect(try await shop.get(path + "byron").json["total"]?.number == "0")
            #expect(try await shop.get(path + "king").json["total"]?.number == "1")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a status by hand comes from its cell, and automatic puts it back`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.importing("customers", "customer_id,status\nc-1,lost\n")
            #expect(try await shop.profile("c-1")["statusSource"] == "manual")
            let csv = "customer_id,status,status_source\nc-1,lost,automatic\n"
            #expect(try await shop.importing("customers", csv).counts == [0, 1, 0, 0, 0])
            let profile = try await shop.profile("c-1")
            #expect(profile["status"] == "active" && profile["statusSource"] == "automatic")
        }
    }

    private static let shopify = """
        Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,\
        Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,\
        Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,\
        Total Orders,Note,Tax Exempt,Tags\r
        '7210448301122,Zoë,O'Neil,Zoe@Example.com,yes,"Thé, Café",Rue 1,,Paris,,FR,'75008,,'+33145678901,no,12.50,1,\
        "two\r
        lines",no,"vip, ""x"" "\r
        '7210448301123,Jürgen,Groß,,no,,,,,,DE,,+49 30 5555,,no,0.00,0,,no,\r
        '7210448301124,Ada,,no address,no,,,,,,,,,,no,0.00,0,,no,\r
        '7210448301125,Only,Id,,no,,,,,,,,,,no,0.00,0,,no,\r

        """

    @Test(arguments: TestBackend.allCases)
    func `customers and orders of one Shopify shop meet at the same customers`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend, currency: "EUR") { shop in
            let orders = """
                Name,Email,Financial Status,Fulfillment Status,Currency,Total,Created at,Lineitem quantity,\
                Lineitem name,Lineitem price,Billing Phone
                #1001,zoe@example.com,paid,fulfilled,EUR,12.50,2025-10-07 09:50:26 +0200,1,Tea,12.50,
                #1002,,paid,,EUR,5.00,2025-10-08 09:50:26 +0200,1,Mug,5.00,+49 (0)30 5555

                """
            #expect(try await shop.importing("orders", orders).format == "shopify-orders")
            let told = try await shop.importing("customers", Self.shopify)
            #expect(told.format == "shopify-customers")
            #expect(told.counts == [1, 2, 0, 0, 1])
            #expect(told.places == ["5 Email"])
            #expect(try await shop.importing("customers", Self.shopify).counts == [0, 0, 3, 0, 1])
            let zoe = try await shop.profile("zoe@example.com")
            #expect(zoe["firstName"] == "Zoë" && zoe["companyName"] == "Thé, Café")
            #expect(zoe["totalOrders"]?.number == "1" && zoe["phone"] == "+33145678901")
            #expect(zoe["attributes"]?["shopify_customer_id"] == "7210448301122")
            let all = try await shop.get("/api/customers/profiles?userId=\(shop.userID)")
            #expect(all.json["total"]?.number == "3")
        }
    }

    @Test func `the older layout of Shopify and its template are known by their headers`() async throws {
        try await TestShop.with(.sqlite) { shop in
            let old = """
                First Name,Last Name,Email,Accepts Marketing,Company,Phone,Total Spent,Total Orders,Tags,Note,Tax Exempt
                Ada,Byron,ada@example.com,yes,Engines,,1.00,1,,,no

                """
            let told = try await shop.importing("customers", old)
            #expect(told.format == "shopify-customers" && told.counts == [1, 0, 0, 0, 0])
            #expect(try await shop.profile("ada@example.com")["companyName"] == "Engines")
        }
    }
}
