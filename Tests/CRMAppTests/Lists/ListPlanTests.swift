import CRMApp
import CRMCore
import CRMPlatform
import CRMTesting
import Testing

/// One way to ask for a list, and the index that must carry its pages.
struct ListCase: Sendable, CustomStringConvertible {
    let path: String
    let query: String
    /// Nil where the order does not come from one index of a table.
    let index: String?
    /// True where a filter and another order meet: the rows of the filter are put in order.
    let isSorted: Bool

    init(_ path: String, _ query: String, _ index: String?, isSorted: Bool = false) {
        self.path = path
        self.query = query
        self.index = index
        self.isSorted = isSorted
    }

    var description: String { "\(path)?\(query)" }

    static let profiles = "/api/customers/profiles"
    static let orders = "/api/customers/orders"
    static let scores = "/api/customers/rfm"
    static let keys = "/api/api-keys"
    static let changes = "/api/customers/rfm/history"
    static let jobs = "/api/jobs"
    static let imports = "/api/imports"

    private static func both(_ path: String, _ sort: String, _ index: String) -> [ListCase] {
        [sort, "-" + sort].map { ListCase(path, "sort=\($0)", index) }
    }

    static let all: [ListCase] = sorts.flatMap { $0 } + filters

    private static let sorts: [[ListCase]] = [
        both(profiles, "createdAt", "customer_profiles_by_creation"),
        both(profiles, "updatedAt", "customer_profiles_by_change"),
        both(profiles, "totalSpent", "customer_profiles_by_spending"),
        both(profiles, "totalOrders", "customer_profiles_by_order_count"),
        both(profiles, "lastOrderDate", "customer_profiles_by_last_order"),
        both(profiles, "lastName", "customer_profiles_by_name"),
        both(orders, "placedAt", "orders_by_time"),
        both(orders, "createdAt", "orders_by_recording"),
        both(orders, "updatedAt", "orders_by_version"),
        both(scores, "rfmScore", "customer_rfm_scores_by_score"),
        both(scores, "calculatedAt", "customer_rfm_scores_by_time"),
        both(keys, "createdAt", "api_keys_by_creation"),
        both(changes, "changedAt", "customer_rfm_history_by_time"),
        both(jobs, "createdAt", "jobs_by_creation"),
        both(imports, "createdAt", "imports_by_creation"),
        both(imports, "updatedAt", "imports_by_change"),
    ]

