import CRMCore
import CRMInsight
import CRMPlatform
import CRMScience
import CRMTesting
import Testing

@testable import CRMApp

/// History, movement, grid and preview over HTTP.
@Suite struct RFMHistoryTests {
    private static let path = "/api/customers/rfm"

    private func advance(_ shop: TestShop, to day: String) async throws {
        shop.clock.set("\(day)T12:00:00Z")
        _ = try await shop.shop.runRFM(shop.account, asOf: nil)
    }

    /// `from>to reason` of each entry, newest first.
    private func history(_ shop: TestShop, _ query: String = "") async throws -> [String] {
        let reply = try await shop.get("\(Self.path)/history?\(query)")
        #expect(reply.status == 200, "\(reply.text)")
        return (reply.json["data"]?.elements ?? []).map { entry in
            let (from, to) = (entry["from"]?.string ?? "-", entry["to"]?.string ?? "-")
            return "\(entry["customerId"]?.string ?? "") \(from)>\(to) \(entry["reason"]?.string ?? "")"
        }
    }

    private func fill(_ shop: TestShop) async throws {
        try await shop.order("o1", "c1", "2026-03-01T00:00:00Z", "100")
        try await shop.order("o2", "c2", "2026-03-02T00:00:00Z", "100")
        // 31 days after its order c1 has R 4 and stays, 61 days after it R 3 and moves.
        try await advance(shop, to: "2026-05-01")
        try await shop.order("o3", "c2", "2026-04-30T00:00:00Z", "200")
        try await advance(shop, to: "2026-05-02")
        shop.clock.set("2026-05-03T12:00:00Z")
        try await shop.order("o3", "c2", "2026-04-30T00:00:00Z", "200", #""status": "cancelled""#)
        try await shop.order("o1", "c1", "2026-03-01T00:00:00Z", "100", #""status": "cancelled""#)
    }

    @Test(arguments: TestBackend.allCases)
    func `each change is kept with its reason`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await fill(shop)
            #expect(
                try await history(shop, "customerId=c2") == [
                    "c2 New Customers>Potential Loyalists order", "c2 ->New Customers first_score",
                ])
            #expect(
                try await history(shop, "customerId=c1") == [
                    "c1 Potential Loyalists>- score_lost", "c1 New Customers>Potential Loyalists time",
                    "c1 ->New Customers first_score",
                ])
            #expect(try await history(shop, "customerId=nobody") == [])
            #expect(try await history(shop, "from=none&limit=1").count == 1)
            #expect(try await history(shop, "to=none") == ["c1 Potential Loyalists>- score_lost"])
            #expect(
                try await history(shop, "customerId=c1&after=2026-05-01&before=2026-05-04") == [
                    "c1 Potential Loyalists>- score_lost"
                ])
            let foreign = try await shop.get("\(Self.path)/history", key: shop.otherKey)
            #expect(foreign.json["total"] == 0)
            let bad = try await shop.get("\(Self.path)/history?from=Nobody&reason=x")
            #expect(bad.faults == ["/from field.unknown_value", "/reason field.unknown"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a walk by cursor sees every change once`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await fill(shop)
            let all = try await history(shop)
            var walked: [String] = []
            var cursor: String? = ""
            while let token = cursor {
                let reply = try await shop.get("\(Self.path)/history?limit=2&cursor=\(token)")
                walked += (reply.json["data"]?.elements ?? []).map { $0["changedAt"]?.string ?? "" }
                cursor = reply.json["nextCursor"]?.string
            }
            #expect(walked.count == all.count)
            #expect(walked == walked.sorted(by: >))
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the movement between two days follows from the history`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await fill(shop)
            let early = try await shop.get("\(Self.path)/migrations?from=2026-03-14&to=2026-03-15").json
            #expect(early["movements"]?["none"]?["New Customers"] == 2)
            #expect(early["moved"] == 2)
            let stay = try await shop.get("\(Self.path)/migrations?from=2026-03-15&to=2026-03-16").json
            #expect(stay["movements"]?["New Customers"]?["New Customers"] == 2)
            #expect(stay["moved"] == 0)
            let spring = try await shop.get("\(Self.path)/migrations?from=2026-03-15&to=2026-05-02").json
            #expect(spring["movements"]?["New Customers"]?["Potential Loyalists"] == 2)
            #expect(spring["before"]?["New Customers"] == 2)
            #expect(spring["after"]?["New Customers"] == 0)
            let all = try await shop.get("\(Self.path)/migrations?from=2026-03-15&to=2026-05-03").json
            #expect(all["movements"]?["New Customers"]?["none"] == 1)
            let wrong = try await shop.get("\(Self.path)/migrations?from=2026-03-15&to=2026-03-14")
            #expect(wrong.faults == ["/from field.order"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the grid counts customers and money by recency and frequency`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "c1", "2026-03-01T00:00:00Z", "100.50")
            try await shop.order("o2", "c2", "2026-03-02T00:00:00Z", "600")
            let grid = try await shop.get("\(Self.path)/matrix").json
            #expect(grid["customers"] == 2)
            #expect(grid["cells"]?.elements.count == 25)
            #expect(
                grid["cells"]?.elements.first { $0["recencyScore"] == 5 && $0["frequencyScore"] == 1 }?.text
                    == #"{"recencyScore":5,"frequencyScore":1,"customers":2,"totalSpent":700.5}"#)
            let rich = try await shop.get("\(Self.path)/matrix?monetaryScore=2").json
            #expect(rich["customers"] == 1)
            #expect(try await shop.get("\(Self.path)/matrix?monetaryScore=6").status == 400)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a preview tells what saving then does`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for index in 1...6 {
                try await shop.order("o\(index)", "c\(index)", "2026-02-0\(index)T00:00:00Z", "\(index)00")
            }
            for body in [
                #"{"recencyDays": [5, 10, 20, 39]}"#, #"{"windowDays": 38}"#, #"{"mode": "quantiles"}"#,
                #"{"mode": "thresholds", "windowDays": 365, "recencyDays": [30, 60, 90, 180]}"#,
            ] {
                let before = try await shop.get("\(Self.path)?userId=shop-1").json["distribution"]
                let preview = try await shop.post("\(Self.path)/preview", body)
                #expect(preview.status == 200, "\(preview.text)")
                #expect(preview.json["before"] == before)
                #expect(try await shop.get("\(Self.path)?userId=shop-1").json["distribution"] == before)
                #expect(try await shop.put("\(Self.path)/settings", body).status == 200)
                #expect(try await shop.shop.runRFM(shop.account, asOf: nil).visited >= 6)
                let after = try await shop.get("\(Self.path)?userId=shop-1").json["distribution"]
                #expect(preview.json["after"] == after, "\(body)")
                #expect(preview.json["settings"]?["mode"] != nil)
            }
            #expect(try await history(shop, "customerId=c1").first?.hasSuffix("thresholds") == true)
            #expect(try await shop.post("\(Self.path)/preview", #"{"mode": "deciles"}"#).status == 400)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `quantiles stay as they are between runs over all`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for index in 1...9 {
                try await shop.order("o\(index)", "c\(index)", "2026-02-0\(index)T00:00:00Z", "\(index)00")
            }
            _ = try await shop.put("\(Self.path)/settings", #"{"mode": "quantiles"}"#)
            _ = try await shop.shop.runRFM(shop.account, asOf: nil)
            let settings = try await shop.get("\(Self.path)/settings").json
            #expect(settings["quantiles"]?["monetaryAmounts"]?.text == "[200.01,400.01,600.01,800.01]")
            #expect(settings["quantiles"]?["frequencyOrders"] == .null, "one value tells nothing")
            try await shop.order("o10", "c10", "2026-03-01T00:00:00Z", "5000")
            _ = try await shop.shop.runRFM(shop.account, asOf: nil)
            #expect(try await shop.get("\(Self.path)/settings").json == settings)
            _ = try await shop.shop.runRFM(shop.account, asOf: nil, full: true)
            #expect(try await shop.get("\(Self.path)/settings").json != settings)
        }
    }
}
