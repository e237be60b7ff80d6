import CRMApp
import CRMCore
import CRMPlatform
import CRMTesting
import Testing

/// May this customer be contacted, and why not.
@Suite struct ContactPermissionTests {
    @Test(arguments: TestBackend.allCases)
    func `marketing needs consent for its channel, service does not`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            #expect(try await shop.objections("c1", "email", "service") == [])
            #expect(try await shop.objections("c1", "email", "marketing") == ["consent_missing"])
            try await shop.consent("c1", "marketing", "granted", #""channel": "email""#)
            #expect(try await shop.objections("c1", "email", "marketing") == [])
            #expect(try await shop.objections("c1", "sms", "marketing") == ["consent_missing"])
            shop.clock.advance(milliseconds: 1)
            try await shop.consent("c1", "marketing", "withdrawn")
            #expect(try await shop.objections("c1", "email", "marketing") == ["consent_withdrawn"])
            try await shop.consent("c1", "survey", "denied")
            #expect(try await shop.objections("c1", "phone", "survey") == ["consent_denied"])
            #expect(try await shop.objections("c1", "email", "marketing", "&at=2026-03-15T12:00:00Z") == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `do-not-contact stops every channel and every purpose`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1", #""doNotContact": true"#)
            try await shop.consent("c1", "marketing", "granted")
            for channel in ["email", "sms", "phone", "push", "chat", "in_person"] {
                for purpose in ["service", "marketing"] {
                    #expect(try await shop.objections("c1", channel, purpose) == ["do_not_contact"], "\(channel)")
                }
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `switches, topics and a wish for no contact object, all at once`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            try await shop.prefer(
                "c1",
                """
                "emailNotifications": false, "preferredContactMethod": "none", "maxMessagesPerWeek": 2,
                "topics": [{"topic": "news", "subscribed": false}, {"topic": "sales"}]
                """)
            #expect(try await shop.objections("c1", "email", "service") == ["channel_off"])
            #expect(try await shop.objections("c1", "sms", "service") == [])
            #expect(try await shop.objections("c1", "sms", "service", "&topic=sales") == [])
            #expect(
                try await shop.objections("c1", "email", "marketing", "&topic=news")
                    == ["channel_off", "prefers_none", "topic_unsubscribed", "consent_missing"])
            let path = "\(TestShop.preferences)/permission?customerId=c1&channel=sms&purpose=service"
            #expect(try await shop.get(path).json["maxMessagesPerWeek"] == 2)
            let unknown = try await shop.get(path.replacing("c1", with: "nobody"))
            #expect(unknown.code == "customer.unknown")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `quiet hours are those of the customer's clocks, past midnight too`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend, zone: "America/New_York") { shop in
            try await shop.customer("tokyo", #""timeZone": "Asia/Tokyo""#)
            try await shop.customer("account")
            for customer in ["tokyo", "account"] {
                try await shop.prefer(customer, #""quietHoursStart": "22:00", "quietHoursEnd": "07:00""#)
            }
            func quiet(_ customer: String, _ at: String) async throws -> String? {
                let path = "\(TestShop.preferences)/permission?customerId=\(customer)&channel=sms&purpose=service"
                let reply = try await shop.get("\(path)&at=\(at)").json
                #expect(reply["allowed"] == .bool(reply["quietUntil"] == .null))
                return reply["quietUntil"]?.string
            }
            // 21:59, 22:00, 06:59 and 07:00 in Tokyo.
            #expect(try await quiet("tokyo", "2026-03-15T12:59:00Z") == nil)
            #expect(try await quiet("tokyo", "2026-03-15T13:00:00Z") == "2026-03-15T22:00:00Z")
            #expect(try await quiet("tokyo", "2026-03-15T21:59:59Z") == "2026-03-15T22:00:00Z")
            #expect(try await quiet("tokyo", "2026-03-15T22:00:00Z") == nil)
            // 23:00 in New York, in the night in which the clocks go forward.
            #expect(try await quiet("account", "2026-03-08T04:00:00Z") == "2026-03-08T11:00:00Z")
            #expect(try await quiet("account", "2026-03-08T11:00:00Z") == nil)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `whoever sends asks the kernel, and a stranger to everybody may not be contacted`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            try await shop.consent("c1", "marketing", "granted")
            let answers = try await shop.shop.workplace.write(shop.account) { work in
                let key = try CustomerDirectory(work).key(of: CustomerID(unchecked: "c1"))
                return [
                    try work.mayContact(key, by: .email, for: ContactPurpose.marketing),
                    try work.mayContact(.nobody, by: .email, for: ContactPurpose.service),
                ]
            }
            #expect(answers[0].isAllowed)
            #expect(answers[1].objections == [.unknown])
        }
    }
}
