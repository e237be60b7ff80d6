import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import Foundation
import HTTPTypes
import Testing

@Suite struct ProfileSearchTests {
    private static let path = "/api/customers/profiles"

    private func find(
        _ shop: TestShop, _ words: String, _ more: String = "", key: String? = nil, userID: String = "shop-1"
    ) async throws -> [String] {
        let query = words.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let reply = try await shop.get("\(Self.path)?userId=\(userID)&q=\(query)\(more)", key: key)
        #expect(reply.status == 200, "\(words): \(reply.text)")
        let found = (reply.json["data"]?.elements ?? []).compactMap { $0["customerId"]?.string }
        if !more.contains("cursor"), !more.contains("limit") {
            #expect(reply.json["total"]?.number == "\(found.count)", "\(words)")
        }
        return found
    }

    @Test(arguments: TestBackend.allCases)
    func `names, addresses, numbers and companies are found whatever their accents and case`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer(
                "c1",
                #""firstName": "Jörg", "lastName": "Großmann", "email": "Joerg.G@Example.com", "phone": "+49 30 1234567""#
            )
            try await shop.customer("c4", #""email": "ab-cd-e@x.org""#)
            try await shop.customer("c2", #""firstName": "Zoë", "lastName": "O’Brien", "companyName": "Ａcme Söhne""#)
            try await shop.customer(
                "c3", #""firstName": "Иван", "lastName": "Müller-Lüdenscheidt", "phone": "030 7654321""#)
            let expected: [(String, [String])] = [
                ("jorg", ["c1"]), ("JÖRG", ["c1"]), ("grossmann", ["c1"]), ("Großm", ["c1"]), ("rossman", ["c1"]),
                ("joerg.g@example.com", ["c1"]), ("example.com", ["c1"]), ("G@exa", ["c1"]),
                ("+49301234567", ["c1"]), ("030 1234", ["c1"]), ("0049 (0)30 / 12 34", ["c1"]), ("1234567", ["c1"]),
                ("+49 30 7654321", ["c3"]), ("0307654321", ["c3"]), ("obrien", ["c2"]), ("O'Brien", ["c2"]),
                ("acme", ["c2"]), ("sohne zoe", ["c2"]), ("zoe acme", ["c2"]), ("zoe jorg", []),
                ("иван", ["c3"]), ("ИВАН мюллер", []), ("ludenscheidt", ["c3"]), ("müller-lüden", ["c3"]),
                ("z", ["c2"]), ("zo", ["c2"]), ("ö", ["c2"]), ("и", ["c3"]), ("jo gr", ["c1"]), ("j example", ["c1"]),
                ("c2", ["c2"]), ("C2", []), ("nobody", []), ("-", []), ("49", ["c1"]),
                ("ab-cd-e@x.org", ["c4"]), ("cd-e@x", ["c4"]),
            ]
            for (words, ids) in expected {
                #expect(try await find(shop, words) == ids, "\(words)")
            }
            #expect(try await find(shop, "jorg", key: shop.otherKey, userID: "shop-2") == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `signs with a meaning to LIKE or to the full-text index are text`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1", #""firstName": "100%_sure", "lastName": "a\"b\\c*d^e""#)
            try await shop.customer("c2", #""firstName": "100 sure", "lastName": "NEAR(abc)", "companyName": "{x}:y""#)
            for (words, ids) in [
                ("100%", ["c1"]), ("%", []), ("_su", ["c1"]), ("%su", []), (#""b\"#, ["c1"]), ("*d^", ["c1"]),
                ("NEAR(abc", ["c2"]), ("{x}:", ["c2"]), ("abc OR sure", []), ("*", []), (#"\c*"#, ["c1"]), ("'''", []),
            ] as [(String, [String])] {
                #expect(try await find(shop, words) == ids, "\(words)")
            }
            let long = try await shop.get("\(Self.path)?userId=shop-1&q=a%20b%20c%20d%20e%20f%20g%20h%20i")
            #expect(long.faults == ["/q field.too_many"])
            #expect(try await shop.get("\(Self.path)?userId=shop-1&q=").faults == ["/q field.format"])
            let sort = try await shop.get("\(Self.path)?userId=shop-1&sort=relevance")
            #expect(sort.faults == ["/sort field.conflict"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `exact addresses and ids come first, then names that begin so, then the rest`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1", #""email": "x@smithery.com""#)
            try await shop.customer("c2", #""lastName": "Blacksmith""#)
            try await shop.customer("c3", #""firstName": "Ann", "lastName": "Smithson""#)
            try await shop.customer("c4", #""lastName": "Smith", "email": "b@smith.com""#)
            try await shop.customer("smith", #""lastName": "Jones""#)
            try await shop.customer("c6", #""email": "bb@smith.com", "lastName": "B@smith.community""#)
            #expect(try await find(shop, "smith") == ["smith", "c3", "c4", "c1", "c2", "c6"])
            #expect(try await find(shop, "b@smith.com") == ["c4", "c6"])
            #expect(
                try await find(shop, "smith", "&sort=createdAt&status=active") == [
                    "c1", "c2", "c3", "c4", "smith", "c6",
                ])
            #expect(try await find(shop, "smith", "&sort=-lastName") == ["c3", "c4", "smith", "c2", "c6", "c1"])
            #expect(try await find(shop, "smith", "&status=lost") == [])
            #expect(try await find(shop, "sm") == ["c3", "c4"])
            #expect(try await find(shop, "b") == ["c2", "c6", "c4"])
            for (words, sort) in [
                ("smith", ""), ("b", ""), ("smith", "&sort=-lastName"), ("smith", "&sort=totalSpent"),
            ] {
                let whole = try await find(shop, words, sort)
                var seen: [String] = []
                var cursor: String? = ""
                while let token = cursor {
                    let page = try await shop.get(
                        "\(Self.path)?userId=shop-1&q=\(words)\(sort)&limit=2&cursor=\(token)")
                    seen += (page.json["data"]?.elements ?? []).compactMap { $0["customerId"]?.string }
                    cursor = page.json["nextCursor"]?.string
                }
                #expect(seen == whole, "\(words) \(sort)")
                #expect(try await find(shop, words, sort + "&limit=2&offset=1") == Array(whole.dropFirst().prefix(2)))
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a change, an order and a bulk of orders keep the search in step`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1", #""firstName": "Ada", "email": "ada@example.com""#)
            _ = try await shop.put(
                Self.path, #"{"userId": "shop-1", "customerId": "c1", "firstName": "Grace", "email": null}"#)
            try await shop.order(
                "o1", "c2", "2026-03-01T00:00:00Z", "10", #""lastName": "Hopper", "email": "h@navy.mil""#)
            let line =
                #"{"orderId":"o2","customerId":"c3","placedAt":"2026-03-01T00:00:00Z","total":1,"phone":"+12025550100"}"#
            _ = try await shop.send(
                .post, "/api/customers/orders", body: line + "\n", type: "application/x-ndjson")
            for (words, ids) in [
                ("ada", []), ("ad", []), ("example", []), ("grace", ["c1"]), ("gr", ["c1"]), ("hopper", ["c2"]),
                ("navy", ["c2"]), ("202 555 0100", ["c3"]),
            ] as [(String, [String])] {
                #expect(try await find(shop, words) == ids, "\(words)")
            }
            _ = try await shop.put(Self.path, #"{"userId": "shop-1", "customerId": "c1", "firstName": null}"#)
            #expect(try await find(shop, "grace") == [])
            #expect(try await find(shop, "g") == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `customers from before the search are refused until they are folded, and then found`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for index in 1...3 { try await shop.customer("c\(index)", #""firstName": "Ada\#(index)""#) }
            try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                let all: SQL = "(SELECT customer_id, text FROM customer_search)"
                let account = shop.account.key.value
                if let unindex = session.dialect.unindexTexts(of: all, in: account, index: "customer_search") {
                    try session.execute(unindex)
                }
                try session.execute("DELETE FROM customer_search WHERE user_id = \(account)")
                try session.execute(
                    "INSERT INTO customer_search_pending (user_id, last_customer_id) VALUES (\(shop.account.key), 0)")
            }
            let refused = try await shop.get("\(Self.path)?userId=shop-1&q=ada")
            #expect(refused.status == 409)
            #expect(refused.code == "profiles.search_pending")
            #expect(try await shop.get("\(Self.path)?userId=shop-1").json["total"] == 3)
            #expect(try await shop.shop.fillSearch() == 1)
            #expect(try await find(shop, "ada") == ["c1", "c2", "c3"])
            #expect(try await find(shop, "a") == ["c1", "c2", "c3"])
            #expect(try await shop.shop.fillSearch() == 0)
        }
    }

    @Test func `the function of the search answers for the transaction's own account only`() async throws {
        guard TestBackend.allCases.contains(.postgres) else { return }
        try await TestShop.with(.postgres) { shop in
            try await shop.customer("c1", #""firstName": "Ada""#)
            for account in [shop.other.key, nil] {
                await #expect(throws: DatabaseError.self) {
                    try await shop.shop.database.read(in: account, deadline: nil) { session in
                        try session.forEach(
                            """
                            SELECT h.customer_id
                            FROM customer_search_hits(\(shop.account.key), '{%ada%}', '{1}', '{}', '{}', (1 = 0)) AS h
                            """
                        ) { _ in }
                    }
                }
            }
        }
    }
}
