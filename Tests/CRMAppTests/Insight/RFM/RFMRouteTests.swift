import CRMCore
import CRMPlatform
import CRMScience
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMApp

@Suite struct RFMRouteTests {
    private static let path = "/api/customers/rfm"

    private func compute(_ shop: TestShop, _ customer: String, _ fields: String = "") async throws -> TestShop.Reply {
        let more = fields.isEmpty ? "" : ", " + fields
        return try await shop.post(Self.path, #"{"userId": "shop-1", "customerId": "\#(customer)"\#(more)}"#)
    }

    @Test(arguments: TestBackend.allCases)
    func `the score of one customer is computed, saved and listed`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "c1", "2025-06-01T09:00:00Z", "400")
            try await shop.order("o2", "c1", "2026-02-20T09:00:00Z", "700.50")
            let reply = try await compute(shop, "c1", #""days": 365"#)
            #expect(reply.status == 200)
            #expect(
                reply.text == """
                    {"customerId":"c1","recencyScore":5,"frequencyScore":2,"monetaryScore":3,"rfmScore":523,\
                    "rfmSegment":"Potential Loyalists","previousSegment":"Lost",\
                    "segmentChangedAt":"2026-03-15T12:00:00Z","recencyDays":23,"orderCount":2,"totalSpent":1100.5,\
                    "flags":[],"nextChangeOn":"2026-03-23","calculatedAt":"2026-03-15T12:00:00Z"}
                    """)
            let list = try await shop.get("\(Self.path)?userId=shop-1")
            #expect(list.json.names == ["scores", "distribution"])
            #expect(list.json["scores"]?.elements == [reply.json])
            #expect(
                list.json["distribution"]?.text == """
                    {"Champions":0,"VIP":0,"New Customers":0,"Loyal Customers":0,"Potential Loyalists":1,\
                    "At Risk":0,"Lost":0}
                    """)
            #expect(list.headers[.init("X-Total-Count")!] == "1")
            #expect(try await shop.profile("c1")["rfmSegment"] == "Potential Loyalists")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a question with other days or another day is answered and not saved`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "c1", "2025-06-01T09:00:00Z", "400")
            try await shop.order("o2", "c1", "2026-02-20T09:00:00Z", "700")
            let saved = try await shop.get("\(Self.path)?userId=shop-1").json["scores"]
            let month = try await compute(shop, "c1", #""days": 30"#)
            #expect(month.json["orderCount"] == 1)
            #expect(month.json["monetaryScore"] == 2)
            let past = try await compute(shop, "c1", #""asOf": "2025-06-30""#)
            #expect(past.json["rfmSegment"] == "New Customers")
            #expect(past.json["recencyDays"] == 29)
            let sameDay = try await compute(shop, "c1", #""asOf": "2025-06-01""#)
            #expect(sameDay.json["recencyDays"] == 0)
            let justBefore = try await compute(shop, "c1", #""asOf": "2025-06-01T08:59:59.999Z""#)
            #expect(justBefore.status == 409)
            #expect(try await shop.get("\(Self.path)?userId=shop-1").json["scores"] == saved)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `without orders there is no score, and an unknown customer is a 404`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let none = try await compute(shop, "c1")
            #expect(none.status == 409)
            #expect(none.code == "rfm.no_order_history")
            try await shop.order("o1", "c1", "2026-03-01T00:00:00Z", "10", #""status": "cancelled""#)
            #expect(try await compute(shop, "c1").code == "rfm.no_order_history")
            #expect(try await compute(shop, "nobody").status == 404)
            for days in ["0", "-1", "4000", "\"365\"", "1.5"] {
                #expect(try await compute(shop, "c1", #""days": \#(days)"#).status == 400, "\(days)")
            }
            let many = try await shop.post(Self.path, #"{"userId": "shop-1", "asOf": "yesterday", "day": 3}"#)
            #expect(many.faults == ["/customerId field.required", "/asOf field.format", "/day field.unknown"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a cancelled last order takes the score away again`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "c1", "2026-03-01T00:00:00Z", "10")
            #expect(try await shop.profile("c1")["rfmSegment"] == "New Customers")
            shop.clock.advance(milliseconds: 1_000)
            try await shop.order("o1", "c1", "2026-03-01T00:00:00Z", "10", #""status": "cancelled""#)
            let profile = try await shop.profile("c1")
            #expect(profile["rfmSegment"] == .null)
            #expect(profile["totalOrders"] == 0)
            #expect(profile["firstOrderDate"] == .null)
            #expect(try await shop.get("\(Self.path)?userId=shop-1").json["scores"] == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the filter narrows the scores and never the distribution`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "c1", "2026-03-01T00:00:00Z", "10")
            try await shop.order("o2", "c2", "2024-03-01T00:00:00Z", "10")
            try await shop.order("o3", "c3", "2024-03-01T00:00:00Z", "10")
            let lost = try await shop.get("\(Self.path)?userId=shop-1&segment=Lost&limit=1")
            #expect(lost.json["scores"]?.elements.count == 1)
            #expect(lost.headers[.init("X-Total-Count")!] == "2")
            #expect(lost.json["distribution"]?["New Customers"] == 1)
            #expect(lost.json["distribution"]?["Lost"] == 2)
            let one = try await shop.get("\(Self.path)?userId=shop-1&segment=New%20Customers")
            #expect(one.json["scores"]?.elements.first?["customerId"] == "c1")
            let foreign = try await shop.get("\(Self.path)?userId=shop-2", key: shop.otherKey)
            #expect(foreign.json["distribution"]?["Lost"] == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `days are those of the account's time zone`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend, zone: "Pacific/Auckland") { shop in
            // 2026-02-13 in Auckland, 2026-02-12 in UTC; now is 2026-03-16 in Auckland.
            try await shop.order("o1", "c1", "2026-02-12T13:00:00Z", "10")
            #expect(try await compute(shop, "c1").json["recencyDays"] == 31)
            let asOf = try await compute(shop, "c1", #""asOf": "2026-03-15""#)
            #expect(asOf.json["recencyDays"] == 30)
            #expect(asOf.json["recencyScore"] == 5)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the account's own thresholds decide`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "c1", "2026-03-01T00:00:00Z", "60")
            let before = try await shop.get("\(Self.path)/settings")
            #expect(before.json["recencyDays"]?.text == "[30,60,90,180]")
            let saved = try await shop.put(
                "\(Self.path)/settings", #"{"recencyDays": [5, 10, 20, 40], "monetaryAmounts": [10.5, 20, 50, 100]}"#)
            #expect(saved.json["monetaryAmounts"]?.text == "[10.5,20,50,100]")
            #expect(saved.json["windowDays"] == 365)
            let score = try await compute(shop, "c1")
            #expect(score.json["recencyScore"] == 3)
            #expect(score.json["monetaryScore"] == 4)
            let bad = try await shop.put(
                "\(Self.path)/settings", #"{"windowDays": 0, "recencyDays": [5, 4], "frequencyOrders": [2, 4, 4, 9]}"#)
            #expect(bad.status == 400)
            #expect(bad.faults.contains("/windowDays field.range"))
            let order = try await shop.put("\(Self.path)/settings", #"{"frequencyOrders": [2, 4, 4, 9]}"#)
            #expect(order.faults == ["/frequencyOrders/2 field.order"])
            let count = try await shop.put("\(Self.path)/settings", #"{"recencyDays": [1, 2, 3, 4, 5]}"#)
            #expect(count.faults == ["/recencyDays field.count"])
            let cleared = try await shop.put(
                "\(Self.path)/settings", #"{"recencyDays": null, "monetaryAmounts": null, "mode": null}"#)
            #expect(cleared.json["recencyDays"]?.text == "[30,60,90,180]", "\(cleared.text)")
            #expect(cleared.json["monetaryAmounts"]?.text == "[500,1000,2500,5000]")
            #expect(try await shop.get("\(Self.path)/settings", key: shop.otherKey).json == before.json)
        }
    }

    /// Scores by SQL for all, in one run, equal the pure scoring of each customer's orders.
    @Test(arguments: TestBackend.allCases)
    func `the run over all equals pure scoring of random histories`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend, zone: "America/New_York") { shop in
            var random = SampleRandom(seed: 42)
            var lines: [String] = []
            var orders: [String: [(day: CalendarDay, cents: Int64)]] = [:]
            for customer in 0..<120 {
                for index in 0..<Int(random.next() % 14) {
                    let back = Int64(random.next() % (500 * 86_400))
                    let placed = shop.clock.now().advanced(milliseconds: -back * 1000)
                    let cents = Int64(random.next() % 120_000)
                    let id = "c\(customer)"
                    orders[id, default: []].append((shop.account.calendar.day(of: placed), cents))
                    let total = shop.account.money(cents).plain
                    lines.append(
                        """
                        {"orderId": "\(customer)-\(index)", "customerId": "\(id)", "placedAt": "\(placed.rfc3339)", \
                        "total": \(total)}
                        """)
                }
            }
            let loaded = try await shop.send(
                .post, "/api/customers/orders", body: lines.joined(separator: "\n"), type: "application/x-ndjson")
            #expect(loaded.json["created"]?.number == String(lines.count))
            for asOf in ["2026-03-15", "2025-12-01", "2025-03-09"] {
                let day = try #require(CalendarDay(iso: asOf))
                _ = try await shop.shop.runRFM(shop.account, asOf: .day(day))
                var found: [String: String] = [:]
                for offset in [0, 100] {
                    let page = try await shop.get("\(Self.path)?userId=shop-1&limit=100&offset=\(offset)")
                    for score in page.json["scores"]?.elements ?? [] {
                        let digits = score["rfmScore"]?.number ?? ""
                        let next = score["nextChangeOn"]?.string ?? "never"
                        found[score["customerId"]?.string ?? ""] =
                            "\(digits) \(score["rfmSegment"]?.string ?? "") \(next)"
                    }
                }
                #expect(found == expected(orders, asOf: day, shop.account), "as of \(asOf)")
            }
        }
    }

    private func expected(
        _ orders: [String: [(day: CalendarDay, cents: Int64)]], asOf: CalendarDay, _ account: Account
    ) -> [String: String] {
        let scorer = RFMScorer(thresholds: .standard, currency: account.currency)
        var result: [String: String] = [:]
        for (customer, all) in orders {
            let known = all.filter { $0.day <= asOf }
            let window = known.filter { asOf.number - $0.day.number < 365 }
            guard let last = known.map(\.day).max() else { continue }
            let score = scorer.score(
                RFMFacts(
                    asOf: asOf, lastOrderDay: last, earliestOrderDayInWindow: window.map(\.day).min(),
                    ordersInWindow: window.count, spentInWindow: window.reduce(0) { $0 + $1.cents },
                    ordersEver: known.count, nextOrderDay: all.map(\.day).filter { $0 > asOf }.min()))
            result[customer] = "\(score.total) \(score.segment.rawValue) \(score.nextChangeOn?.iso ?? "never")"
        }
        return result
    }
}
