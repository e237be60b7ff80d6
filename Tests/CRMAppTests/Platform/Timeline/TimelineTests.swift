import CRMCore
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMApp

/// Everything about one customer, in one stream.
@Suite struct TimelineTests {
    private static let path = "/api/customers/timeline"

    /// Kinds and ids of the entries, page by page.
    private static func walk(
        _ shop: TestShop, _ query: String, limit: Int, between: () async throws -> Void = {}
    ) async throws -> [String] {
        var seen: [String] = []
        var cursor: String? = ""
        while let token = cursor {
            let page = try await shop.get("\(path)?\(query)&limit=\(limit)&cursor=\(token)")
            #expect(page.status == 200, "\(page.text)")
            seen += page.json["data"]?.elements.map(name) ?? []
            cursor = page.json["nextCursor"]?.string
            try await between()
        }
        return seen
    }

    private static func name(_ entry: JSON) -> String {
        "\(entry["kind"]?.string ?? "") \(entry["id"]?.string ?? "") \(entry["at"]?.string ?? "")"
    }

    @Test(arguments: TestBackend.allCases)
    func `a timeline holds what every feature knows of the customer, newest first`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c2")
            try await shop.customer("c1", #""source": "referral""#)
            for customer in ["c1", "c2"] {
                let steps: [() async throws -> Void] = [
                    { try await shop.order("o-\(customer)", customer, "2026-03-15T11:00:00Z", "20.50") },
                    { try await shop.note(customer, "n", #""title": "Call""#) },
                    { try await shop.consent(customer, "survey", "granted") },
                    { try await shop.address(customer) },
                    { _ = try await shop.tag("Regular", on: [customer]) },
                    { _ = try await shop.segment("A", members: [customer]) },
                    { try await shop.log(customer, "m", #""subject": "Hello""#) },
                    {
                        _ = try await shop.post(
                            "/api/customers/orders/o-\(customer)/refunds", #"{"refundId": "r", "amount": 0.5}"#)
                    },
                    { _ = try await shop.send(.delete, "/api/customers/profiles/\(customer)") },
                ]
                for step in steps {
                    shop.clock.advance(milliseconds: 1_000)
                    try await step()
                }
            }
            let page = try await shop.get("\(Self.path)?customerId=c1").json
            let entries = page["data"]?.elements ?? []
            #expect(
                entries.compactMap { $0["kind"]?.string } == [
                    "profile", "rfm", "refund", "communication", "segment", "tag", "address", "consent", "note",
                    "rfm", "profile", "order",
                ])
            #expect(
                entries.compactMap { $0["title"]?.string } == [
                    "Customer archived", "RFM segment: none any more", "Refund of order o-c1: 0.5 USD",
                    "Message by email: Hello", "Joined the segment A", "Tag added: Regular",
                    "Address changed: shipping", "Consent granted: survey", "Note: Call",
                    "RFM segment: New Customers", "Customer created", "Order o-c1: 20.5 USD",
                ])
            #expect(entries[2]["details"]?["amount"] == .number("0.5"))
            #expect(entries[10]["details"] == ["source": "referral"])
            #expect(page.names == ["data", "limit", "kinds"] && page["limit"] == 50)
        }
    }

    @Test(arguments: TestBackend.allCases, 0..<UInt64(TestSize.scaled(3, soak: 40)))
    func `a walk in pages of any size sees what one page sees, whatever is added meanwhile`(
        _ backend: TestBackend, seed: UInt64
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            var random = SampleRandom(seed: seed)
            // Few times for many entries, so that kinds meet at the same time.
            for number in 0..<24 {
                if random.next() % 3 == 0 { shop.clock.advance(milliseconds: 1) }
                let time = "2026-03-15T11:00:0\(random.next() % 3)Z"
                switch random.next() % 5 {
                case 0: try await shop.note("c1", "n")
                case 1: try await shop.consent("c1", "survey", "granted", #""occurredAt": "\#(time)""#)
                case 2: try await shop.log("c1", "m", #""occurredAt": "\#(time)""#)
                case 3: try await shop.order("o\(number)", "c1", time, "\(number + 10)")
                default:
                    let refunds = ["a", "b"].map { #"{"refundId": "\#($0)", "amount": 1, "refundedAt": "\#(time)"}"# }
                    try await shop.order(
                        "o\(number)", "c1", time, "9", #""refunds": [\#(refunds.joined(separator: ", "))]"#)
                }
            }
            let kinds = "kind=note,consent,communication,order,refund"
            for query in ["customerId=c1&\(kinds)", "customerId=c1&kind=order", "customerId=c1&kind=note,consent"] {
                let whole = try await Self.walk(shop, query, limit: 200)
                #expect(Set(whole).count == whole.count, "seed \(seed)")
                for limit in [1, 2, 3, 7] {
                    #expect(try await Self.walk(shop, query, limit: limit) == whole, "seed \(seed), \(query), \(limit)")
                }
            }
            let before = try await Self.walk(shop, "customerId=c1&\(kinds)", limit: 200)
            let during = try await Self.walk(shop, "customerId=c1&\(kinds)", limit: 3) {
                shop.clock.advance(milliseconds: 1)
                try await shop.note("c1", "meanwhile")
            }
            #expect(during == before, "seed \(seed)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `kinds are chosen by name, and only those that the key may see are shown`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            try await shop.note("c1", "n")
            try await shop.log("c1", "m")
            let key = try await shop.shop.createKey(shop.account, name: "few", scopes: [.timelineRead, .notesRead]).key
            let seen = try await shop.get("\(Self.path)?customerId=c1", key: key).json
            #expect(seen["kinds"] == ["note"] && seen["data"]?.elements.count == 1)
            let hidden = try await shop.get("\(Self.path)?customerId=c1&kind=note,communication", key: key)
            #expect(hidden.status == 403 && hidden.code == "auth.missing_scope")
            #expect(try await shop.get("\(Self.path)?customerId=c1&kind=note").json["data"]?.elements.count == 1)
            for (kind, fault) in [("notes", "unknown_value"), ("note,", "format"), ("Note", "format")] {
                let reply = try await shop.get("\(Self.path)?customerId=c1&kind=\(kind)")
                #expect(reply.faults == ["/kind field.\(fault)"], "\(kind)")
            }
            #expect(try await shop.get(Self.path).faults == ["/customerId field.required"])
            #expect(try await shop.get("\(Self.path)?customerId=nobody").code == "customer.unknown")
            #expect(try await shop.get("\(Self.path)?customerId=c1", key: shop.otherKey).code == "customer.unknown")
            try await shop.note("c1", "another")
            let token = try await shop.get("\(TestShop.notes)?cursor=&limit=1").json["nextCursor"]?.string ?? ""
            #expect(try await shop.get("\(Self.path)?customerId=c1&cursor=\(token)").faults == ["/cursor field.cursor"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `tags are told when they come and when they go, with the name that they had`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2"] { try await shop.customer(customer) }
            let id = try await shop.tag("Regular", on: ["c1", "c2"])
            try await shop.customer("c3", #""tags": ["Regular"]"#)
            shop.clock.advance(milliseconds: 1)
            _ = try await shop.put("/api/customers/tags/\(id)", #"{"name": "Guest"}"#)
            _ = try await shop.post(
                "/api/customers/tags/unassign", #"{"customerIds": ["c1"], "tags": ["Guest"]}"#)
            shop.clock.advance(milliseconds: 1)
            _ = try await shop.send(.delete, "/api/customers/tags/\(id)")
            var titles: [String: [String]] = [:]
            for customer in ["c1", "c2", "c3"] {
                let page = try await shop.get("\(Self.path)?customerId=\(customer)&kind=tag").json
                titles[customer] = page["data"]?.elements.compactMap { $0["title"]?.string }
                #expect(page["data"]?.elements.allSatisfy { $0["id"]?.string == id } == true)
            }
            let both = ["Tag removed: Guest", "Tag added: Regular"]
            #expect(titles == ["c1": both, "c2": both, "c3": both])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a merge tells of the other tag only to those who did not have it`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2", "c3"] { try await shop.customer(customer) }
            let old = try await shop.tag("Old", on: ["c1", "c2"])
            let new = try await shop.tag("New", on: ["c2", "c3"])
            shop.clock.advance(milliseconds: 1)
            _ = try await shop.post("/api/customers/tags/\(old)/merge", #"{"into": "\#(new)"}"#)
            var titles: [String: [String]] = [:]
            for customer in ["c1", "c2", "c3"] {
                let page = try await shop.get("\(Self.path)?customerId=\(customer)&kind=tag").json
                titles[customer] = page["data"]?.elements.compactMap { $0["title"]?.string }.sorted()
            }
            #expect(titles["c1"] == ["Tag added: New", "Tag added: Old", "Tag removed: Old"])
            #expect(titles["c2"] == ["Tag added: New", "Tag added: Old", "Tag removed: Old"])
            #expect(titles["c3"] == ["Tag added: New"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `segments are told when they are joined and when they are left, by removal of the segment too`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for customer in ["c1", "c2"] { try await shop.customer(customer) }
            let (first, second) = (
                try await shop.segment("A", members: ["c1", "c2"]), try await shop.segment("B", members: ["c1"])
            )
            shop.clock.advance(milliseconds: 1)
            _ = try await shop.act("remove_member", #""customerId": "c1", "segmentId": "\(first)""#)
            shop.clock.advance(milliseconds: 1)
            for id in [first, second] { _ = try await shop.send(.delete, "/api/customers/segments/\(id)") }
            func told(_ customer: String) async throws -> [String] {
                let page = try await shop.get("\(Self.path)?customerId=\(customer)&kind=segment").json
                return page["data"]?.elements.compactMap { $0["title"]?.string } ?? []
            }
            #expect(
                try await told("c1") == [
                    "Left the segment B", "Left the segment A", "Joined the segment B", "Joined the segment A",
                ])
            #expect(try await told("c2") == ["Left the segment A", "Joined the segment A"])
        }
    }
}
