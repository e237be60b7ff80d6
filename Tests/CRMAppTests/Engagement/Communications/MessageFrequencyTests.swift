import CRMApp
import CRMCore
import CRMPlatform
import CRMTesting
import Testing

/// How many messages a customer wants a week, against how many there were.
@Suite struct MessageFrequencyTests {
    @Test(arguments: TestBackend.allCases)
    func `a customer who has had as many messages as they want gets no more within seven days`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            try await shop.consent("c1", "marketing", "granted")
            try await shop.prefer("c1", #""maxMessagesPerWeek": 2"#)
            try await shop.log("c1", "first", #""purpose": "marketing""#)
            #expect(try await shop.objections("c1", "email", "marketing") == [])
            shop.clock.advance(milliseconds: 86_400_000)
            try await shop.log("c1", "second, of which nobody told the purpose")
            #expect(try await shop.objections("c1", "sms", "marketing") == ["weekly_limit"])
            #expect(try await shop.objections("c1", "sms", "service") == [])
            let path = "\(TestShop.preferences)/permission?customerId=c1&channel=email"
            #expect(try await shop.get("\(path)&purpose=marketing").json["messagesOfTheWeek"] == 2)
            #expect(try await shop.get("\(path)&purpose=service").json["messagesOfTheWeek"] == .null)
            // The first was sent at noon of the 15th.
            let before = "&at=2026-03-22T11:59:59.999Z"
            #expect(try await shop.objections("c1", "email", "marketing", before) == ["weekly_limit"])
            #expect(try await shop.objections("c1", "email", "marketing", "&at=2026-03-22T12:00:00Z") == [])
            try await shop.prefer("c1", #""maxMessagesPerWeek": null"#)
            #expect(try await shop.objections("c1", "email", "marketing") == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what counts went to the customer, was no service and did not fail`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2", "none"] {
                try await shop.customer(customer)
                try await shop.consent(customer, "marketing", "granted")
                try await shop.prefer(customer, #""maxMessagesPerWeek": \#(customer == "none" ? 0 : 1)"#)
            }
            try await shop.log("c1", "a", direction: "inbound")
            try await shop.log("c1", "b", #""purpose": "service""#)
            for status in ["failed", "bounced"] { try await shop.log("c1", "c", #""status": "\#(status)""#) }
            try await shop.log("c1", "d", #""occurredAt": "2026-03-08T12:00:00Z""#)
            try await shop.log("c2", "of somebody else")
            #expect(try await shop.objections("c1", "email", "marketing") == [])
            let id = try await shop.logged("c1", #""status": "queued""#)
            #expect(try await shop.objections("c1", "email", "marketing") == ["weekly_limit"], "it waits")
            try await shop.tell(id, "bounced")
            #expect(try await shop.objections("c1", "email", "marketing") == [])
            #expect(try await shop.objections("none", "email", "marketing") == ["weekly_limit"], "wants none at all")
            #expect(try await shop.objections("none", "email", "service") == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `many customers are judged at once, each by their own messages`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for number in 0..<4 {
                try await shop.customer("c\(number)")
                try await shop.consent("c\(number)", "marketing", "granted")
                try await shop.prefer("c\(number)", #""maxMessagesPerWeek": 2"#)
                for _ in 0..<number { try await shop.log("c\(number)", "x") }
            }
            let allowed = try await shop.shop.workplace.read(shop.account) { work in
                let directory = CustomerDirectory(work)
                let keys = try (0..<4).map { try directory.key(of: CustomerID(unchecked: "c\($0)")) }
                let intent = ContactIntended(
                    keys + [CustomerKey(999_999)], by: .email, for: "marketing", at: work.now)
                try work.publish(intent)
                #expect(intent.judgements[CustomerKey(999_999)].objections == [.unknown])
                return keys.map { intent.judgements[$0].isAllowed }
            }
            #expect(allowed == [true, true, false, false])
        }
    }
}
