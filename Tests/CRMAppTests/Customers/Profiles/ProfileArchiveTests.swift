import CRMCore
import CRMDatabase
import CRMInsight
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMApp

@Suite struct ProfileArchiveTests {
    private static let path = "/api/customers/profiles"

    private func found(_ shop: TestShop, _ query: String) async throws -> [String] {
        let page = try await shop.get("\(Self.path)?userId=shop-1\(query)")
        #expect(page.json["total"] == .number(String(page.json["data"]?.elements.count ?? -1)), "\(page.text)")
        return page.json["data"]?.elements.compactMap { $0["customerId"]?.string }.sorted() ?? []
    }

    @Test(arguments: TestBackend.allCases)
    func `an archived customer leaves lists, search and scores, and comes back whole`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for id in ["ann", "bob"] {
                try await shop.customer(id, #""firstName": "\#(id)", "lastName": "Lee""#)
                try await shop.order("o-\(id)", id, "2026-03-01T00:00:00Z", "100")
            }
            _ = try await shop.tag("VIP", on: ["ann"])
            let before = try await shop.profile("ann")
            let archived = try await shop.send(.delete, "\(Self.path)/ann")
            #expect(archived.status == 200)
            #expect(archived.json["archivedAt"]?.string == "2026-03-15T12:00:00Z")
            for query in ["", "&status=active", "&sort=lastName", "&sort=-totalSpent", "&rfmSegment=New%20Customers"] {
                #expect(try await found(shop, query) == ["bob"], "\(query)")
            }
            #expect(try await found(shop, "&q=lee") == ["bob"])
            #expect(try await found(shop, "&q=le") == ["bob"])
            #expect(try await found(shop, "&q=ann") == [])
            #expect(try await found(shop, "&tag=vip") == [])
            #expect(try await found(shop, "&archived=true") == ["ann"])
            #expect(try await found(shop, "&archived=true&tag=vip") == ["ann"])
            #expect(
                try await shop.get("\(Self.path)?userId=shop-1&archived=true&q=ann").faults == [
                    "/archived field.conflict"
                ])
            let scores = try await shop.get("/api/customers/rfm?userId=shop-1")
            #expect(scores.json["scores"]?.elements.compactMap { $0["customerId"]?.string } == ["bob"])
            #expect(scores.json["distribution"]?["New Customers"] == 1)
            #expect(try await found(shop, "&customerId=ann") == ["ann"])
            #expect(try await shop.get("\(Self.path)/ann").json["totalSpent"] == 100)
            #expect(try await shop.get("/api/customers/orders?customerId=ann").json["total"] == 1)
            #expect(try await shop.send(.delete, "\(Self.path)?userId=shop-1&customerId=ann").text == archived.text)
            _ = try await shop.put(Self.path, #"{"userId": "shop-1", "customerId": "ann", "firstName": "ann"}"#)
            #expect(try await found(shop, "&q=ann") == [], "a change does not make it searchable")
            shop.clock.advance(milliseconds: 1)
            let back = try await shop.post("\(Self.path)/ann/restore", "{}")
            #expect(back.json["archivedAt"] == .null)
            #expect(back.json["tags"] == ["VIP"])
            #expect(try await found(shop, "&q=lee") == ["ann", "bob"])
            #expect(try await found(shop, "") == ["ann", "bob"])
            let profile = try await shop.profile("ann")
            for name in ["rfmSegment", "status", "totalSpent", "createdAt"] { #expect(profile[name] == before[name]) }
            #expect(try await shop.post("\(Self.path)/ann/restore", "{}").status == 200)
            #expect(try await shop.send(.delete, "\(Self.path)/nobody").code == "customer.unknown")
            #expect(try await shop.send(.delete, "\(Self.path)/ann", key: shop.otherKey).status == 404)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a run over everyone gives archived customers no score`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for id in ["ann", "bob"] { try await shop.order("o-\(id)", id, "2026-03-01T00:00:00Z", "100") }
            _ = try await shop.send(.delete, "\(Self.path)/ann")
            let run = try await shop.shop.runRFM(shop.account, asOf: nil, full: true)
            #expect(run.scored == 1)
            let asked = try await shop.post("/api/customers/rfm", #"{"userId": "shop-1", "customerId": "ann"}"#)
            #expect(asked.code == "rfm.no_order_history")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a purchase after the archiving brings the customer back, an older one does not`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "ann", "2026-03-01T00:00:00Z", "100")
            _ = try await shop.send(.delete, "\(Self.path)/ann")
            try await shop.order("o2", "ann", "2026-03-02T00:00:00Z", "50")
            #expect(try await found(shop, "") == [])
            #expect(try await shop.get("\(Self.path)/ann").json["totalSpent"] == 150)
            shop.clock.set("2026-03-20T12:00:00Z")
            try await shop.order("o3", "ann", "2026-03-20T10:00:00Z", "50")
            #expect(try await found(shop, "") == ["ann"])
            let scores = try await shop.get("/api/customers/rfm?userId=shop-1")
            #expect(scores.json["scores"]?.elements.first?["orderCount"] == 3)
        }
    }
    private static let inspections = ["tags.counts", "tags.archived", "segments.counts", "segments.archived"]

    @Test(arguments: TestBackend.allCases)
    func `tags and segments neither list nor count an archived customer until they are restored`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for id in ["ann", "bob", "cid"] { try await shop.customer(id) }
            let tag = try await shop.tag("VIP", on: ["ann", "bob"])
            let segment = try await shop.segment("A", members: ["ann", "bob"])
            func check(_ expected: [String]) async throws {
                for (list, id, count) in [
                    ("tags/\(tag)/customers", "tags/\(tag)", "customerCount"),
                    ("segments/\(segment)/members", "segments/\(segment)", "memberCount"),
                ] {
                    let number = JSON.number(String(expected.count))
                    for query in [
                        "", "?createdAfter=2000-01-01", "?createdBefore=2100-01-01", "?updatedAfter=2000-01-01",
                    ] {
                        let page = try await shop.get("/api/customers/\(list)\(query)")
                        let ids = page.json["data"]?.elements.compactMap { $0["customerId"]?.string }
                        #expect(ids?.sorted() == expected, "\(list)\(query)")
                        #expect(page.json["total"] == number, "\(list)\(query)")
                    }
                    #expect(try await shop.get("/api/customers/\(id)").json[count] == number)
                }
                for name in Self.inspections { #expect(try await shop.violations(name) == [], "\(name)") }
            }
            try await check(["ann", "bob"])
            shop.clock.advance(milliseconds: 1)
            _ = try await shop.send(.delete, "\(Self.path)/ann")
            try await check(["bob"])
            // What is the customer's own is still to be read.
            let members = "/api/customers/segments/\(segment)/members"
            #expect(try await shop.get("\(members)/ann").status == 200)
            #expect(try await shop.get("\(members)?customerId=ann").json["total"] == 1)
            #expect(
                try await shop.get("/api/customers/segments?userId=shop-1&customerId=ann").json["customerSegments"] == [
                    .string(segment)
                ])
            #expect(try await shop.tags("ann") == ["VIP"])
            _ = try await shop.send(.delete, "\(Self.path)/ann")
            try await check(["bob"])
            _ = try await shop.post("\(Self.path)/ann/restore", "{}")
            try await check(["ann", "bob"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what an archived customer gets and loses is counted from the restoring on`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for id in ["ann", "bob", "cid"] { try await shop.customer(id) }
            _ = try await shop.send(.delete, "\(Self.path)/ann")
            let old = try await shop.tag("Old", on: ["ann", "bob"])
            let new = try await shop.tag("New", on: ["ann", "cid"])
            let segment = try await shop.segment("A")
            func count(_ id: String) async throws -> JSON? {
                try await shop.get("/api/customers/\(id)").json[id.hasPrefix("tags") ? "customerCount" : "memberCount"]
            }
            let joined = try await shop.post(
                "/api/customers/segments/\(segment)/members", #"{"customerIds": ["ann", "bob"]}"#)
            #expect(joined.json["added"] == 2)
            #expect(joined.json["memberCount"] == 1)
            let again = try await shop.act("add_member", #""customerId": "ann", "segmentId": "\#(segment)""#)
            #expect(again.json["changed"] == false)
            #expect(again.json["memberCount"] == 1)
            let merged = try await shop.post("/api/customers/tags/\(old)/merge", #"{"into": "\#(new)"}"#)
            #expect(merged.json["customerCount"] == 2)
            let lost = try await shop.tag("Lost", on: ["ann", "bob"])
            _ = try await shop.post(
                "/api/customers/tags/unassign", #"{"customerIds": ["ann"], "tagIds": ["\#(lost)"]}"#)
            #expect(try await count("tags/\(lost)") == 1)
            for name in Self.inspections { #expect(try await shop.violations(name) == [], "\(name)") }
            _ = try await shop.post("\(Self.path)/ann/restore", "{}")
            #expect(try await count("tags/\(new)") == 3)
            #expect(try await count("tags/\(lost)") == 1)
            #expect(try await count("segments/\(segment)") == 2)
            _ = try await shop.send(.delete, "\(Self.path)/ann")
            let left = try await shop.act("remove_member", #""customerId": "ann", "segmentId": "\#(segment)""#)
            #expect(left.json["changed"] == true)
            #expect(left.json["memberCount"] == 1)
            for name in Self.inspections { #expect(try await shop.violations(name) == [], "\(name)") }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what tags and segments say of the archiving is held against the profiles`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            _ = try await shop.tag("A", on: ["ann"])
            _ = try await shop.segment("A", members: ["ann"])
            try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                try session.execute("UPDATE customer_profiles SET archived_at = 1")
            }
            for name in ["tags.archived", "segments.archived"] {
                #expect(try await shop.violations(name).count == 1, "\(name)")
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `archiving and tagging at once leaves counts and lists right`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for number in 1...6 { try await shop.customer("c\(number)") }
            let segment = try await shop.segment("A", members: ["c1", "c2", "c3"])
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...6 {
                    let assign = #"{"customerIds": ["c\#(number)", "c1"], "tags": ["a", "b"]}"#
                    let join = #"{"customerIds": ["c\#(number)", "c1"]}"#
                    group.addTask { try await shop.post("/api/customers/tags/assign", assign).status }
                    group.addTask { try await shop.send(.delete, "\(Self.path)/c\(number)").status }
                    group.addTask { try await shop.post("/api/customers/segments/\(segment)/members", join).status }
                    group.addTask { try await shop.post("\(Self.path)/c\(7 - number)/restore", "{}").status }
                }
                for try await status in group { #expect(status == 200) }
            }
            for name in Self.inspections { #expect(try await shop.violations(name) == [], "\(name)") }
        }
    }
}
