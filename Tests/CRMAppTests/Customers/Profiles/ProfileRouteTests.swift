import CRMApp
import CRMCore
import CRMTesting
import HTTPTypes
import Testing

@Suite struct ProfileRouteTests {
    private static let path = "/api/customers/profiles"

    @Test(arguments: TestBackend.allCases)
    func `the create example of the specification gives a profile with every field`(_ backend: TestBackend) async throws
    {
        try await TestShop.with(backend) { shop in
            let reply = try await shop.post(
                Self.path,
                """
                {"userId": "shop-1", "customerId": "c1", "firstName": "John", "lastName": "Doe",
                 "email": "John@Example.com", "phone": "+1 (202) 555-0100", "companyName": "Doe & Sons",
                 "customerType": "retail", "source": "direct"}
                """)
            #expect(reply.status == 201)
            #expect(
                reply.text == """
                    {"customerId":"c1","userId":"shop-1","firstName":"John","lastName":"Doe",\
                    "email":"john@example.com","phone":"+12025550100","companyName":"Doe & Sons",\
                    "customerType":"retail","source":"direct","status":"active","statusSource":"automatic",\
                    "lifetimeValue":0,"predictedValue":null,"totalSpent":0,"totalOrders":0,"averageOrderValue":0,\
                    "firstOrderDate":null,"lastOrderDate":null,"rfmSegment":null,"churnRisk":null,"birthday":null,\
                    "language":null,"timeZone":null,"doNotContact":false,"tags":[],"attributes":{},\
                    "createdAt":"2026-03-15T12:00:00Z","updatedAt":"2026-03-15T12:00:00Z","archivedAt":null}
                    """)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `creating a customer who is there answers 200 and changes nothing`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let first = try await shop.customer("c1", #""firstName": "Ada""#)
            shop.clock.advance(milliseconds: 5_000)
            let second = try await shop.customer("c1", #""firstName": "Grace", "email": "g@example.com""#)
            #expect(first.status == 201)
            #expect(second.status == 200)
            #expect(second.text == first.text)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `two accounts can each have a customer of the same id`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1", #""firstName": "Ada""#)
            let other = try await shop.post(
                Self.path, #"{"userId": "shop-2", "customerId": "c1"}"#, key: shop.otherKey)
            #expect(other.status == 201)
            #expect(other.json["firstName"] == .null)
            let list = try await shop.get("\(Self.path)?userId=shop-2", key: shop.otherKey)
            #expect(list.json["total"] == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an update changes the given fields and null clears one`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer(
                "c1", #""firstName": "Ada", "lastName": "Byron", "attributes": {"size": "M", "vip": true}"#)
            shop.clock.advance(milliseconds: 1_000)
            let reply = try await shop.put(
                Self.path,
                """
                {"userId": "shop-1", "customerId": "c1", "lastName": "Lovelace", "firstName": null,
                 "birthday": "1815-12-10", "language": "EN-gb", "timeZone": "Europe/London", "doNotContact": true,
                 "attributes": {"vip": null, "points": 1.50, "likes": ["tea", "maths"]}}
                """)
            #expect(reply.status == 200)
            #expect(reply.json["firstName"] == .null)
            #expect(reply.json["lastName"] == "Lovelace")
            #expect(reply.json["birthday"] == "1815-12-10")
            #expect(reply.json["language"] == "en-GB")
            #expect(reply.json["timeZone"] == "Europe/London")
            #expect(reply.json["doNotContact"] == true)
            #expect(reply.json["attributes"]?.text == #"{"likes":["tea","maths"],"points":1.5,"size":"M"}"#)
            #expect(reply.json["createdAt"] == "2026-03-15T12:00:00Z")
            #expect(reply.json["updatedAt"] == "2026-03-15T12:00:01Z")
            #expect(try await shop.profile("c1") == reply.json)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `attributes keep their limit over several updates, and long lists come back`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            func put(_ names: Range<Int>, _ value: String) async throws -> TestShop.Reply {
                let members = names.map { #""a\#($0)": \#(value)"# }.joined(separator: ", ")
                return try await shop.put(
                    Self.path, #"{"userId": "shop-1", "customerId": "c1", "attributes": {\#(members)}}"#)
            }
            let list = "[" + Array(repeating: #""x""#, count: 100).joined(separator: ",") + "]"
            for start in [0, 50] { #expect(try await put(start..<(start + 50), list).status == 200) }
            #expect(try await shop.profile("c1")["attributes"]?.names.count == 100)
            #expect(try await put(100..<101, "1").faults == ["/attributes field.too_many"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an attribute's number has at most eighteen digits and eighteen decimals`(_ backend: TestBackend) async throws
    {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            func put(_ number: String) async throws -> TestShop.Reply {
                try await shop.put(
                    Self.path, #"{"userId": "shop-1", "customerId": "c1", "attributes": {"n": \#(number)}}"#)
            }
            for number in ["999999999999999999", "-999999999999999999", "1e-18", "12.5e3"] {
                #expect(try await put(number).status == 200, "\(number)")
            }
            for number in ["1e18", "-1000000000000000000", "1e-19", "8e299"] {
                #expect(try await put(number).faults == ["/attributes/n field.range"], "\(number)")
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a status set by hand stays until it is put back on automatic`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1", #""status": "vip""#)
            try await shop.order("o1", "c1", "2025-01-01T10:00:00Z", "10")
            let byHand = try await shop.profile("c1")
            #expect(byHand["status"] == "vip")
            #expect(byHand["statusSource"] == "manual")
            #expect(byHand["rfmSegment"] == "Lost")
            let reply = try await shop.put(Self.path, #"{"userId": "shop-1", "customerId": "c1", "status": null}"#)
            #expect(reply.json["status"] == "lost")
            #expect(reply.json["statusSource"] == "automatic")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the list filters, sorts, pages and counts exactly`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for index in 1...7 {
                shop.clock.advance(milliseconds: 1_000)
                let type = index % 2 == 0 ? "wholesale" : "retail"
                let source = index < 4 ? "direct" : "referral"
                try await shop.customer(
                    "c\(index)", #""customerType": "\#(type)", "source": "\#(source)", "lastName": "N\#(9 - index)""#)
            }
            func ids(_ query: String) async throws -> [String] {
                let reply = try await shop.get("\(Self.path)?userId=shop-1&\(query)")
                return (reply.json["data"]?.elements ?? []).compactMap { $0["customerId"]?.string }
            }
            #expect(try await ids("") == ["c7", "c6", "c5", "c4", "c3", "c2", "c1"])
            #expect(try await ids("limit=2&offset=1") == ["c6", "c5"])
            #expect(try await ids("customerType=wholesale&source=referral") == ["c6", "c4"])
            #expect(try await ids("sort=lastName&limit=2") == ["c7", "c6"])
            #expect(try await ids("sort=-lastName&limit=2") == ["c1", "c2"])
            #expect(try await ids("createdAfter=2026-03-15T12:00:05Z") == ["c7", "c6"])
            #expect(try await ids("createdBefore=2026-03-15T12:00:02Z") == ["c1"])
            #expect(try await ids("createdAfter=2026-03-15") == [])
            #expect(try await ids("createdBefore=2026-03-16&limit=1") == ["c7"])
            #expect(try await ids("status=lost") == [])
            #expect(try await ids("customerId=c3") == ["c3"])
            #expect(try await ids("customerId=nobody") == [])
            let page = try await shop.get("\(Self.path)?userId=shop-1&customerType=retail&limit=3&offset=3")
            #expect(page.json.names == ["data", "total", "limit", "offset"])
            #expect(page.json["total"] == 4)
            #expect(page.json["limit"] == 3)
            #expect(page.json["offset"] == 3)
            #expect(page.json["data"]?.elements.count == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a walk by cursor sees every customer once, empty sort values last`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for index in 1...9 {
                let name = index % 3 == 0 ? "" : #""lastName": "N\#(index % 4)""#
                try await shop.customer("c\(index)", name)
            }
            for sort in ["lastName", "-lastName", "createdAt", "-totalSpent", "lastOrderDate"] {
                let whole = try await shop.get("\(Self.path)?userId=shop-1&sort=\(sort)&limit=200")
                let expected = (whole.json["data"]?.elements ?? []).compactMap { $0["customerId"]?.string }
                var seen: [String] = []
                var cursor: String? = ""
                while let token = cursor {
                    let page = try await shop.get("\(Self.path)?userId=shop-1&sort=\(sort)&limit=2&cursor=\(token)")
                    #expect(page.status == 200)
                    #expect(page.json["total"] == nil)
                    seen += (page.json["data"]?.elements ?? []).compactMap { $0["customerId"]?.string }
                    cursor = page.json["nextCursor"]?.string
                }
                #expect(seen == expected)
                #expect(Set(seen).count == 9)
            }
            let foreign = try await shop.get("\(Self.path)?userId=shop-1&sort=lastName&limit=2&cursor=")
            let token = foreign.json["nextCursor"]?.string ?? ""
            let mixed = try await shop.get("\(Self.path)?userId=shop-1&sort=createdAt&cursor=\(token)")
            #expect(mixed.faults == ["/cursor field.cursor"])
            #expect(try await shop.get("\(Self.path)?userId=shop-1&cursor=%7B").faults == ["/cursor field.cursor"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `every bad field is reported at once with its pointer`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let reply = try await shop.post(
                Self.path,
                """
                {"userId": "shop-1", "firstName": 7, "email": "not an address", "phone": "12", "customerType": "other",
                 "birthday": "2025-02-30", "timeZone": "Mars/Base", "nickname": "x", "attributes": {"a": {"b": 1}}}
                """)
            #expect(reply.status == 400)
            #expect(reply.headers[.contentType] == "application/problem+json")
            #expect(reply.code == "request.invalid")
            #expect(
                reply.faults == [
                    "/customerId field.required", "/firstName field.type", "/email field.format", "/phone field.format",
                    "/customerType field.unknown_value", "/birthday field.format", "/timeZone field.format",
                    "/attributes/a field.type", "/nickname field.unknown",
                ])
            let list = try await shop.get("\(Self.path)?userId=shop-1")
            #expect(list.json["total"] == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an update of an unknown customer is a 404, and nothing of another account is revealed`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1", #""firstName": "CANARY""#)
            let unknown = try await shop.put(Self.path, #"{"userId": "shop-1", "customerId": "x"}"#)
            #expect(unknown.status == 404)
            #expect(unknown.code == "customer.unknown")
            let foreign = try await shop.put(
                Self.path, #"{"userId": "shop-2", "customerId": "c1", "firstName": "Eve"}"#, key: shop.otherKey)
            #expect(foreign.status == 404)
            let list = try await shop.get("\(Self.path)?userId=shop-2&customerId=c1", key: shop.otherKey)
            #expect(list.json["total"] == 0)
            #expect(!list.text.contains("CANARY"))
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `fields that cannot be empty refuse null`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let reply = try await shop.put(
                Self.path,
                #"{"userId": "shop-1", "customerId": "c1", "customerType": null, "doNotContact": null}"#)
            #expect(reply.faults == ["/customerType field.type", "/doNotContact field.type"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a customer without orders is active for ninety days and then inactive`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            shop.clock.set("2026-06-12T23:59:59Z")
            _ = try await shop.shop.runRFM(shop.account, asOf: nil, full: true)
            #expect(try await shop.profile("c1")["status"] == "active")
            shop.clock.set("2026-06-13T00:00:00Z")
            _ = try await shop.shop.runRFM(shop.account, asOf: nil, full: true)
            #expect(try await shop.profile("c1")["status"] == "inactive")
        }
    }
}
