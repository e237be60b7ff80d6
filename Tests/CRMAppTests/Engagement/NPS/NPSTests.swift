import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@Suite struct NPSTests {
    private static let path = TestShop.nps

    private static func score(_ shop: TestShop, _ query: String = "") async throws -> JSON {
        try await shop.get("\(path)/score?\(query)").json
    }

    @Test(arguments: TestBackend.allCases)
    func `an answer is kept, and told twice it counts once`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2"] { try await shop.customer(customer) }
            let event = #""eventId": "a1", "comment": "Fine.\nReally.", "source": "email""#
            let made = try await shop.answer("c1", 9, event)
            #expect(made.status == 201)
            let id = made.json["id"]?.string ?? ""
            #expect(
                made.text == """
                    {"id":"\(id)","eventId":"a1","customerId":"c1","score":9,"group":"promoter",\
                    "comment":"Fine.\\nReally.","source":"email","answeredAt":"2026-03-15T12:00:00Z",\
                    "createdAt":"2026-03-15T12:00:00Z"}
                    """)
            #expect(try await shop.get("\(Self.path)/\(id)").text == made.text)
            shop.clock.advance(milliseconds: 60_000)
            let again = try await shop.answer("c1", 9, event)
            #expect(again.status == 200 && again.text == made.text)
            for (customer, score) in [("c2", 9), ("c1", 8)] {
                let refused = try await shop.answer(customer, score, event)
                #expect(refused.status == 409 && refused.code == "nps.event_id_used")
            }
            #expect(try await shop.answer("nobody", 9).code == "customer.unknown")
            #expect(try await shop.answer("c1", 11, #""answeredAt": "2027-01-01""#).faults.count == 2)
            let ahead = try await shop.answer("c1", 1, #""answeredAt": "2026-03-15T12:07:00Z""#)
            #expect(ahead.faults == ["/answeredAt field.range"])
            for method in [HTTPRequest.Method.get, .delete] {
                let foreign = try await shop.send(method, "\(Self.path)/\(id)", key: shop.otherKey)
                #expect(foreign.status == 404 && foreign.code == "nps.unknown")
            }
            #expect(try await shop.send(.put, "\(Self.path)/\(id)", body: "{}").status == 405)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `many come as lines, and the list is filtered by customer, group and time`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2"] { try await shop.customer(customer) }
            let lines = (0...10).map { score in
                """
                {"customerId": "c\(score % 2 + 1)", "score": \(score), "eventId": "a\(score)", \
                "answeredAt": "2026-03-\(score + 3 < 10 ? "0" : "")\(score + 3)T10:00:00Z"}
                """
            }
            let reply = try await shop.lines(
                Self.path, lines + [#"{"customerId": "c3", "score": 1}"#, #"{"customerId": "c1", "score": 1.5}"#])
            #expect(reply.json["created"] == 11 && reply.json["failed"] == 2, "\(reply.text)")
            let told = reply.json["errors"]?.elements.compactMap { $0["code"]?.string }
            #expect(told == ["customer.unknown", "field.range"])
            func events(_ query: String) async throws -> [String] {
                try await shop.listed("\(Self.path)?\(query)", "eventId")
            }
            #expect(try await events("").first == "a10")
            #expect(try await events("customerId=c1&sort=answeredAt") == ["a0", "a2", "a4", "a6", "a8", "a10"])
            #expect(try await events("group=promoter") == ["a10", "a9"])
            #expect(try await events("group=passive") == ["a8", "a7"])
            #expect(try await events("group=detractor").count == 7)
            #expect(try await events("answeredAfter=2026-03-11&answeredBefore=2026-03-13") == ["a9"])
            #expect(try await events("createdAfter=2026-03-15") == [])
            #expect(try await events("updatedAfter=2026-03-14&createdBefore=2026-03-16").count == 11)
            #expect(try await events("customerId=nobody") == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the score of a period counts each customer once, with the latest answer in it`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend, zone: "America/New_York") { shop in
            for number in 1...5 { try await shop.customer("c\(number)") }
            let answers = [
                // By the account's clocks: 2025-03-15, the day before the standard period, and its first day.
                ("c1", 0, "2025-03-16T03:59:59Z"), ("c1", 10, "2025-03-16T04:00:00Z"),
                ("c2", 3, "2026-01-10T10:00:00Z"), ("c2", 9, "2026-02-10T10:00:00Z"),
                // Told late.
                ("c2", 1, "2026-01-20T10:00:00Z"),
                // At the same time the one told last counts.
                ("c3", 9, "2026-02-10T10:00:00Z"), ("c3", 7, "2026-02-10T10:00:00Z"),
                ("c4", 6, "2026-03-15T10:00:00Z"),
            ]
            for (customer, score, time) in answers {
                #expect(try await shop.answer(customer, score, #""answeredAt": "\#(time)""#).status == 201)
            }
            #expect(
                try await Self.score(shop).text == """
                    {"from":"2025-03-16","to":"2026-03-15","score":25,"lower":-50.5,"upper":77.8,"confidence":0.95,\
                    "answers":4,"promoters":2,"passives":1,"detractors":1,"distribution":[0,0,0,0,0,0,1,1,0,1,1]}
                    """)
            let all = try await Self.score(shop, "from=2020-01-01")
            #expect(all["answers"] == 4 && all["promoters"] == 2, "the latest counts, not the first")
            let year = try await Self.score(shop, "to=2025-03-15")
            #expect(year["answers"] == 1 && year["score"] == -100 && year["lower"] == -100)
            let january = try await Self.score(shop, "from=2026-01-01&to=2026-01-31")
            #expect(january["distribution"]?.text == "[0,1,0,0,0,0,0,0,0,0,0]")
            let today = try await Self.score(shop, "days=1")
            #expect(today["from"] == "2026-03-15" && today["detractors"] == 1 && today["answers"] == 1)
            let none = try await Self.score(shop, "to=2024-01-01&days=30")
            #expect(none["from"] == "2023-12-03" && none["answers"] == 0)
            #expect(none["score"] == .null && none["lower"] == .null && none["upper"] == .null)
            let wrong = try await shop.get("\(Self.path)/score?from=2026-03-10&days=5")
            #expect(wrong.faults == ["/days field.conflict"])
            let backwards = try await shop.get("\(Self.path)/score?from=2026-03-16")
            #expect(backwards.status == 400 && backwards.faults == ["/from field.range"])
            #expect(try await shop.get("\(Self.path)/score", key: shop.otherKey).json["answers"] == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a customer's NPS is the last answer, and follows new ones and removals`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2"] { try await shop.customer(customer) }
            func computed(_ name: String) async throws -> JSON? {
                try await shop.post(
                    "/api/customers/analytics", #"{"userId": "shop-1", "customerId": "c1"}"#
                ).json[name]
            }
            func marks() async throws -> Int {
                try await shop.shop.database.read(in: shop.account.key, deadline: nil) { session in
                    try session.value("SELECT count(*) FROM analytics_marks WHERE user_id = \(shop.account.key)")
                }
            }
            #expect(try await computed("npsScore") == .null)
            // Longer ago than any activity counts.
            try await shop.answer("c1", 3, #""answeredAt": "2024-01-01T00:00:00Z""#)
            #expect(try await marks() == 1)
            #expect(try await computed("npsScore") == 3)
            #expect(try await computed("healthScore") == 30, "service is all that is known")
            let last = try await shop.answer("c1", 8).json["id"]?.string ?? ""
            try await shop.answer("c1", 1, #""answeredAt": "2025-01-01T00:00:00Z""#)
            try await shop.answer("c2", 10)
            #expect(try await marks() == 2)
            #expect(try await computed("npsScore") == 8)
            _ = try await shop.send(.delete, "\(Self.path)/\(last)")
            #expect(try await marks() == 2)
            #expect(try await computed("npsScore") == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `answers are a part of the timeline, newest first and page by page`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2"] { try await shop.customer(customer) }
            for score in 4...8 {
                try await shop.answer("c\(score % 2 + 1)", score, #""answeredAt": "2026-03-0\#(score)T00:00:00Z""#)
            }
            let seen = try await shop.timeline("nps", of: "c1", by: 2)
            #expect(seen.map(\.title) == ["NPS answer: 8", "NPS answer: 6", "NPS answer: 4"])
            #expect(seen.map(\.place) == seen.map(\.place).sorted(by: >))
        }
    }
}
