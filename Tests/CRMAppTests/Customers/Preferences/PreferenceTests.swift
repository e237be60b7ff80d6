import CRMApp
import CRMCore
import CRMTesting
import Testing

@Suite struct PreferenceTests {
    @Test(arguments: TestBackend.allCases)
    func `a customer who never chose has the standard preferences`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1", #""language": "de""#)
            let reply = try await shop.get("\(TestShop.preferences)?customerId=c1")
            #expect(
                reply.text == """
                    {"customerId":"c1","emailNotifications":true,"smsNotifications":true,"pushNotifications":true,\
                    "marketingEmails":false,"marketingSms":false,"preferredContactMethod":"email","language":"de",\
                    "timeZone":null,"quietHoursStart":null,"quietHoursEnd":null,"maxMessagesPerWeek":null,\
                    "topics":[],"gdprConsent":false,"gdprConsentDate":null,"doNotContact":false,"updatedAt":null}
                    """)
            #expect(try await shop.get("\(TestShop.preferences)?customerId=x").code == "customer.unknown")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `given fields change and the others stay`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let fields = """
                "smsNotifications": false, "preferredContactMethod": "phone", "quietHoursStart": "22:00",
                "quietHoursEnd": "07:30", "maxMessagesPerWeek": 3, "timeZone": "Asia/Tokyo", "language": "ja",
                "topics": [{"topic": "news", "subscribed": true}, {"topic": "sales", "subscribed": false}]
                """
            #expect(try await shop.prefer("c1", fields).status == 200)
            let changed = try await shop.prefer("c1", #""pushNotifications": false, "maxMessagesPerWeek": null"#).json
            #expect(changed["smsNotifications"] == false)
            #expect(changed["pushNotifications"] == false)
            #expect(changed["quietHoursStart"] == "22:00")
            #expect(changed["quietHoursEnd"] == "07:30")
            #expect(changed["maxMessagesPerWeek"] == .null)
            #expect(changed["topics"]?.elements.map { $0["subscribed"] } == [true, false])
            #expect(try await shop.preferences("c1") == changed)
            let profile = try await shop.profile("c1")
            #expect(profile["timeZone"] == "Asia/Tokyo")
            #expect(profile["language"] == "ja")
        }
    }

    @Test func `quiet hours come in pairs, topics once, zones and languages as they are known`() async throws {
        try await TestShop.with(.sqlite) { shop in
            try await shop.customer("c1")
            let mistakes = [
                (#""quietHoursStart": "22:00""#, "/quietHoursEnd field.required"),
                (#""quietHoursEnd": "22:00""#, "/quietHoursStart field.required"),
                (#""quietHoursStart": "22:00", "quietHoursEnd": "22:00""#, "/quietHoursEnd field.range"),
                (#""quietHoursStart": "24:00", "quietHoursEnd": "07:00""#, "/quietHoursStart field.format"),
                (#""topics": [{"topic": "a"}, {"topic": "a"}]"#, "/topics field.duplicate"),
                (#""timeZone": "Mars/Base""#, "/timeZone field.format"),
                (#""language": "deutsch""#, "/language field.format"),
                (#""maxMessagesPerWeek": -1"#, "/maxMessagesPerWeek field.range"),
            ]
            for (fields, fault) in mistakes {
                let reply = try await shop.prefer("c1", fields)
                #expect(reply.status == 400 && reply.faults == [fault], "\(fields): \(reply.text)")
            }
            #expect(try await shop.preferences("c1")["updatedAt"] == .null)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a change of marketing or GDPR consent is a decision on the trail`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let all = #""marketingEmails": true, "marketingSms": true, "gdprConsent": true"#
            let given = try await shop.prefer("c1", all).json
            #expect(given["gdprConsentDate"] == "2026-03-15T12:00:00Z")
            #expect(try await shop.prefer("c1", all).status == 200)
            shop.clock.advance(milliseconds: 1_000)
            let taken = try await shop.prefer("c1", #""marketingEmails": false, "gdprConsent": false"#).json
            #expect(taken["marketingEmails"] == false && taken["marketingSms"] == true)
            #expect(taken["gdprConsent"] == false && taken["gdprConsentDate"] == .null)
            let trail = try await shop.get("\(TestShop.consents)?customerId=c1&sort=createdAt").json["data"]?.elements
            let told = (trail ?? []).map { entry in
                ["purpose", "channel", "status", "source"].map { entry[$0]?.string ?? "" }.joined(separator: " ")
            }
            #expect(
                told == [
                    "marketing email granted preferences", "marketing sms granted preferences",
                    "data_processing any granted preferences", "marketing email withdrawn preferences",
                    "data_processing any withdrawn preferences",
                ])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a clock that was set back does not keep a new choice from counting`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            try await shop.prefer("c1", #""marketingEmails": true"#)
            shop.clock.advance(milliseconds: -600_000)
            #expect(try await shop.prefer("c1", #""marketingEmails": false"#).json["marketingEmails"] == false)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `do-not-contact is one fact, wherever it is said`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            func facts() async throws -> [JSON?] {
                [try await shop.preferences("c1")["doNotContact"], try await shop.profile("c1")["doNotContact"]]
            }
            try await shop.customer("c1", #""doNotContact": true"#)
            #expect(try await facts() == [true, true])
            try await shop.prefer("c1", #""doNotContact": false"#)
            #expect(try await facts() == [false, false])
            _ = try await shop.put(
                "/api/customers/profiles", #"{"userId": "shop-1", "customerId": "c1", "doNotContact": true}"#)
            #expect(try await facts() == [true, true])
            try await shop.prefer("c1", #""doNotContact": true"#)
            try await shop.consent("c1", "contact", "granted", #""source": "phone call""#)
            #expect(try await facts() == [false, false])
            let trail = "\(TestShop.consents)?customerId=c1&purpose=contact&sort=createdAt"
            #expect(try await shop.listed(trail, "status") == ["denied", "granted", "withdrawn", "granted"])
            #expect(
                try await shop.listed(trail, "source") == ["profile", "preferences", "profile", "phone call"])
        }
    }
}
