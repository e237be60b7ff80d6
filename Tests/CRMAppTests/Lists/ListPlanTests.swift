import CRMApp
import CRMCore
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@Suite struct ListPlanTests {
    private static let limit = 20
    private static let customers = 12_000
    /// Rows that may be read for one that is shown: its own, that of its id, and a few for what the list leaves out.
    private static let rowsPerEntry = 12.0

    @Test func `every list of the API and each of its parameters is among the cases`() throws {
        let document = try JSONParser.parse(Array(Server.document.utf8), limits: JSONLimits(depth: 64, values: 100_000))
        let general: Set = ["limit", "offset", "cursor", "userId", "sort"]
        var lists: Set<String> = []
        for path in document["paths"]?.names ?? [] {
            let parameters = (document["paths"]?[path]?["get"]?["parameters"]?.elements ?? [])
                .filter { $0["in"] == "query" }
                .compactMap { $0["name"]?.string }
            guard parameters.contains("limit") else { continue }
            lists.insert(path)
            let asked = ListCase.all.filter { $0.path == path }.flatMap { $0.query.split(separator: "&") }
            for name in parameters where !general.contains(name) {
                #expect(asked.contains { $0.hasPrefix("\(name)=") }, "no case for \(path)?\(name)=")
            }
            // The timeline is a stream of many kinds in one order.
            for name in path == ListCase.timeline ? ["cursor"] : ["cursor", "sort"] {
                #expect(parameters.contains(name), "\(path) takes no \(name)")
            }
        }
        #expect(lists == Set(ListCase.all.map(\.path)))
    }

    @Test(arguments: TestBackend.allCases)
    func `every list, search and count is carried by an index, from the start, by offset and by cursor`(
        _ backend: TestBackend
    ) async throws {
        try await backend.withAnalysedDatabase(Features.migrations) { database, analyse in
            let recorder = RecordingDatabase(database)
            try await TestShop.over(recorder) { shop in
                try await FilledShop(shop: shop).fill(shop.account, customers: Self.customers)
                try await FilledShop(shop: shop).fill(shop.other, customers: 3 * Self.customers)
                try await analyse()
                for list in ListCase.all { try await check(list, shop, recorder, backend) }
                // The timeline is a stream without a total.
                for place in Set(ListCase.all.map(\.place)).subtracting([ListCase.timeline]).sorted() {
                    try await checkTimes(place, shop)
                }
            }
        }
    }

    private func check(
        _ list: ListCase, _ shop: TestShop, _ recorder: RecordingDatabase, _ backend: TestBackend
    ) async throws {
        let path = "\(list.place)?userId=shop-1&limit=\(Self.limit)&\(list.query)"
        var cursor = ""
        let first = try await recorder.recording {
            let page = try await shop.get(path + "&cursor=")
            #expect(page.status == 200, "\(list): \(page.text)")
            cursor =
                page.json["nextCursor"]?.string ?? page.nextLink?.split(separator: "cursor=").last.map(String.init)
                ?? ""
        }
        let deep = try await recorder.recording { _ = try await shop.get(path + "&cursor=\(cursor)") }
        let counted = try await recorder.recording { _ = try await shop.get(path + "&offset=5") }
        for (way, queries) in [("first page", first), ("cursor", deep), ("offset", counted)] {
            for query in queries where query.text.contains("user_id") {
                let plan = ListPlan(query, backend)
                let told = Comment(rawValue: "\(list), \(way):\n\(query.text)\n\(query.plan.joined(separator: "\n"))")
                #expect(plan.wholeScans == [], told)
                let isPage = query.text.contains("LIMIT") && !plan.isCount
                guard isPage, !list.isSorted else { continue }
                #expect(!plan.sorts(moreThan: Double(Self.limit + 6)), told)
                #expect(plan.visitedRows <= Double(Self.limit + 6) * Self.rowsPerEntry, told)
                if let index = list.index, !query.text.contains("IS NULL)") { #expect(plan.uses(index), told) }
            }
        }
    }

    /// No bound in time leaves a list as it is when everything lies within it, or anything when nothing does.
    private func checkTimes(_ place: String, _ shop: TestShop) async throws {
        func total(_ query: String) async throws -> Int? {
            let page = try await shop.get("\(place)?userId=shop-1&limit=1\(query)")
            let counted = HTTPField.Name("X-Total-Count").flatMap { page.headers[$0] }
            return (counted ?? page.json["total"]?.number).flatMap(Int.init)
        }
        // The rows of the filled shop are not what its tags and segments count.
        let all = try #require(try await total("&createdAfter=1990-01-01"), "\(place)")
        #expect(all > 0, "\(place)")
        for (query, expected) in [
            ("&createdAfter=1990-01-01&createdBefore=2100-01-01&updatedAfter=1990-01-01", all),
            ("&createdAfter=2100-01-01", 0), ("&createdBefore=1990-01-01", 0), ("&updatedAfter=2100-01-01", 0),
        ] {
            #expect(try await total(query) == expected, "\(place) \(query)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a walk by cursor sees every old row exactly once while others insert`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for index in 1...40 {
                shop.clock.advance(milliseconds: 10)
                let name = index % 3 == 0 ? "" : #""lastName": "N\#(index % 5)""#
                try await shop.customer("old\(index)", name)
            }
            for sort in ["createdAt", "-createdAt", "lastName", "-lastName", "lastOrderDate", "-totalSpent"] {
                var seen: [String] = []
                var cursor: String? = ""
                var fresh = 0
                while let token = cursor {
                    let page = try await shop.get(
                        "\(ListCase.profiles)?userId=shop-1&sort=\(sort)&limit=7&cursor=\(token)")
                    seen += page.json["data"]?.elements.compactMap { $0["customerId"]?.string } ?? []
                    cursor = page.json["nextCursor"]?.string
                    for _ in 1...2 where fresh < 40 {
                        fresh += 1
                        try await shop.customer("\(sort)\(fresh)", #""lastName": "N\#(fresh % 5)""#)
                    }
                }
                let old = seen.filter { $0.hasPrefix("old") }
                #expect(old.count == 40, "\(sort)")
                #expect(Set(seen).count == seen.count, "\(sort)")
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `pages by offset go on from the filled values to the empty ones`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for index in 1...9 {
                try await shop.customer("c\(index)", index % 3 == 0 ? "" : #""lastName": "N\#(index)""#)
            }
            for sort in ["lastName", "-lastName"] {
                let whole = try await shop.get("\(ListCase.profiles)?userId=shop-1&sort=\(sort)").json["data"]?.elements
                for offset in 0...9 {
                    let page = try await shop.get(
                        "\(ListCase.profiles)?userId=shop-1&sort=\(sort)&limit=2&offset=\(offset)")
                    #expect(page.json["data"]?.elements == Array((whole ?? []).dropFirst(offset).prefix(2)))
                    #expect(page.json["total"] == 9)
                }
            }
        }
    }
}
