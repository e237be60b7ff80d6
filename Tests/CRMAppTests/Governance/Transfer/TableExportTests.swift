import CRMApp
import CRMCore
import CRMDatabase
import CRMGovernance
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

/// Exports of what is kept of customers beside profiles and orders.
@Suite(.timeLimit(.minutes(5)))
struct TableExportTests {
    /// What is exported, and the path of the list that shows the same.
    private static let lists = [
        "addresses": TestShop.addresses, "consents": TestShop.consents, "notes": TestShop.notes,
        "segments": "/api/customers/segments", "analytics": "/api/customers/analytics",
    ]

    private static func fill(_ shop: TestShop) async throws {
        try await shop.order("o-1", "ann", "2026-03-01T00:00:00Z", "100")
        try await shop.customer("bob", #""tags": ["VIP", "=cmd()"]"#)
        try await shop.customer("cid", #""doNotContact": true, "tags": ["VIP"]"#)
        _ = try await shop.post("/api/customers/products", #"{"sku": "x-1", "name": "Mug", "price": 9.5, "stock": 3}"#)
        _ = try await shop.note("ann", "=1+1")
        _ = try await shop.address("bob")
        _ = try await shop.segment("A", members: ["cid", "ann"])
        _ = try await shop.segment("B", members: ["ann"])
        _ = try await shop.put(
            "/api/customers/preferences",
            #"""
            {"customerId": "bob", "maxMessagesPerWeek": 2, "quietHoursStart": "22:00", "quietHoursEnd": "07:00",
            "topics": [{"topic": "news", "subscribed": true}, {"topic": "sales", "subscribed": false}]}
            """#)
        _ = try await shop.post("/api/customers/analytics", #"{"userId": "shop-1", "customerId": "ann"}"#)
        _ = try await shop.send(.delete, "/api/customers/profiles/cid")
    }

    @Test(arguments: TestBackend.allCases)
    func `a file of objects holds what the list shows, entry by entry`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await Self.fill(shop)
            for (name, path) in Self.lists {
                let page = try await shop.get("\(path)?userId=shop-1&limit=200").json
                let shown = (page["data"] ?? page["segments"] ?? page).elements.map(\.text)
                let file = try await shop.get("/api/exports/\(name)?format=ndjson").text
                #expect(!shown.isEmpty, "\(name)")
                #expect(file.split(separator: "\n").map(String.init).sorted() == shown.sorted(), "\(name)")
            }
            let own = try await shop.get("/api/customers/preferences?customerId=bob").text
            #expect(try await shop.get("/api/exports/preferences?format=ndjson").text == own + "\n")
            let tags = try await shop.get("/api/exports/tags?format=ndjson").text.split(separator: "\n")
            #expect(
                tags.sorted() == [
                    #"{"customerId":"bob","tag":"=cmd()","createdAt":"2026-03-15T12:00:00Z"}"#,
                    #"{"customerId":"bob","tag":"VIP","createdAt":"2026-03-15T12:00:00Z"}"#,
                    #"{"customerId":"cid","tag":"VIP","createdAt":"2026-03-15T12:00:00Z"}"#,
                ])
            let members = try await shop.get("/api/exports/segment-members?format=ndjson").text
                .split(separator: "\n").map { try JSONParser.parse(Array($0.utf8)) }
            #expect(members.map { $0["segment"]?.string } == ["A", "A", "B"], "archived customers among them")
            #expect(members.compactMap { $0["customerId"]?.string }.sorted() == ["ann", "ann", "cid"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a file of cells has a cell for each column, runs no formula, and is what the command writes`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await Self.fill(shop)
            for exporter in Features.exporters {
                let reply = try await shop.get("/api/exports/\(exporter.name)")
                #expect(reply.status == 200, "\(exporter.name)")
                #expect(reply.text == (try await shop.exported(exporter.name, .csv)), "\(exporter.name)")
                #expect(reply.text.hasPrefix(exporter.columns.joined(separator: ",") + "\r\n"), "\(exporter.name)")
                let account = shop.account
                let records = try await shop.shop.workplace.read(account) { work in
                    let sink = ErrorSink()
                    let walk = exporter.walk(ObjectReader(members: [], areText: true, sink: sink))
                    return try walk.step(nil, work).records.flatMap(\.rows).map(\.count)
                }
                #expect(!records.isEmpty && records.allSatisfy { $0 == exporter.columns.count }, "\(exporter.name)")
            }
            #expect(try await shop.get("/api/exports/notes").text.contains("'=1+1"))
            #expect(try await shop.get("/api/exports/tags").text.contains("bob,'=cmd(),"))
            let preferences = try await shop.get("/api/exports/preferences").text
            #expect(preferences.contains(#"22:00,07:00,2,"[""news""]","[""sales""]",false,,false,"#), "\(preferences)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a walk goes on where a step ended, and shows every row once`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let count = 2 * ExportLimits.rowsPerStep + 7
            let file = "customer_id\n" + (0..<count).map { "c-\($0)\n" }.joined()
            try await shop.importing("customers", file)
            let segment = try await shop.segment("A")
            for start in stride(from: 0, to: count, by: 1_000) {
                let ids = (start..<min(start + 1_000, count)).map { #""c-\#($0)""# }.joined(separator: ",")
                _ = try await shop.post(
                    "/api/customers/tags/assign", #"{"customerIds": [\#(ids)], "tags": ["a", "b"]}"#)
                _ = try await shop.post("/api/customers/segments/\(segment)/members", #"{"customerIds": [\#(ids)]}"#)
            }
            for (name, rows) in [("tags", 2 * count), ("segment-members", count)] {
                let lines = try await shop.get("/api/exports/\(name)").text.split(separator: "\r\n")
                #expect(lines.count == rows + 1 && Set(lines).count == rows + 1, "\(name)")
            }
        }
    }

    @Test func `filters leave what lies within them, and each export needs the scope of what it reads`() async throws {
        try await TestShop.with(.sqlite) { shop in
            try await Self.fill(shop)
            for exporter in Features.exporters where !["customers", "orders", "scores"].contains(exporter.name) {
                let path = "/api/exports/\(exporter.name)?format=ndjson"
                let whole = try await shop.get(path).text
                let wide = "&createdAfter=2000-01-01&createdBefore=2100-01-01&updatedAfter=2000-01-01"
                #expect(try await shop.get(path + wide).text == whole, "\(exporter.name)")
                for query in ["&createdAfter=2100-01-01", "&createdBefore=2000-01-01", "&updatedAfter=2100-01-01"] {
                    #expect(try await shop.get(path + query).text.isEmpty, "\(exporter.name) \(query)")
                }
                let few = try await shop.shop.createKey(shop.account, name: "few", scopes: [.exportsRead]).key
                #expect(try await shop.get(path, key: few).status == 403, "\(exporter.name)")
                let own = try await shop.shop.createKey(
                    shop.account, name: "own", scopes: [.exportsRead, exporter.scope]
                ).key
                #expect(try await shop.get(path, key: own).text == whole, "\(exporter.name)")
                #expect(try await shop.get(path, key: shop.otherKey).text.isEmpty, "\(exporter.name)")
            }
        }
    }
}
