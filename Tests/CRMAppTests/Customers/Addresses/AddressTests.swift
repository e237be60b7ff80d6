import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@Suite struct AddressTests {
    private static let path = TestShop.addresses

    @Test(arguments: TestBackend.allCases)
    func `an address has every field of its type and is read as it was written`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let made = try await shop.post(
                Self.path,
                """
                {"customerId": "c1", "addressType": "billing", "recipient": "Ada Lovelace", "company": "Engines",
                 "line1": "12 St James's Square", "line2": "2nd floor", "city": "London", "region": "Greater London",
                 "postalCode": "sw1y 4jh", "country": "GB", "phone": "+44 20 7946 0000"}
                """)
            #expect(made.status == 201)
            let id = made.json["id"]?.string ?? ""
            #expect(
                made.text == """
                    {"id":"\(id)","customerId":"c1","addressType":"billing","isDefault":true,\
                    "recipient":"Ada Lovelace","company":"Engines","line1":"12 St James's Square",\
                    "line2":"2nd floor","city":"London","region":"Greater London","postalCode":"SW1Y 4JH",\
                    "country":"GB","phone":"+442079460000","createdAt":"2026-03-15T12:00:00Z",\
                    "updatedAt":"2026-03-15T12:00:00Z"}
                    """)
            #expect(try await shop.get("\(Self.path)/\(id)").text == made.text)
            #expect(try await shop.get("\(Self.path)/\(id)", key: shop.otherKey).code == "address.unknown")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the first address of a type becomes its default, and another default takes its place`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let first = try await shop.address("c1")
            let second = try await shop.address("c1")
            let third = try await shop.address("c1", #""isDefault": true"#)
            let billing = try await shop.address("c1", #""addressType": "billing", "isDefault": false"#)
            #expect([first, second, third, billing].map { $0.json["isDefault"] } == [true, false, true, false])
            let defaults = try await Self.defaults(shop)
            #expect(defaults == [third.json["id"]?.string ?? ""])
            let id = second.json["id"]?.string ?? ""
            #expect(try await shop.put("\(Self.path)/\(id)", #"{"isDefault": true}"#).status == 200)
            #expect(try await Self.defaults(shop) == [id])
            #expect(try await shop.put("\(Self.path)/\(id)", #"{"isDefault": false}"#).status == 200)
            #expect(try await Self.defaults(shop) == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a removed default hands over to the newest, and so does one that moves to another type`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            var ids: [String] = []
            for _ in 1...4 {
                shop.clock.advance(milliseconds: 1_000)
                ids.append(try await shop.address("c1").json["id"]?.string ?? "")
            }
            #expect(try await shop.send(.delete, "\(Self.path)/\(ids[0])").status == 200)
            #expect(try await Self.defaults(shop) == [ids[3]])
            let moved = try await shop.put("\(Self.path)/\(ids[3])", #"{"addressType": "home"}"#)
            #expect(moved.json["isDefault"] == true)
            #expect(try await Set(Self.defaults(shop)) == [ids[2], ids[3]])
            #expect(try await shop.send(.delete, "\(Self.path)/\(ids[0])").code == "address.unknown")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the schema itself refuses a second default of a type`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            try await shop.address("c1")
            try await shop.address("c1")
            await #expect(throws: DatabaseError.self) {
                try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                    try session.execute("UPDATE customer_addresses SET is_default = (1 = 1)")
                }
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `of many who each set a default at once one remains`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...12 {
                    group.addTask { try await shop.address("c1", #""isDefault": true"#).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 201, count: 12))
            #expect(try await Self.defaults(shop).count == 1)
        }
    }

    @Test(arguments: [
        ("DE", "1234", false), ("DE", "12345", true), ("US", "94105-1234", true), ("US", "9410", false),
        ("GB", "sw1a 1aa", true), ("GB", "12345", false), ("CA", "K1A 0B1", true), ("CA", "K1A0B", false),
        ("NL", "1012 AB", true), ("NL", "1012", false), ("JP", "100-0001", true), ("IE", "D02 AF30", true),
        ("AO", "any 1", true), ("AO", "№ 1", false),
    ])
    func `a postal code is held to the rules of its country`(
        _ country: String, _ code: String, _ isGood: Bool
    ) async throws {
        try await TestShop.with(.sqlite) { shop in
            try await shop.customer("c1")
            let body = #"{"customerId": "c1", "line1": "x", "country": "\#(country)", "postalCode": "\#(code)"}"#
            let reply = try await shop.post(Self.path, body)
            #expect(reply.status == (isGood ? 201 : 400), "\(reply.text)")
            if !isGood { #expect(reply.faults == ["/postalCode field.format"]) }
        }
    }

    @Test func `a country must be one, and a change of it takes the postal code along`() async throws {
        try await TestShop.with(.sqlite) { shop in
            try await shop.customer("c1")
            for country in ["XX", "de", "DEU", "UK"] {
                let body = #"{"customerId": "c1", "line1": "x", "country": "\#(country)"}"#
                #expect(try await shop.post(Self.path, body).faults == ["/country field.unknown_value"])
            }
            let id = try await shop.address("c1", #""postalCode": "10115""#).json["id"]?.string ?? ""
            let refused = try await shop.put("\(Self.path)/\(id)", #"{"country": "GB"}"#)
            #expect(refused.faults == ["/postalCode field.format"])
            let moved = try await shop.put("\(Self.path)/\(id)", #"{"country": "FR", "postalCode": null}"#)
            #expect(moved.json["country"] == "FR")
            #expect(moved.json["postalCode"] == .null)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a list is filtered, and a customer has a bounded number`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            try await shop.customer("c2")
            for _ in 1...50 { #expect(try await shop.address("c1", #""addressType": "home""#).status == 201) }
            #expect(try await shop.address("c1").code == "address.too_many")
            _ = try await shop.post(Self.path, #"{"customerId": "c2", "line1": "x", "country": "FR"}"#)
            #expect(try await shop.get("\(Self.path)?customerId=c1").json["total"] == 50)
            #expect(try await shop.get("\(Self.path)?country=FR").json["total"] == 1)
            #expect(try await shop.get("\(Self.path)?addressType=shipping").json["total"] == 1)
            #expect(try await shop.get("\(Self.path)?customerId=nobody").json["total"] == 0)
            #expect(try await shop.address("nobody").code == "customer.unknown")
        }
    }

    /// The ids of the default addresses.
    private static func defaults(_ shop: TestShop) async throws -> [String] {
        let list = try await shop.get("\(path)?customerId=c1").json["data"]?.elements ?? []
        return list.filter { $0["isDefault"] == true }.compactMap { $0["id"]?.string }
    }
}
