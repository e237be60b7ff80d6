import CRMCore
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMApp
@testable import CRMPlatform

/// Entity tags: what was read is changed only as it was read.
@Suite struct ConditionalRequestTests {
    /// A resource that can be read, and a change of it.
    struct Editable: Sendable, CustomStringConvertible {
        /// With ID where the thing has an id of the server's.
        let path: String
        let change: (path: String, body: String)
        /// Makes the thing and gives its id; nil for one that is always there.
        var make: (@Sendable (TestShop) async throws -> String)?

        var description: String { path }

        /// The same with the id in its paths.
        func made(in shop: TestShop) async throws -> Editable {
            guard let make else { return self }
            let id = try await make(shop)
            return Editable(
                path: path.replacing("ID", with: id), change: (change.path.replacing("ID", with: id), change.body))
        }
    }

    static let editables = [
        Editable(
            path: "/api/customers/profiles?userId=shop-1&customerId=ann",
            change: ("/api/customers/profiles", #"{"userId": "shop-1", "customerId": "ann", "firstName": "NAME"}"#)),
        Editable(
            path: "/api/customers/preferences?customerId=ann",
            change: ("/api/customers/preferences", #"{"customerId": "ann", "maxMessagesPerWeek": NUMBER}"#)),
        Editable(
            path: "/api/customers/addresses/ID", change: ("/api/customers/addresses/ID", #"{"city": "NAME"}"#),
            make: { try await $0.address("ann").json["id"]?.string ?? "" }),
        Editable(
            path: "/api/customers/notes/ID", change: ("/api/customers/notes/ID", #"{"content": "NAME"}"#),
            make: { try await $0.note("ann", "text").json["id"]?.string ?? "" }),
        Editable(path: "/api/account", change: ("/api/account", #"{"name": "NAME"}"#)),
        Editable(
            path: "/api/customers/rfm/settings", change: ("/api/customers/rfm/settings", #"{"windowDays": NUMBER}"#)),
        Editable(
            path: "/api/customers/analytics/settings",
            change: ("/api/customers/analytics/settings", #"{"churnHorizonDays": NUMBER}"#)),
        Editable(
            path: "/api/customers/products/ID", change: ("/api/customers/products/ID", #"{"name": "NAME"}"#),
            make: { shop in
                let made = try await shop.post("/api/customers/products", #"{"sku": "tea"}"#)
                return made.json["sku"]?.string ?? ""
            }),
        Editable(
            path: "/api/customers/tags/ID", change: ("/api/customers/tags/ID", #"{"name": "NAME"}"#),
            make: { try await $0.tag("Regular") }),
        Editable(
            path: "/api/customers/segments/ID", change: ("/api/customers/segments/ID", #"{"name": "NAME"}"#),
            make: { try await $0.segment("Regulars") }),
        Editable(
            path: "/api/customers/loyalty-programs/ID",
            change: ("/api/customers/loyalty-programs/ID", #"{"description": "NAME"}"#),
            make: { try await $0.program("Club") }),
    ]

    @Test(arguments: TestBackend.allCases, editables)
    func `a change that rests on an old reading is refused`(_ backend: TestBackend, _ editable: Editable) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let editable = try await editable.made(in: shop)
            let tag = try #require(try await shop.get(editable.path).headers[.eTag])
            let changed = try await shop.change(editable, 1, ifMatch: tag)
            #expect(changed.status == 200, "\(changed.text)")
            let refused = try await shop.change(editable, 2, ifMatch: tag)
            #expect(refused.status == 412)
            #expect(refused.code == "request.precondition_failed")
            let current = try await shop.get(editable.path)
            #expect(current.headers[.eTag] == changed.headers[.eTag], "GET and PUT speak of the same thing")
            #expect(current.headers[.eTag] != tag)
            for good in ["*", "\"other\", \(changed.headers[.eTag] ?? "")"] {
                #expect(try await shop.change(editable, 1, ifMatch: good).status == 200, "\(good)")
            }
            let weak = "W/\(try await shop.get(editable.path).headers[.eTag] ?? "")"
            #expect(try await shop.change(editable, 3, ifMatch: weak).status == 412, "a weak tag is no proof")
            #expect(try await shop.change(editable, 3, ifMatch: nil).status == 200)
        }
    }

    @Test(arguments: TestBackend.allCases, editables)
    func `of changes at once with one tag exactly one wins`(_ backend: TestBackend, _ editable: Editable) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let editable = try await editable.made(in: shop)
            let tag = try #require(try await shop.get(editable.path).headers[.eTag])
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...12 {
                    group.addTask { try await shop.change(editable, number, ifMatch: tag).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 1, "\(statuses)")
            #expect(statuses.count { $0 == 412 } == 11, "\(statuses)")
        }
    }

    @Test(arguments: ["", "abc", "\"open", "\"a\"\"b\"", "W/x"])
    func `a condition that cannot be read is a mistake, not nothing`(_ text: String) async throws {
        try await TestShop.with(.sqlite) { shop in
            let reply = try await shop.change(Self.editables[1], 1, ifMatch: text)
            #expect(reply.status == 400)
            #expect(reply.faults == ["/If-Match field.format"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a reader who has it already is told so`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let made = try await shop.order("o1", "ann", "2026-03-01T00:00:00Z", "100")
            let key = try await shop.post("/api/api-keys", #"{"name": "a"}"#).json["id"]?.string ?? ""
            var paths = ["/api/customers/orders/o1", "/api/api-keys/\(key)"]
            for editable in Self.editables { paths.append(try await editable.made(in: shop).path) }
            for path in paths {
                let first = try await shop.get(path)
                let tag = try #require(first.headers[.eTag], "\(path)")
                for sent in [tag, "W/\(tag)", "*", "\"x\",\(tag)"] {
                    let again = try await shop.send(.get, path, headers: [.ifNoneMatch: sent])
                    #expect(again.status == 304, "\(path) \(sent)")
                    #expect(again.text.isEmpty)
                    #expect(again.headers[.eTag] == tag)
                }
                for sent in ["\"x\"", "nonsense"] {
                    #expect(try await shop.send(.get, path, headers: [.ifNoneMatch: sent]).status == 200)
                }
            }
            let shown = try await shop.get("/api/customers/orders/o1").headers[.eTag]
            #expect(made.headers[.eTag] == shown)
            try await shop.order("o1", "ann", "2026-03-01T00:00:00Z", "101")
            let later = try await shop.get("/api/customers/orders/o1").headers[.eTag]
            #expect(made.headers[.eTag] != later)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a key is ended only as it was read`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await shop.post("/api/api-keys", #"{"name": "a"}"#).json["id"]?.string ?? ""
            let path = "/api/api-keys/\(id)"
            let tag = try await shop.get(path).headers[.eTag] ?? ""
            #expect(try await shop.send(.delete, path, headers: [.ifMatch: "\"old\""]).status == 412)
            #expect(try await shop.send(.delete, path, headers: [.ifNoneMatch: "*"]).status == 412)
            #expect(try await shop.send(.delete, path, headers: [.ifMatch: tag]).status == 200)
            #expect(try await shop.send(.delete, "/api/api-keys/none", headers: [.ifMatch: tag]).status == 404)
        }
    }

    @Test func `every change of a resource can be made to depend on its state`() {
        // A file is no resource that is read and changed: it comes whole, in place of another.
        for endpoint in Features.all.flatMap(\.endpoints)
        where [.put, .delete].contains(endpoint.method) && endpoint.file == nil {
            #expect(endpoint.tagging.isConditional, "\(endpoint.method) \(endpoint.path)")
        }
    }

    @Test func `the document names the headers and their answers`() throws {
        let document = try JSONParser.parse(Server.document, limits: JSONLimits(depth: 64, values: 100_000))
        let profiles = document["paths"]?["/api/customers/profiles"]
        func headers(_ method: String) -> Set<String> {
            let all = profiles?[method]?["parameters"]?.elements ?? []
            return Set(all.filter { $0["in"] == "header" }.compactMap { $0["name"]?.string })
        }
        #expect(headers("get") == ["If-None-Match"])
        #expect(headers("post") == ["Idempotency-Key"])
        #expect(headers("put") == ["If-Match"])
        #expect(profiles?["get"]?["responses"]?["304"] != nil)
        #expect(profiles?["post"]?["responses"]?["422"] != nil)
        #expect(profiles?["put"]?["responses"]?["412"] != nil)
        #expect(profiles?["post"]?["responses"]?["201"]?["headers"]?["Idempotent-Replayed"] != nil)
        #expect(profiles?["put"]?["responses"]?["200"]?["headers"]?["ETag"] != nil)
    }
}

extension TestShop {
    fileprivate func change(
        _ editable: ConditionalRequestTests.Editable, _ number: Int, ifMatch tag: String?
    ) async throws -> Reply {
        let body = editable.change.body.replacing("NAME", with: "n\(number)").replacing(
            "NUMBER", with: "\(100 + number)")
        return try await send(
            .put, editable.change.path, body: body, headers: tag.map { [.ifMatch: $0] } ?? [:])
    }
}
