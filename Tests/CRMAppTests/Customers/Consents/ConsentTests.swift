import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@Suite struct ConsentTests {
    private static let path = TestShop.consents

    @Test(arguments: TestBackend.allCases)
    func `a decision is kept with everything that proves it`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let made = try await shop.post(
                Self.path,
                """
                {"customerId": "c1", "purpose": "newsletter", "channel": "email", "lawfulBasis": "consent",
                 "status": "granted", "source": "checkout", "wordingVersion": "2026-01",
                 "occurredAt": "2026-03-01T10:00:00+01:00", "recordedBy": "Ann", "proof": "form 7\\nbox ticked"}
                """)
            #expect(made.status == 201)
            let id = made.json["id"]?.string ?? ""
            #expect(
                made.text == """
                    {"id":"\(id)","customerId":"c1","purpose":"newsletter","channel":"email",\
                    "lawfulBasis":"consent","status":"granted","source":"checkout","wordingVersion":"2026-01",\
                    "occurredAt":"2026-03-01T09:00:00Z","recordedBy":"Ann","proof":"form 7\\nbox ticked",\
                    "createdAt":"2026-03-15T12:00:00Z"}
                    """)
            #expect(try await shop.get("\(Self.path)/\(id)").text == made.text)
            #expect(try await shop.get("\(Self.path)/\(id)", key: shop.otherKey).code == "consent.unknown")
            #expect(try await shop.consent("nobody", "newsletter", "granted").code == "customer.unknown")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `there is no way to change or end a decision`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let id = try await shop.consent("c1", "marketing", "granted").json["id"]?.string ?? ""
            for method in [HTTPRequest.Method.put, .delete, .patch] {
                #expect(try await shop.send(method, "\(Self.path)/\(id)", body: "{}").status == 405)
            }
            for change in ["status = 'denied'", "occurred_at = 0", "proof = 'none'"] as [SQL] {
                await #expect(throws: DatabaseError.self) {
                    try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                        try session.execute("UPDATE customer_consents SET \(change)")
                    }
                }
            }
            #expect(try await shop.get("\(Self.path)/\(id)").json["status"] == "granted")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what was decided last counts, whenever it was told`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            func tell(_ status: String, _ day: String, _ channel: String = "email") async throws -> JSON? {
                let fields = #""channel": "\#(channel)", "occurredAt": "2026-03-\#(day)T00:00:00Z""#
                #expect(try await shop.consent("c1", "marketing", status, fields).status == 201)
                return try await shop.preferences("c1")["marketingEmails"]
            }
            #expect(try await tell("granted", "05") == true)
            #expect(try await tell("withdrawn", "03") == true, "told late, decided early")
            #expect(try await tell("withdrawn", "05") == false, "at the same time the one told last counts")
            #expect(try await tell("granted", "06", "sms") == false, "of another channel")
            #expect(try await shop.preferences("c1")["marketingSms"] == true)
            #expect(try await tell("granted", "07", "any") == true, "of all channels")
            #expect(try await tell("denied", "06", "any") == true)
            let seen = try await shop.listed("\(Self.path)?customerId=c1", "occurredAt")
            #expect(seen == seen.sorted(by: >) && seen.count == 6)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `GDPR consent has the date of the decision, and contact the last word on do-not-contact`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            try await shop.consent("c1", "data_processing", "granted", #""occurredAt": "2026-03-02T00:00:00Z""#)
            let shown = try await shop.preferences("c1")
            #expect(shown["gdprConsent"] == true && shown["gdprConsentDate"] == "2026-03-02T00:00:00Z")
            try await shop.consent("c1", "contact", "withdrawn", #""occurredAt": "2026-03-04T00:00:00Z""#)
            #expect(try await shop.profile("c1")["doNotContact"] == true)
            try await shop.consent("c1", "contact", "granted", #""occurredAt": "2026-03-03T00:00:00Z""#)
            #expect(try await shop.profile("c1")["doNotContact"] == true, "an earlier decision")
            let narrow = try await shop.consent("c1", "contact", "denied", #""channel": "sms""#)
            #expect(narrow.faults == ["/channel field.conflict"])
        }
    }

    @Test func `mistakes are told by field, and a time ahead is one`() async throws {
        try await TestShop.with(.sqlite) { shop in
            try await shop.customer("c1")
            let reply = try await shop.post(
                Self.path,
                #"{"customerId": "c1", "purpose": "Marketing", "status": "yes", "lawfulBasis": "none", "channel": "fax"}"#
            )
            #expect(
                Set(reply.faults) == [
                    "/purpose field.format", "/status field.unknown_value", "/lawfulBasis field.unknown_value",
                    "/channel field.unknown_value",
                ])
            let ahead = #""occurredAt": "2026-03-15T12:06:00Z""#
            #expect(try await shop.consent("c1", "marketing", "granted", ahead).faults == ["/occurredAt field.range"])
            let slightly = #""occurredAt": "2026-03-15T12:04:00Z""#
            let taken = try await shop.consent("c1", "marketing", "granted", slightly)
            #expect(taken.json["occurredAt"] == "2026-03-15T12:00:00Z")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the trail is filtered by customer, purpose, channel, status and time`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            try await shop.customer("c2")
            try await shop.consent(
                "c1", "marketing", "granted", #""channel": "sms", "occurredAt": "2026-03-01T00:00:00Z""#)
            try await shop.consent("c1", "survey", "denied", #""occurredAt": "2026-03-05T00:00:00Z""#)
            try await shop.consent("c2", "survey", "granted", #""occurredAt": "2026-03-09T00:00:00Z""#)
            let totals = [
                "customerId=c1": 2, "customerId=x": 0, "purpose=survey": 2, "channel=sms": 1, "status=granted": 2,
                "occurredAfter=2026-03-04": 2, "occurredBefore=2026-03-05": 1, "createdAfter=2026-03-14": 3,
                "updatedAfter=2026-03-15": 0, "purpose=survey&status=granted": 1,
            ]
            for (query, total) in totals {
                #expect(try await shop.get("\(Self.path)?\(query)").json["total"] == .number(String(total)), "\(query)")
            }
        }
    }
}
