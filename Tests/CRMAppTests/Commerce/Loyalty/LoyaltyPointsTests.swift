import CRMApp
import CRMCore
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMCommerce

/// Points: added, redeemed, shown and refused as the contract says.
@Suite struct LoyaltyPointsTests {
    private static let path = TestShop.points

    @Test(arguments: TestBackend.allCases)
    func `the first points enrol, and the answer is the balance`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let program = try await shop.program(
                "Club",
                """
                "pointExpiryDays": 30,
                "tiers": [{"name": "Silver", "threshold": 100}, {"name": "Gold", "threshold": 500}]
                """)
            #expect(try await shop.points("ann", in: program) == .null)
            let added = try await shop.book("add", 120, "ann", in: program)
            #expect(added.status == 200)
            #expect(
                added.text == """
                    {"customerId":"ann","loyaltyProgramId":"\(program)","totalPoints":120,"availablePoints":120,\
                    "pendingPoints":0,"heldPoints":0,"redeemedPoints":0,"expiredPoints":0,"tierLevel":"Silver",\
                    "nextTier":"Gold","pointsToNextTier":380,"expiringSoon":{"points":120,"on":"2026-04-14"},\
                    "enrolledAt":"2026-03-15T12:00:00Z","lastActivityAt":"2026-03-15T12:00:00Z"}
                    """)
            #expect(try await shop.points("ann", in: program).text == added.text)
            shop.clock.advance(milliseconds: 86_400_000)
            let redeemed = try await shop.book("redeem", 100, "ann", in: program)
            #expect(redeemed.json["availablePoints"] == 20 && redeemed.json["redeemedPoints"] == 100)
            #expect(redeemed.json["totalPoints"] == 120 && redeemed.json["tierLevel"] == "Silver")
            #expect(redeemed.json["lastActivityAt"] == "2026-03-16T12:00:00Z")
            #expect(redeemed.json["enrolledAt"] == "2026-03-15T12:00:00Z")
            let last = try await shop.book("redeem", 20, "ann", in: program)
            #expect(last.json["expiringSoon"] == .null && last.json["availablePoints"] == 0)
            #expect(try await shop.loyaltyViolations() == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what cannot be booked is refused with its own code and changes nothing`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let program = try await shop.program("Club")
            #expect(try await shop.book("redeem", 1, "ann", in: program).code == "loyalty.not_enrolled")
            try await shop.book("add", 10, "ann", in: program)
            let before = try await shop.points("ann", in: program)
            let entries = try await shop.get(TestShop.ledger).json["total"]
            let refusals: [(String, Int, String, String, Int, String)] = [
                ("redeem", 11, "ann", program, 409, "loyalty.insufficient_points"),
                ("add", 1, "bob", program, 404, "customer.unknown"),
                ("redeem", 1, "bob", program, 404, "customer.unknown"),
                ("add", 1, "ann", "none", 404, "loyalty.unknown_program"),
                ("redeem", 1, "ann", "none", 404, "loyalty.unknown_program"),
                ("add", 0, "ann", program, 400, "request.invalid"),
                ("add", 1_000_000_001, "ann", program, 400, "request.invalid"),
                ("grant", 1, "ann", program, 400, "request.invalid"),
            ]
            for (action, points, customer, program, status, code) in refusals {
                let reply = try await shop.book(action, points, customer, in: program)
                #expect(reply.status == status && reply.code == code, "\(action) \(points) \(customer)")
            }
            let insufficient = try await shop.book("redeem", 11, "ann", in: program)
            #expect(insufficient.json["detail"] == "The customer has 10 points to spend")
            #expect(try await shop.points("ann", in: program) == before)
            #expect(try await shop.get(TestShop.ledger).json["total"] == entries)
            let half = #"{"userId": "shop-1", "customerId": "ann", "loyaltyProgramId": "p", "points": 1.5}"#
            #expect(
                try await shop.post(Self.path, half).faults == ["/action field.required", "/points field.range"])
            #expect(try await shop.get(Self.path).faults == ["/userId field.required"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `nothing is booked in a program that is inactive or not yet begun, and nothing added after its end`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let program = try await shop.program("Club", #""endsAt": "2026-04-01T00:00:00Z""#)
            try await shop.book("add", 10, "ann", in: program)
            let path = "\(TestShop.programs)/\(program)"
            _ = try await shop.put(path, #"{"isActive": false}"#)
            for action in ["add", "redeem"] {
                let reply = try await shop.book(action, 1, "ann", in: program)
                #expect(reply.status == 409 && reply.code == "loyalty.program_inactive")
            }
            #expect(try await shop.buckets("ann", in: program) == "10/0/0")
            _ = try await shop.put(path, #"{"isActive": true}"#)
            shop.clock.set("2026-03-31T23:59:59.999Z")
            #expect(try await shop.book("add", 1, "ann", in: program).status == 200)
            shop.clock.set("2026-04-01T00:00:00Z")
            #expect(try await shop.book("add", 1, "ann", in: program).code == "loyalty.program_ended")
            #expect(try await shop.book("redeem", 11, "ann", in: program).status == 200)
            let later = try await shop.program("Later", #""startsAt": "2026-05-01T00:00:00Z""#)
            for action in ["add", "redeem"] {
                #expect(try await shop.book(action, 1, "ann", in: later).code == "loyalty.program_not_started")
            }
            #expect(try await shop.send(.delete, path).code == "loyalty.program_in_use")
            #expect(try await shop.send(.delete, "\(TestShop.programs)/\(later)").status == 200)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `one idempotency key has one effect, however often it is sent`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let program = try await shop.program("Club")
            for (action, points) in [("add", 100), ("redeem", 30)] {
                let replies = try await withThrowingTaskGroup(of: TestShop.Reply.self) { group in
                    for _ in 1...8 {
                        group.addTask { try await shop.book(action, points, "ann", in: program, key: action) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(replies.allSatisfy { $0.status == 200 && $0.text == replies[0].text })
                #expect(replies.count { $0.headers[.replayed] == "true" } == 7)
            }
            #expect(try await shop.buckets("ann", in: program) == "70/0/0")
            #expect(try await shop.get(TestShop.ledger).json["total"] == 2)
            #expect(try await shop.book("redeem", 31, "ann", in: program, key: "redeem").status == 422)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `clients at once redeem no more than there is`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let program = try await shop.program("Club")
            try await shop.book("add", 100, "ann", in: program)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...20 {
                    group.addTask { try await shop.book("redeem", 7, "ann", in: program).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 14 && statuses.count { $0 == 409 } == 6, "\(statuses)")
            #expect(try await shop.buckets("ann", in: program) == "2/0/0")
            #expect(try await shop.loyaltyViolations() == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `first points at once make one wallet`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let program = try await shop.program("Club")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...12 {
                    group.addTask {
                        let reply = try await shop.book("add", 5, "ann", in: program)
                        #expect(reply.status == 200, "\(reply.text)")
                    }
                }
                try await group.waitForAll()
            }
            let all = try await shop.get("\(Self.path)?userId=shop-1")
            #expect(all.json.elements.count == 1 && all.json.elements.first?["totalPoints"] == 60)
            #expect(try await shop.loyaltyViolations() == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `points are listed as a bare array with links and filters`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let programs = [try await shop.program("A"), try await shop.program("B")]
            for (index, customer) in ["ann", "bob", "cid"].enumerated() {
                try await shop.customer(customer)
                shop.clock.advance(milliseconds: 1)
                try await shop.book("add", 10 * (index + 1), customer, in: programs[0])
            }
            try await shop.book("add", 5, "ann", in: programs[1])
            let page = try await shop.get("\(Self.path)?userId=shop-1&limit=2")
            #expect(page.json.elements.count == 2)
            #expect(page.headers[try #require(HTTPField.Name("X-Total-Count"))] == "4")
            #expect(page.headers[try #require(HTTPField.Name("Link"))]?.contains("rel=\"next\"") == true)
            func customers(_ query: String) async throws -> [String] {
                try await shop.get("\(Self.path)?userId=shop-1&\(query)").json.elements.compactMap {
                    $0["customerId"]?.string
                }
            }
            #expect(try await customers("loyaltyProgramId=\(programs[0])") == ["cid", "bob", "ann"])
            #expect(try await customers("loyaltyProgramId=\(programs[0])&sort=totalPoints") == ["ann", "bob", "cid"])
            #expect(try await customers("customerId=ann") == ["ann", "ann"])
            #expect(try await customers("customerId=nobody") == [])
            #expect(try await customers("loyaltyProgramId=none") == [])
            #expect(try await shop.send(.delete, "/api/customers/profiles/bob").status == 200)
            #expect(try await customers("loyaltyProgramId=\(programs[0])") == ["cid", "ann"])
            #expect(try await customers("customerId=bob") == ["bob"])
            #expect(try await shop.get("\(Self.path)?userId=shop-2", key: shop.otherKey).json == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the ledger tells every entry, and why`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            try await shop.customer("bob")
            let program = try await shop.program("Club")
            try await shop.book("add", 100, "ann", in: program, #""reason": "Welcome", "reference": "order-7""#)
            shop.clock.advance(milliseconds: 1)
            try await shop.book("redeem", 30, "ann", in: program)
            try await shop.book("add", 1, "bob", in: program)
            let entries = try await shop.get("\(TestShop.ledger)?customerId=ann").json["data"]?.elements ?? []
            #expect(entries.map { $0["kind"]?.string } == ["redeem", "earn"])
            let earned = try #require(entries.last)
            #expect(earned["reason"] == "Welcome" && earned["reference"] == "order-7")
            #expect(earned["points"] == 100 && earned["availableChange"] == 100 && earned["availablePoints"] == 100)
            #expect(earned["day"] == "2026-03-15" && earned["availableOn"] == "2026-03-15")
            #expect(earned["expiresOn"] == .null && earned["hash"]?.string?.count == 64)
            #expect(entries.first?["availableChange"] == .number("-30") && entries.first?["availablePoints"] == 70)
            let all = try await shop.get("\(TestShop.ledger)?kind=earn&loyaltyProgramId=\(program)").json
            #expect(all["total"] == 2)
            #expect(try await shop.get("\(TestShop.ledger)?customerId=nobody").json["total"] == 0)
            #expect(try await shop.get(TestShop.ledger, key: shop.otherKey).json["total"] == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the service functions have the seed's values`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let programs = [try await shop.program("A"), try await shop.program("B")]
            let (ann, bob) = (try #require(CustomerID("ann")), try #require(CustomerID("bob")))
            let results = try await shop.shop.workplace.write(shop.account) { work in
                let points = LoyaltyPoints(work)
                var results = [try points.getCustomerLoyaltyPoints(ann)]
                let added = try points.addLoyaltyPoints(ann, 10, programs[0])
                try points.addLoyaltyPoints(ann, 5, programs[1])
                let redeemed = try points.redeemLoyaltyPoints(ann, programs[0], 4)
                let refused = try points.redeemLoyaltyPoints(ann, programs[0], 7)
                results += [added, redeemed, refused].map { $0 ? 1 : 0 }
                results += [
                    try points.getCustomerLoyaltyPoints(ann), try points.getCustomerLoyaltyPoints(ann, programs[0]),
                ]
                #expect(throws: UnknownCustomer.self) { try points.getCustomerLoyaltyPoints(bob) }
                #expect(throws: LoyaltyError.unknownProgram) { try points.getCustomerLoyaltyPoints(ann, "none") }
                #expect(throws: InvalidRequest.self) { try points.addLoyaltyPoints(ann, 0, programs[0]) }
                return results
            }
            #expect(results == [0, 1, 1, 0, 11, 6])
            #expect(try await shop.loyaltyViolations() == [])
        }
    }
}