    private static let filters: [ListCase] = [
        ListCase(profiles, "customerId=c17", nil),
        ListCase(profiles, "status=vip", "customer_profiles_by_status"),
        ListCase(profiles, "customerType=distributor", "customer_profiles_by_type"),
        ListCase(profiles, "source=referral", "customer_profiles_by_source"),
        ListCase(profiles, "rfmSegment=VIP", "customer_profiles_by_segment"),
        ListCase(profiles, "createdAfter=2023-11-14T22:14:00Z", "customer_profiles_by_creation"),
        ListCase(profiles, "createdBefore=2023-11-14T22:14:00Z", "customer_profiles_by_creation"),
        ListCase(profiles, "updatedAfter=2023-11-15T20:00:00Z&sort=updatedAt", "customer_profiles_by_change"),
        ListCase(
            profiles, "lastOrderAfter=2023-11-15T20:00:00Z&sort=lastOrderDate", "customer_profiles_by_last_order"),
        ListCase(
            profiles, "lastOrderBefore=2023-11-15T20:00:00Z&sort=-lastOrderDate",
            "customer_profiles_by_last_order"),
        ListCase(profiles, "updatedAfter=2023-11-16T01:59:00Z", nil, isSorted: true),
        ListCase(profiles, "status=vip&rfmSegment=Lost&sort=-totalSpent", nil, isSorted: true),
        ListCase(profiles, "q=name499", nil, isSorted: true),
        ListCase(profiles, "q=name499&sort=-totalSpent", nil, isSorted: true),
        ListCase(profiles, "q=name499&status=active", nil, isSorted: true),
        ListCase(profiles, "q=first7%20name4", nil, isSorted: true),
        ListCase(profiles, "q=zebra", nil, isSorted: true),
        ListCase(profiles, "q=na", nil),
        ListCase(orders, "customerId=c17", nil),
        ListCase(orders, "status=pending", "orders_by_status"),
        ListCase(orders, "channel=phone", "orders_by_channel"),
        ListCase(orders, "placedAfter=2023-11-15T20:00:00Z", "orders_by_time"),
        ListCase(orders, "placedBefore=2023-11-15T20:00:00Z", "orders_by_time"),
        ListCase(orders, "createdAfter=2023-11-14T22:14:00Z&sort=createdAt", "orders_by_recording"),
        ListCase(orders, "createdBefore=2023-11-14T22:14:00Z&sort=-createdAt", "orders_by_recording"),
        ListCase(orders, "updatedAfter=2023-11-15T20:00:00Z&sort=updatedAt", "orders_by_version"),
        ListCase(scores, "segment=VIP", "customer_rfm_scores_by_segment"),
        ListCase(scores, "customerId=c17", nil),
        ListCase(scores, "createdAfter=2023-11-15T20:00:00Z&sort=calculatedAt", "customer_rfm_scores_by_time"),
        ListCase(scores, "createdBefore=2023-11-15T20:00:00Z&sort=calculatedAt", "customer_rfm_scores_by_time"),
        ListCase(scores, "updatedAfter=2023-11-15T20:00:00Z&sort=calculatedAt", "customer_rfm_scores_by_time"),
        ListCase(keys, "createdAfter=2020-01-01", "api_keys_by_creation"),
        ListCase(keys, "createdBefore=2030-01-01", "api_keys_by_creation"),
        ListCase(keys, "updatedAfter=2030-01-01", nil, isSorted: true),
        ListCase(changes, "customerId=c17", nil),
        ListCase(changes, "from=Lost", "customer_rfm_history_by_from"),
        ListCase(changes, "to=VIP", "customer_rfm_history_by_to"),
        ListCase(changes, "after=2023-11-15T20:00:00Z", "customer_rfm_history_by_time"),
        ListCase(changes, "before=2023-11-15T20:00:00Z", "customer_rfm_history_by_time"),
        ListCase(imports, "kind=customers", nil, isSorted: true),
        ListCase(imports, "state=ready", nil, isSorted: true),
        ListCase(imports, "createdAfter=2020-01-01", "imports_by_creation"),
        ListCase(imports, "createdBefore=2030-01-01", "imports_by_creation"),
        ListCase(imports, "updatedAfter=2020-01-01&sort=updatedAt", "imports_by_change"),
        ListCase(jobs, "kind=kind7", "jobs_by_kind"),
        ListCase(jobs, "state=failed", "jobs_by_account_and_state"),
        ListCase(jobs, "createdAfter=2020-01-01", "jobs_by_creation"),
        ListCase(jobs, "createdBefore=2030-01-01", "jobs_by_creation"),
        ListCase(jobs, "updatedAfter=2030-01-01", nil, isSorted: true),
    ]
}

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
            // A change of segment has one time, and its filters go by it.
            let times =
                path == ListCase.changes ? ["after", "before"] : ["createdAfter", "createdBefore", "updatedAfter"]
            for name in ["cursor", "sort"] + times {
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
            }
        }
    }

    private func check(
        _ list: ListCase, _ shop: TestShop, _ recorder: RecordingDatabase, _ backend: TestBackend
    ) async throws {
        let path = "\(list.path)?userId=shop-1&limit=\(Self.limit)&\(list.query)"
        var cursor = ""
        let first = try await recorder.recording {
            let page = try await shop.get(path + "&cursor=")
            #expect(page.status == 200, "\(list): \(page.text)")
            cursor = page.json["nextCursor"]?.string ?? ""
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
