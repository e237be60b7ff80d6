import CRMCore
import CRMTesting
import HTTPTypes
import Testing

@Suite struct InteractionTests {
    private static let path = TestShop.interactions

    @Test(arguments: TestBackend.allCases)
    func `what a customer did is kept with all that was told of it`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let made = try await shop.post(
                Self.path,
                """
                {"customerId": "c1", "eventId": "e 1", "interactionType": "review", "name": "Review",
                 "occurredAt": "2026-03-14T10:00:00.5+01:00", "source": "web", "sku": "BEAN-1", "rating": 5,
                 "value": -12.50, "text": "Good.\\nVery good.", "properties": {"b": 1.50, "a": ["x"], "gone": null}}
                """)
            #expect(made.status == 201)
            let id = made.json["id"]?.string ?? ""
            #expect(
                made.text == """
                    {"id":"\(id)","eventId":"e 1","customerId":"c1","interactionType":"review","name":"Review",\
                    "occurredAt":"2026-03-14T09:00:00.500Z","source":"web","sku":"BEAN-1","rating":5,"value":-12.5,\
                    "text":"Good.\\nVery good.","properties":{"a":["x"],"b":1.5},"createdAt":"2026-03-15T12:00:00Z"}
                    """)
            #expect(try await shop.get("\(Self.path)/\(id)").text == made.text)
            #expect(try await shop.get("\(Self.path)/\(id)", key: shop.otherKey).code == "interaction.unknown")
            let unknown = try await shop.interaction("nobody", "visit")
            #expect(unknown.status == 404 && unknown.code == "customer.unknown")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an event told twice counts once, and another one under its id is refused`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2"] { try await shop.customer(customer) }
            let event = #""eventId": "e1", "value": 3, "properties": {"n": 1}"#
            let first = try await shop.interaction("c1", "visit", event)
            #expect(first.status == 201)
            shop.clock.advance(milliseconds: 60_000)
            for same in [event, #""eventId": "e1", "value": 3.00, "properties": {"n": 1.0, "m": null}"#] {
                let again = try await shop.interaction("c1", "visit", same)
                #expect(again.status == 200 && again.text == first.text, "no time is no other time: \(again.text)")
                #expect(again.headers[.eTag] == first.headers[.eTag])
            }
            let timed = event + #", "occurredAt": "2026-03-15T12:00:00Z""#
            #expect(try await shop.interaction("c1", "visit", timed).status == 200)
            let others = [
                ("c2", "visit", event), ("c1", "support", event), ("c1", "visit", #""eventId": "e1""#),
                ("c1", "visit", event + #", "occurredAt": "2026-03-15T12:00:01Z""#),
                ("c1", "visit", event + #", "sku": "x""#),
            ]
            for (customer, type, fields) in others {
                let refused = try await shop.interaction(customer, type, fields)
                #expect(refused.status == 409 && refused.code == "interaction.event_id_used", "\(refused.text)")
            }
            #expect(try await shop.get(Self.path).json["total"] == 1)
            let own = try await shop.interaction("c1", "visit")
            #expect(own.json["eventId"] == own.json["id"], "without an id each is an event of its own")
            #expect(try await shop.interaction("c1", "visit").json["id"] != own.json["id"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `one event told by many at once is recorded once`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2"] { try await shop.customer(customer) }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        try await shop.interaction(number % 4 == 0 ? "c2" : "c1", "visit", #""eventId": "e1""#).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 1, "\(statuses)")
            #expect(Set(statuses) == [200, 201, 409], "\(statuses)")
            #expect(try await shop.get(Self.path).json["total"] == 1)
        }
    }

    @Test func `mistakes are told by field`() async throws {
        try await TestShop.with(.sqlite) { shop in
            try await shop.customer("c1")
            let reply = try await shop.post(
                Self.path,
                """
                {"interactionType": "dance", "eventId": " e", "rating": 4.5, "value": 0.0001, "name": "a\\nb",
                 "properties": {"x": {}}, "stars": 3}
                """)
            #expect(
                Set(reply.faults) == [
                    "/customerId field.required", "/interactionType field.unknown_value", "/eventId field.format",
                    "/rating field.range", "/value field.decimals", "/name field.format",
                    "/properties/x field.type", "/stars field.unknown",
                ])
            #expect(try await shop.interaction("c1", "custom").faults == ["/name field.required"])
            #expect(try await shop.interaction("c1", "custom", #""name": "quiz""#).status == 201)
            let ahead = #""occurredAt": "2026-03-15T12:05:00.001Z""#
            #expect(try await shop.interaction("c1", "visit", ahead).faults == ["/occurredAt field.range"])
            let slightly = try await shop.interaction("c1", "visit", #""occurredAt": "2026-03-15T12:05:00Z""#)
            #expect(slightly.json["occurredAt"] == "2026-03-15T12:05:00Z", "a fast clock is taken as it is")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `many come as lines: the good ones go in, each bad one is told with its line`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2"] { try await shop.customer(customer) }
            try await shop.interaction("c1", "visit", #""eventId": "known""#)
            let lines = [
                #"{"customerId": "c1", "interactionType": "visit", "eventId": "known"}"#,
                #"{"customerId": "c1", "interactionType": "review", "eventId": "new", "rating": 4}"#,
                #"{"customerId": "nobody", "interactionType": "visit"}"#,
                #"{"customerId": "c2", "interactionType": "custom"}"#,
                #"{"customerId": "c1", "interactionType": "review", "eventId": "new", "rating": 4}"#,
                #"{"customerId": "c2", "interactionType": "review", "eventId": "new", "rating": 4}"#,
                "no JSON",
                #"{"customerId": "c2", "interactionType": "return", "occurredAt": "2026-03-16T12:00:00Z"}"#,
                #"{"customerId": "c2", "interactionType": "return"}"#,
            ]
            let reply = try await shop.lines(Self.path, lines)
            #expect(reply.status == 200)
            let counts = ["created", "unchanged", "failed"].map { reply.json[$0]?.number }
            #expect(counts == ["2", "2", "5"], "\(reply.text)")
            let told = reply.json["errors"]?.elements.map { error in
                "\(error["line"]?.number ?? "") \(error["pointer"]?.string ?? "") \(error["code"]?.string ?? "")"
            }
            #expect(
                told == [
                    "3 /customerId customer.unknown", "4 /name field.required",
                    "6 /eventId interaction.event_id_used", "7  json.syntax", "8 /occurredAt field.range",
                ], "\(reply.text)")
            #expect(try await shop.get(Self.path).json["total"] == 3)
            let again = try await shop.lines(Self.path, [lines[0], lines[1]])
            #expect(again.json["unchanged"] == 2 && again.json["created"] == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the list is filtered by customer, type, name, product, stars and time`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2"] { try await shop.customer(customer) }
            for day in 1...6 {
                shop.clock.advance(milliseconds: 3_600_000)
                let type = ["visit", "review", "custom"][day % 3]
                let stars = type == "review" ? #", "rating": \#(day % 5 + 1)"# : ""
                try await shop.interaction(
                    "c\(day % 2 + 1)", type,
                    """
                    "eventId": "e\(day)", "name": "n\(day % 2)", "sku": "s\(day % 3)",
                    "occurredAt": "2026-03-0\(7 - day)T10:00:00Z"\(stars)
                    """)
            }
            func events(_ query: String) async throws -> [String] {
                try await shop.listed("\(Self.path)?\(query)", "eventId")
            }
            #expect(try await events("") == ["e1", "e2", "e3", "e4", "e5", "e6"])
            #expect(try await events("sort=-createdAt&limit=2") == ["e6", "e5"])
            #expect(try await events("customerId=c1") == ["e2", "e4", "e6"])
            #expect(try await events("customerId=nobody") == [])
            #expect(try await events("interactionType=custom") == ["e2", "e5"])
            #expect(try await events("name=n1") == ["e1", "e3", "e5"])
            #expect(try await events("sku=s0") == ["e3", "e6"])
            #expect(try await events("rating=5") == ["e4"])
            #expect(try await events("occurredAfter=2026-03-04") == ["e1", "e2"])
            #expect(try await events("occurredBefore=2026-03-02T10:00:00Z&sort=occurredAt") == ["e6"])
            #expect(try await events("createdAfter=2026-03-15T16:00:00Z") == ["e5", "e6"])
            #expect(try await events("updatedAfter=2026-03-15T16:00:00Z") == ["e5", "e6"])
            #expect(try await events("createdBefore=2026-03-15T14:00:00Z") == ["e1"])
            #expect(try await shop.get(Self.path, key: shop.otherKey).json["total"] == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an event told by mistake can be removed, but never changed`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let made = try await shop.interaction("c1", "visit", #""eventId": "e1""#)
            let place = "\(Self.path)/\(made.json["id"]?.string ?? "")"
            for method in [HTTPRequest.Method.put, .patch] {
                #expect(try await shop.send(method, place, body: "{}").status == 405)
            }
            #expect(try await shop.send(.delete, place, key: shop.otherKey).status == 404)
            #expect(try await shop.send(.delete, place, headers: [.ifMatch: "\"other\""]).status == 412)
            let removed = try await shop.send(.delete, place, headers: [.ifMatch: made.headers[.eTag] ?? ""])
            #expect(removed.status == 200 && removed.text == made.text)
            #expect(try await shop.send(.delete, place).code == "interaction.unknown")
            #expect(try await shop.interaction("c1", "support", #""eventId": "e1""#).status == 201, "the id is free")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the events of an archived customer stay readable, and new ones are taken`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            try await shop.interaction("c1", "visit")
            _ = try await shop.send(.delete, "/api/customers/profiles/c1")
            #expect(try await shop.interaction("c1", "support").status == 201)
            #expect(try await shop.get("\(Self.path)?customerId=c1").json["total"] == 2)
            let profile = try await shop.get("/api/customers/profiles/c1")
            #expect(profile.json["archivedAt"] != .null, "whoever only looks is not back")
        }
    }
}

