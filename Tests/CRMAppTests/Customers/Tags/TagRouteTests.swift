import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMApp

@Suite struct TagRouteTests {
    private static let path = "/api/customers/tags"

    @Test(arguments: TestBackend.allCases)
    func `a tag is made, renamed, recoloured and removed, and profiles show it`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let made = try await shop.post(Self.path, ##"{"name": "VIP", "color": "#ABCDEF"}"##)
            let id = try #require(made.json["id"]?.string)
            #expect(made.status == 201)
            #expect(
                made.text == """
                    {"id":"\(id)","name":"VIP","color":"#abcdef","customerCount":0,"createdAt":"2026-03-15T12:00:00Z",\
                    "updatedAt":"2026-03-15T12:00:00Z"}
                    """)
            _ = try await shop.tag("vip", on: ["ann"])
            _ = try await shop.tag("big spender", on: ["ann"])
            #expect(try await shop.tags("ann") == ["VIP", "big spender"])
            #expect(try await shop.get("\(Self.path)/\(id)").json["customerCount"] == 1)
            let renamed = try await shop.put("\(Self.path)/\(id)", #"{"name": "Best", "color": null}"#)
            #expect(renamed.json["name"]?.string == "Best")
            #expect(renamed.json["color"]?.string == LabelColor.standard(for: "Best").text)
            #expect(try await shop.tags("ann") == ["Best", "big spender"])
            #expect(try await shop.post(Self.path, #"{"name": "BÉST"}"#).code == "tags.name_taken")
            #expect(try await shop.put("\(Self.path)/\(id)", #"{"name": "Big Spender"}"#).code == "tags.name_taken")
            #expect(try await shop.tags("ann") == ["Best", "big spender"])
            #expect(try await shop.send(.delete, "\(Self.path)/\(id)").json["customerCount"] == 1)
            #expect(try await shop.tags("ann") == ["big spender"])
            #expect(try await shop.get("\(Self.path)/\(id)").code == "tags.unknown")
            #expect(try await shop.get("\(Self.path)/\(id)/customers").code == "tags.unknown")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `tags are put on many customers and taken from them, unknown names are made`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for id in ["ann", "bob"] { try await shop.customer(id) }
            let tea = try await shop.tag("Tea", on: ["ann"])
            let reply = try await shop.post(
                "\(Self.path)/assign",
                #"{"customerIds": ["ann", "bob", "nobody", "bob"], "tags": ["Milk", "MILK"], "tagIds": ["\#(tea)"]}"#)
            #expect(reply.json["changed"] == 3)
            #expect(reply.json["unchanged"] == 1)
            #expect(reply.json["created"] == ["Milk"])
            #expect(reply.json["unknown"] == ["nobody"])
            #expect(reply.json["tags"]?.elements.compactMap { $0["customerCount"] } == [2, 2])
            #expect(try await shop.tags("bob") == ["Milk", "Tea"])
            let taken = try await shop.post(
                "\(Self.path)/unassign", #"{"customerIds": ["ann", "bob"], "tags": ["milk", "none"]}"#)
            #expect(taken.json["changed"] == 2)
            #expect(try await shop.tags("bob") == ["Tea"])
            let foreign = #"{"customerIds": ["ann"], "tagIds": ["none"]}"#
            #expect(try await shop.post("\(Self.path)/assign", foreign).code == "tags.unknown")
            #expect(try await shop.post("\(Self.path)/unassign", foreign).code == "tags.unknown")
            let other = try await shop.post(
                "\(Self.path)/assign", #"{"customerIds": [], "tagIds": ["\#(tea)"]}"#, key: shop.otherKey)
            #expect(other.status == 404)
            for name in ["tags.counts", "tags.profiles"] { #expect(try await shop.violations(name) == []) }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a merged tag leaves its customers with the other one, each once`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for id in ["ann", "bob", "cid"] { try await shop.customer(id) }
            let old = try await shop.tag("Old", on: ["ann", "bob"])
            let new = try await shop.tag("New", on: ["bob", "cid"])
            let merged = try await shop.post("\(Self.path)/\(old)/merge", #"{"into": "\#(new)"}"#)
            #expect(merged.json["customerCount"] == 3)
            for id in ["ann", "bob", "cid"] { #expect(try await shop.tags(id) == ["New"]) }
            #expect(try await shop.get("\(Self.path)/\(old)").status == 404)
            #expect(try await shop.post("\(Self.path)/\(new)/merge", #"{"into": "\#(new)"}"#).code == "tags.same")
            #expect(try await shop.post("\(Self.path)/\(new)/merge", #"{"into": "none"}"#).code == "tags.unknown")
            for name in ["tags.counts", "tags.profiles"] { #expect(try await shop.violations(name) == []) }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `customers are found by tag: in the list, in the tag, in the search`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for id in ["ann", "bob", "cid"] { try await shop.customer(id, #""firstName": "\#(id)""#) }
            let id = try await shop.tag("Café noir", on: ["bob"])
            shop.clock.advance(milliseconds: 1_000)
            _ = try await shop.tag("Café noir", on: ["ann"])
            func found(_ path: String) async throws -> [String] {
                let page = try await shop.get(path)
                #expect(page.json["total"] == .number(String(page.json["data"]?.elements.count ?? -1)), "\(page.text)")
                return page.json["data"]?.elements.compactMap { $0["customerId"]?.string } ?? []
            }
            let profiles = "/api/customers/profiles?userId=shop-1"
            #expect(try await found("\(Self.path)/\(id)/customers") == ["ann", "bob"])
            #expect(try await found("\(Self.path)/\(id)/customers?createdAfter=2026-03-15T12:00:00Z") == ["ann"])
            #expect(try await found("\(profiles)&tag=CAFE%20NOIR&sort=createdAt") == ["ann", "bob"])
            #expect(try await found("\(profiles)&tag=unknown") == [])
            #expect(try await found("\(profiles)&q=noir") == ["ann", "bob"])
            #expect(try await found("\(profiles)&q=noir%20bob") == ["bob"])
            #expect(try await found("\(profiles)&q=no").sorted() == ["ann", "bob"])
            #expect(try await found("\(profiles)&q=noir&tag=cafe%20noir&status=active") == ["ann", "bob"])
            _ = try await shop.put("\(Self.path)/\(id)", #"{"name": "Espresso"}"#)
            #expect(try await found("\(profiles)&q=noir") == [])
            #expect(try await found("\(profiles)&q=espresso") == ["ann", "bob"])
            _ = try await shop.put(
                "/api/customers/profiles", #"{"userId": "shop-1", "customerId": "ann", "lastName": "Lee"}"#)
            #expect(try await found("\(profiles)&q=espresso%20lee") == ["ann"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a profile is made with tags, and a change replaces them`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let made = try await shop.customer("ann", #""tags": ["b", "A"]"#)
            #expect(made.json["tags"] == ["A", "b"])
            func change(_ fields: String) async throws -> TestShop.Reply {
                try await shop.put(
                    "/api/customers/profiles", #"{"userId": "shop-1", "customerId": "ann", \#(fields)}"#)
            }
            #expect(try await change(#""firstName": "Ann""#).json["tags"] == ["A", "b"])
            #expect(try await change(#""tags": ["B", "c"]"#).json["tags"] == ["b", "c"])
            #expect(try await change(#""tags": []"#).json["tags"] == [])
            #expect(try await change(#""tags": null"#).faults == ["/tags field.type"])
            #expect(try await change(#""tags": [1, ""]"#).faults == ["/tags/0 field.type", "/tags/1 field.format"])
            for name in ["tags.counts", "tags.profiles"] { #expect(try await shop.violations(name) == []) }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `tags put on and taken off at once leave counts and profiles right`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for number in 1...8 { try await shop.customer("c\(number)") }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...8 {
                    for (verb, tags) in [("assign", #""a", "b""#), ("unassign", #""b", "c""#), ("assign", #""c""#)] {
                        let body = #"{"customerIds": ["c\#(number)", "c1"], "tags": [\#(tags)]}"#
                        group.addTask { try await shop.post("\(Self.path)/\(verb)", body).status }
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            for name in ["tags.counts", "tags.profiles"] { #expect(try await shop.violations(name) == []) }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what does not agree is found by the inspections`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let id = try await shop.tag("A", on: ["ann"])
            try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                try session.execute("UPDATE customer_tags SET customer_count = 3 WHERE id = \(id)")
                try session.execute("UPDATE customer_profiles SET tags = \(SQLValue.json(#"["B"]"#))")
            }
            #expect(try await shop.violations("tags.counts") == ["tag \(id) counts 3 customers and has 1"])
            #expect(try await shop.violations("tags.profiles").count == 2)
        }
    }
}
