import CRMApp
import CRMCore
import CRMDatabase
import CRMEngagement
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@Suite struct CommunicationTests {
    private static let path = TestShop.communications

    @Test(arguments: TestBackend.allCases)
    func `a communication has every field of its type`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let made = try await shop.log(
                "c1", #"Dear Ada,\n\nit is on its way."#,
                """
                "subject": "Your order", "status": "delivered", "purpose": "service", "providerMessageId": "<m1@x>",
                "campaignId": "spring", "occurredAt": "2026-03-15T10:00:00+01:00",
                "metadata": {"z": 1.50, "a": ["x"], "none": null}
                """)
            #expect(made.status == 201)
            let id = made.json["id"]?.string ?? ""
            #expect(
                made.text == """
                    {"id":"\(id)","customerId":"c1","communicationType":"email","channel":"email",\
                    "direction":"outbound","status":"delivered","subject":"Your order",\
                    "message":"Dear Ada,\\n\\nit is on its way.","purpose":"service","providerMessageId":"<m1@x>",\
                    "campaignId":"spring","metadata":{"a":["x"],"z":1.5},"sentAt":"2026-03-15T09:00:00Z",\
                    "deliveredAt":"2026-03-15T09:00:00Z","openedAt":null,"clickedAt":null,"repliedAt":null,\
                    "bouncedAt":null,"createdAt":"2026-03-15T12:00:00Z","updatedAt":"2026-03-15T12:00:00Z"}
                    """)
            #expect(try await shop.get("\(Self.path)/\(id)").text == made.text)
            #expect(try await shop.get("\(Self.path)/\(id)", key: shop.otherKey).code == "communication.unknown")
            #expect(try await shop.log("nobody", "x").code == "customer.unknown")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `requests of the specification's own words work as they stand`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            for status in ["sent", "delivered", "opened", "bounced"] {
                let reply = try await shop.post(
                    Self.path,
                    """
                    {"userId": "shop-1", "customerId": "c1", "communicationType": "in_person", "subject": "string",
                    "message": "string", "direction": "outbound", "channel": "phone", "status": "\(status)"}
                    """)
                #expect(reply.status == 201 && reply.json["status"]?.string == status)
                #expect(reply.json["sentAt"] == "2026-03-15T12:00:00Z")
            }
            let page = try await shop.get(
                "\(Self.path)?userId=shop-1&customerId=c1&channel=phone&status=sent&limit=50&offset=0")
            #expect(page.json["total"] == 1 && page.json["limit"] == 50 && page.json["offset"] == 0)
            #expect(page.json.names == ["data", "total", "limit", "offset"])
            let usual = try await shop.get("\(Self.path)?userId=shop-1").json
            #expect(usual["total"] == 4 && usual["limit"] == 50 && usual["offset"] == 0)
            #expect(try await shop.get(Self.path).faults == ["/userId field.required"])
            #expect(try await shop.get("\(Self.path)?userId=shop-2").code == "auth.account_mismatch")
            #expect(try await shop.get("\(Self.path)?userId=shop-1&customerId=nobody").json["total"] == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `without a status an outbound message was sent and an inbound one delivered`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let sent = try await shop.log("c1", "a").json
            #expect(sent["status"] == "sent" && sent["sentAt"] == sent["createdAt"] && sent["deliveredAt"] == .null)
            let received = try await shop.log("c1", "b", direction: "inbound").json
            #expect(received["status"] == "delivered" && received["deliveredAt"] == received["createdAt"])
            for status in ["queued", "failed"] {
                #expect(try await shop.log("c1", "c", #""status": "\#(status)""#).json["sentAt"] == .null)
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `logCommunication and getCustomerCommunications of the specification log and give messages`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let customer = CustomerID(unchecked: "c1")
            for text in ["one", "two", "three"] {
                shop.clock.advance(milliseconds: 1)
                let (message, isNew) = try await shop.shop.workplace.write(shop.account) { work in
                    try Communications(work).logCommunication(
                        customer,
                        LoggedMessage(communicationType: .email, channel: "email", direction: .outbound, message: text))
                }
                #expect(isNew && message.state.status == .sent)
            }
            let messages = try await shop.shop.workplace.read(shop.account) { work in
                try Communications(work).getCustomerCommunications(customer, limit: 2)
            }
            #expect(messages.map(\.message.message) == ["three", "two"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a message that the provider knows by one id is logged once for a customer`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2"] { try await shop.customer(customer) }
            let first = try await shop.log("c1", "a", #""providerMessageId": "m1""#)
            let again = try await shop.log("c1", "b", #""providerMessageId": "m1", "status": "opened""#)
            #expect(first.status == 201 && again.status == 200 && first.text == again.text)
            #expect(try await shop.log("c2", "a", #""providerMessageId": "m1""#).status == 201)
            let found = "\(Self.path)?userId=shop-1&providerMessageId=m1&sort=createdAt"
            #expect(try await shop.listed(found, "customerId") == ["c1", "c2"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `communications are filtered by everything that is asked for`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2"] { try await shop.customer(customer) }
            try await shop.log("c1", "a", #""campaignId": "spring""#)
            shop.clock.advance(milliseconds: 86_400_000)
            try await shop.log("c1", "b", direction: "inbound")
            try await shop.log("c2", "c", channel: "letter", #""occurredAt": "2026-01-01T00:00:00Z""#)
            let texts = [
                "customerId=c1": ["b", "a"], "channel=letter": ["c"], "direction=inbound": ["b"],
                "campaignId=spring": ["a"], "status=sent&sort=createdAt": ["a", "c"], "createdBefore=2026-03-16": ["a"],
                "createdAfter=2026-03-15&sort=createdAt": ["b", "c"], "sentBefore=2026-03-16&sort=sentAt": ["c", "a"],
                "sentAfter=2026-03-15": ["b"], "communicationType=sms": [],
                "updatedAfter=2026-03-15&sort=-updatedAt": ["c", "b"],
            ]
            for (query, expected) in texts {
                #expect(try await shop.listed("\(Self.path)?userId=shop-1&\(query)", "message") == expected, "\(query)")
            }
            let wrong = try await shop.log(
                "c1", " ", direction: "sideways", #""status": "lost", "purpose": "Big Sale", "metadata": {"a": {}}"#)
            #expect(
                Set(wrong.faults) == [
                    "/message field.format", "/direction field.unknown_value", "/status field.unknown_value",
                    "/purpose field.format", "/metadata/a field.type",
                ])
        }
    }
}
