import CRMCore
import CRMInsight
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
}
