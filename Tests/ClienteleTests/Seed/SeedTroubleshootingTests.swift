import CRMCore
import CRMTesting
import Testing

/// The troubleshooting section of the specification: what goes wrong says so, and what it advises helps.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct SeedTroubleshootingTests {
    @Test(arguments: TestBackend.allCases)
    func `without orders there is no score, and the answer says so`(_ backend: TestBackend) async throws {
        try await SeedShop.with(backend) { shop in
            _ = try await shop.client.getOrCreateCustomerProfile(shop.userID, "new")
            #expect(try await shop.client.calculateRFMScore(shop.userID, "new") == nil)
            let answer = try await shop.client.raw("POST", "/rfm", shop.body("new"))
            #expect(answer.status == 409 && answer.body["code"] == "rfm.no_order_history")
            let risk = try await shop.client.raw("GET", "/analytics/churn?userId=\(shop.userID)&customerId=new")
            #expect(risk.status == 200 && risk.body["churnRisk"] == .null)
            #expect(risk.body["churnReasons"] != [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a userId that is not the authenticated one is refused`(_ backend: TestBackend) async throws {
        try await SeedShop.with(backend) { shop in
            try await shop.order("o-1", "ann", daysAgo: 3, "10")
            let body: JSON = ["userId": "someone-else", "customerId": "ann"]
            let posted = try await shop.client.raw("POST", "/rfm", body)
            #expect(posted.status == 403 && posted.body["code"] == "auth.account_mismatch")
            let read = try await shop.client.raw("GET", "/rfm?userId=someone-else")
            #expect(read.status == 403 && read.body["code"] == "auth.account_mismatch")
            let missing = try await shop.client.raw("GET", "/rfm")
            #expect(missing.status == 400)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a recalculation by POST is what the list shows`(_ backend: TestBackend) async throws {
        try await SeedShop.with(backend) { shop in
            try await shop.order("o-1", "ann", daysAgo: 45, "700")
            let first = try #require(try await shop.client.calculateRFMScore(shop.userID, "ann"))
            #expect(first["recencyScore"] == 4 && first["monetaryScore"] == 2)
            try await shop.order("o-2", "ann", daysAgo: 2, "800")
            let second = try #require(try await shop.client.calculateRFMScore(shop.userID, "ann"))
            #expect(second["recencyScore"] == 5 && second["frequencyScore"] == 2 && second["monetaryScore"] == 3)
            #expect(try await shop.client.scores().scores == [second])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `under thirty days of history are told with the risk`(_ backend: TestBackend) async throws {
        try await SeedShop.with(backend) { shop in
            try await shop.order("o-1", "fresh", daysAgo: 12, "30")
            try await shop.order("o-2", "fresh", daysAgo: 4, "30")
            try await shop.order("o-3", "old", daysAgo: 200, "30")
            try await shop.order("o-4", "old", daysAgo: 4, "30")
            let fresh = try await shop.client.churn("fresh").answer["churnReasons"]?.text ?? ""
            let old = try await shop.client.churn("old").answer["churnReasons"]?.text ?? ""
            #expect(fresh.contains("12 days of history"), "\(fresh)")
            #expect(!old.contains("days of history"), "\(old)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `another look-back gives another risk`(_ backend: TestBackend) async throws {
        try await SeedShop.with(backend) { shop in
            for number in 0..<6 { try await shop.order("o-\(number)", "ann", daysAgo: 10 + 50 * number, "30") }
            let usual = try await shop.client.churn("ann")
            let whole = try await shop.client.calculateChurnRisk("ann", 365)
            let short = try await shop.client.churn("ann", 60)
            #expect(usual.risk == whole, "365 days are the default")
            #expect(short.risk != usual.risk)
            #expect(short.answer["days"] == 60 && usual.answer["days"] == 365)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `points that cannot be moved are refused with the reason, and nothing moves`(
        _ backend: TestBackend
    ) async throws {
        try await SeedShop.with(backend) { shop in
            let client = shop.client
            for name in ["ann", "bob"] { _ = try await client.getOrCreateCustomerProfile(shop.userID, name) }
            let program = try await shop.program("Beans")
            let closed = try await shop.program("Closed", isActive: false)
            #expect(try await client.addLoyaltyPoints("ann", points: 10, program, shop.userID))
            for (action, customer, id, points, code) in [
                ("add", "ann", "nowhere", 5, "loyalty.unknown_program"),
                ("add", "ann", closed, 5, "loyalty.program_inactive"),
                ("redeem", "bob", program, 5, "loyalty.not_enrolled"),
                ("redeem", "ann", program, 11, "loyalty.insufficient_points"),
            ] {
                let body = shop.body(customer).adding([
                    "loyaltyProgramId": .string(id), "action": .string(action), "points": .number(String(points)),
                ])
                let answer = try await client.raw("POST", "/loyalty-points", body)
                #expect([404, 409].contains(answer.status) && answer.body["code"] == .string(code), "\(answer)")
            }
            let tooMuch = try await client.redeemLoyaltyPoints("ann", program, 11)
            let stranger = try await client.redeemLoyaltyPoints("bob", program, 1)
            #expect(!tooMuch && !stranger)
            #expect(try await client.getCustomerLoyaltyPoints("ann", program) == 10)
            #expect(try await client.getCustomerLoyaltyPoints("bob", program) == 0)
        }
    }
}

extension SeedShop {
    /// What names one customer of the account.
    func body(_ customerID: String) -> JSON { ["userId": .string(userID), "customerId": .string(customerID)] }
}