extension InteractionTests {
    @Test(arguments: TestBackend.allCases)
    func `stars are counted by customer, product, type and time`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2"] { try await shop.customer(customer) }
            for (number, stars) in [5, 5, 4, 1].enumerated() {
                try await shop.interaction(
                    number == 3 ? "c2" : "c1", number == 2 ? "feedback" : "review",
                    """
                    "rating": \(stars), "sku": "s\(number % 2)", "occurredAt": "2026-03-0\(number + 1)T10:00:00Z"
                    """)
            }
            try await shop.interaction("c1", "visit")
            func ratings(_ query: String) async throws -> String {
                try await shop.get("\(TestShop.interactions)/ratings?\(query)").text
            }
            #expect(try await ratings("") == #"{"count":4,"average":3.75,"distribution":[1,0,0,1,2]}"#)
            #expect(try await ratings("customerId=c2") == #"{"count":1,"average":1,"distribution":[1,0,0,0,0]}"#)
            #expect(try await ratings("sku=s0") == #"{"count":2,"average":4.5,"distribution":[0,0,0,1,1]}"#)
            #expect(
                try await ratings("interactionType=review&occurredAfter=2026-03-01&occurredBefore=2026-03-04")
                    == #"{"count":1,"average":5,"distribution":[0,0,0,0,1]}"#)
            for nobody in ["customerId=nobody", "sku=none"] {
                #expect(try await ratings(nobody) == #"{"count":0,"average":null,"distribution":[0,0,0,0,0]}"#)
            }
        }
    }
}
