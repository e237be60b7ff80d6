import CRMCore
import CRMTesting
import Testing

/// The usage examples of the specification, called as they are written there.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct SeedExampleTests {
    @Test(arguments: TestBackend.allCases)
    func `create customer profile`(_ backend: TestBackend) async throws {
        try await SeedShop.with(backend) { shop in
            let (client, userID) = (shop.client, shop.userID)
            let profile = try #require(
                try await client.getOrCreateCustomerProfile(
                    userID, "customer-1",
                    [
                        "firstName": "John", "lastName": "Doe", "email": "john@example.com", "customerType": "retail",
                        "source": "direct",
                    ]))
            #expect(profile["firstName"] == "John" && profile["lastName"] == "Doe")
            #expect(profile["email"] == "john@example.com")
            #expect(profile["customerType"] == "retail" && profile["source"] == "direct")
            let again = try await client.getOrCreateCustomerProfile(userID, "customer-1", ["firstName": "Other"])
            #expect(again == profile, "an existing one is got as it is")
            let changed = try await client.updateProfile("customer-1", ["phone": "+491701234567", "lastName": "Roe"])
            #expect(changed["lastName"] == "Roe" && changed["firstName"] == "John")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a list of profiles has the shape and the defaults of the specification`(_ backend: TestBackend) async throws {
        try await SeedShop.with(backend) { shop in
            for number in 1...3 {
                _ = try await shop.client.getOrCreateCustomerProfile(shop.userID, "customer-\(number)")
            }
            _ = try await shop.client.updateProfile("customer-3", ["status": "vip"])
            let all = try await shop.client.profiles()
            #expect(all.total == 3 && all.data.count == 3)
            let page = try await shop.client.profiles(limit: 2, offset: 2)
            #expect(page.total == 3 && page.data.count == 1)
            let one = try await shop.client.profiles(customerID: "customer-2")
            #expect(one.total == 1 && one.data.first?["customerId"] == "customer-2")
            let vip = try await shop.client.profiles(status: "vip")
            #expect(vip.data.map { $0["customerId"] } == ["customer-3"])
            let nobody = try await shop.client.profiles(customerID: "nobody")
            #expect(nobody.total == 0 && nobody.data.isEmpty)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `calculate RFM and get segment`(_ backend: TestBackend) async throws {
        try await SeedShop.with(backend) { shop in
            // Ten purchases, the last one within 30 days, for $5,000 and more.
            for number in 0..<10 {
                try await shop.order("best-\(number)", "best", daysAgo: 5 + 20 * number, "500")
            }
            try await shop.order("once-1", "once", daysAgo: 400, "40")
            let best = try #require(try await shop.client.calculateRFMScore(shop.userID, "best"))
            #expect(best["recencyScore"] == 5 && best["frequencyScore"] == 5 && best["monetaryScore"] == 5)
            #expect(best["rfmSegment"] == "Champions")
            let once = try #require(try await shop.client.calculateRFMScore(shop.userID, "once", 365))
            #expect(once["recencyScore"] == 1 && once["frequencyScore"] == 1 && once["monetaryScore"] == 1)
            #expect(once["rfmSegment"] == "Lost")
            let report = try await shop.client.scores()
            #expect(report.scores.count == 2)
            #expect(report.distribution["Champions"] == 1 && report.distribution["Lost"] == 1)
            let lost = try await shop.client.scores(segment: "Lost")
            #expect(lost.scores.map { $0["customerId"] } == ["once"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `check churn risk`(_ backend: TestBackend) async throws {
        try await SeedShop.with(backend) { shop in
            for number in 0..<6 {
                try await shop.order("regular-\(number)", "regular", daysAgo: 3 + 15 * number, "30")
                try await shop.order("gone-\(number)", "gone", daysAgo: 260 + 15 * number, "30")
            }
            let regular = try await shop.client.calculateChurnRisk("regular")
            let gone = try await shop.client.calculateChurnRisk("gone")
            #expect(regular < 0.5 && gone > 0.7, "\(regular) \(gone)")
            let saved = try #require(try await shop.client.updateCustomerAnalytics(shop.userID, "gone"))
            #expect(saved["totalOrders"] == 6 && saved["totalSpent"] == 180)
            let listed = try await shop.client.analytics(customerID: "gone")
            #expect(listed == [saved])
            #expect(try await shop.client.analytics().count <= 2)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `create a segment and add a customer`(_ backend: TestBackend) async throws {
        try await SeedShop.with(backend) { shop in
            let (client, userID) = (shop.client, shop.userID)
            _ = try await client.getOrCreateCustomerProfile(userID, "customer-1")
            let segment = try await client.createSegment("Regulars", "Buy every month")
            #expect(try await client.addCustomerToSegment("customer-1", segment, userID))
            let listed = try await client.segments(customerID: "customer-1")
            #expect(listed.segments.map { $0["name"] } == ["Regulars"])
            #expect(listed.customerSegments == [segment])
            #expect(try await client.segments().customerSegments.isEmpty)
            let strangers = try await client.addCustomerToSegment("nobody", segment, userID)
            #expect(!strangers)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `add a note`(_ backend: TestBackend) async throws {
        try await SeedShop.with(backend) { shop in
            let (client, userID) = (shop.client, shop.userID)
            _ = try await client.getOrCreateCustomerProfile(userID, "customer-1")
            let note: JSON = ["title": "Call", "content": "Wants a call", "noteType": "follow_up", "priority": "high"]
            #expect(try await client.addCustomerNote(userID, "customer-1", note))
            #expect(try await client.addCustomerNote(userID, "customer-1", ["content": "Only the words"]))
            let toNobody = try await client.addCustomerNote(userID, "nobody", ["content": "x"])
            #expect(!toNobody)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `award loyalty points`(_ backend: TestBackend) async throws {
        try await SeedShop.with(backend) { shop in
            let (client, userID) = (shop.client, shop.userID)
            _ = try await client.getOrCreateCustomerProfile(userID, "customer-1")
            let program = try await shop.program("Beans")
            #expect(try await client.addLoyaltyPoints("customer-1", points: 100, program, userID))
            #expect(try await client.getCustomerLoyaltyPoints("customer-1", program) == 100)
            #expect(try await client.redeemLoyaltyPoints("customer-1", program, 30))
            #expect(try await client.getCustomerLoyaltyPoints("customer-1") == 70)
            let points = try #require(try await client.loyaltyPoints(customerID: "customer-1").first)
            #expect(points["totalPoints"] == 100 && points["redeemedPoints"] == 30)
            #expect(try await client.loyaltyPoints(customerID: "nobody").isEmpty)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `log customer interaction`(_ backend: TestBackend) async throws {
        try await SeedShop.with(backend) { shop in
            let (client, userID) = (shop.client, shop.userID)
            _ = try await client.getOrCreateCustomerProfile(userID, "customer-1")
            let sent: JSON = [
                "communicationType": "email", "message": "Promotional offer sent", "direction": "outbound",
                "channel": "email", "status": "sent",
            ]
            #expect(try await client.logCommunication(userID, "customer-1", sent))
            let call: JSON = [
                "communicationType": "phone", "subject": "Question", "message": "Asked about the offer",
                "direction": "inbound", "channel": "phone",
            ]
            #expect(try await client.logCommunication(userID, "customer-1", call))
            let history = try await client.getCustomerCommunications("customer-1")
            #expect(Set(history.compactMap { $0["message"]?.text }).count == 2)
            #expect(try await client.getCustomerCommunications("customer-1", 1).count == 1)
            let mails = try await client.communications(channel: "email", status: "sent")
            #expect(mails.total == 1 && mails.data.first?["message"] == "Promotional offer sent")
            let toNobody = try await client.logCommunication(userID, "nobody", sent)
            #expect(!toNobody)
        }
    }
}
