import CRMApp
import CRMCore
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

/// Analytics of single customers over HTTP. It is noon of 2026-03-15.
@Suite struct AnalyticsRouteTests {
    static let path = "/api/customers/analytics"

    private static func compute(_ shop: TestShop, _ id: String) async throws -> TestShop.Reply {
        try await shop.post(path, #"{"userId": "shop-1", "customerId": "\#(id)"}"#)
    }

    @Test(arguments: TestBackend.allCases)
    func `a customer's orders come to every figure of the answer`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend, zone: "Europe/Berlin") { shop in
            let beans = #"{"sku": "B1", "name": "Beans", "category": "coffee", "quantity": 2, "unitPrice": 15}"#
            let cup = #"{"sku": "C1", "name": "Cup", "category": "things", "quantity": 3, "unitPrice": 4}"#
            try await shop.order(
                "o1", "ann", "2026-01-04T09:30:00Z", "42", #""channel": "web", "lines": [\#(beans), \#(cup)]"#)
            try await shop.order("o2", "ann", "2026-01-24T09:10:00Z", "30", #""channel": "web", "lines": [\#(beans)]"#)
            try await shop.order("o3", "ann", "2026-02-23T20:00:00Z", "28", #""channel": "store""#)
            try await shop.order("o4", "ann", "2026-02-24T10:00:00Z", "500", #""status": "pending""#)
            let made = try await Self.compute(shop, "ann")
            #expect(made.status == 200, "\(made.text)")
            let figures: [(String, JSON)] = [
                ("customerId", "ann"), ("totalOrders", 3), ("totalSpent", 100), ("averageOrderValue", .number("33.33")),
                ("repeatPurchaseRate", .number("0.6666666666666666")), ("purchaseFrequency", .number("1.2857")),
                ("averageDaysBetweenOrders", 25), ("daysSinceLastOrder", 20), ("expectedNextOrderDate", "2026-03-20"),
                ("preferredChannel", "web"), ("preferredHour", 10), ("npsScore", .null), ("engagementScore", .null),
            ]
            for (name, value) in figures { #expect(made.json[name] == value, "\(name): \(made.text)") }
            #expect(
                made.json["preferredProducts"]?.text
                    == #"[{"sku":"B1","name":"Beans","quantity":4,"amount":60},{"sku":"C1","name":"Cup","quantity":3,"amount":12}]"#
            )
            #expect(
                made.json["preferredCategories"]?.text
                    == #"[{"category":"coffee","quantity":4,"amount":60},{"category":"things","quantity":3,"amount":12}]"#
            )
            #expect(made.json["churnModel"]?.string?.hasPrefix("MBG/NBD with prior parameters") == true)
            let profile = try await shop.profile("ann")
            for name in ["churnRisk", "predictedValue", "lifetimeValue"] {
                #expect(profile[name] == made.json[name] && profile[name] != .null, "\(name)")
            }
            let risk = try #require(Double(made.json["churnRisk"]?.number ?? ""))
            #expect((0...1).contains(risk))
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a customer without orders gets zeros and nulls, with the reason`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("new")
            let made = try await Self.compute(shop, "new")
            #expect(made.status == 200)
            for name in ["totalOrders", "totalSpent", "averageOrderValue", "repeatPurchaseRate", "lifetimeValue"] {
                #expect(made.json[name] == 0, "\(name): \(made.text)")
            }
            for name in ["churnRisk", "churnModel", "predictedValue", "expectedNextOrderDate", "healthScore"] {
                #expect(made.json[name] == .null, "\(name): \(made.text)")
            }
            #expect(made.json["churnReasons"]?.elements == ["No purchase yet: a risk is told from the first one on"])
            #expect(try await Self.compute(shop, "nobody").code == "customer.unknown")
            #expect(try await shop.post(Self.path, #"{"customerId": "new"}"#).faults == ["/userId field.required"])
            #expect(try await shop.post(Self.path, #"{"userId": "shop-1"}"#).faults == ["/customerId field.required"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the list is a bare array with its total and links in headers`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for index in 1...5 {
                try await shop.order("o\(index)", "c\(index)", "2026-03-0\(index)T10:00:00Z", "\(10 * index)")
                _ = try await Self.compute(shop, "c\(index)")
            }
            let page = try await shop.get("\(Self.path)?userId=shop-1&limit=2&offset=2")
            #expect(page.json.elements.compactMap { $0["customerId"]?.string } == ["c3", "c2"], "the best first")
            #expect(page.headers[try #require(.init("X-Total-Count"))] == "5")
            let links = page.headers[try #require(.init("Link"))] ?? ""
            for relation in ["first", "prev", "next", "last"] { #expect(links.contains("rel=\"\(relation)\"")) }
            #expect(try await shop.get("\(Self.path)?userId=shop-1&customerId=c4").json.elements.count == 1)
            #expect(try await shop.get("\(Self.path)?userId=shop-1&customerId=nobody").text == "[]")
            #expect(try await shop.get(Self.path).faults == ["/userId field.required"])
            for sort in ["churnRisk", "-churnRisk", "predictedValue", "-healthScore", "calculatedAt"] {
                let whole = try await shop.get("\(Self.path)?userId=shop-1&sort=\(sort)").json.elements
                var seen: [JSON] = []
                var next: String? = "\(Self.path)?userId=shop-1&sort=\(sort)&limit=2&cursor="
                while let path = next {
                    let page = try await shop.get(path)
                    seen += page.json.elements
                    next = page.nextLink
                }
                #expect(seen == whole && whole.count == 5, "\(sort)")
            }
            #expect(try await shop.get("\(Self.path)?userId=shop-2", key: shop.otherKey).text == "[]")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the churn risk follows from the days that are looked back over and from the account's horizon`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for (index, day) in ["2025-09-01", "2025-10-01", "2026-01-10", "2026-03-01"].enumerated() {
                try await shop.order("o\(index)", "ann", "\(day)T10:00:00Z", "10")
            }
            let standard = try await shop.get("\(Self.path)/churn?customerId=ann")
            let made = try await Self.compute(shop, "ann")
            let risk = try #require(Double(standard.json["churnRisk"]?.number ?? ""))
            #expect(abs(risk - (Double(made.json["churnRisk"]?.number ?? "") ?? 2)) < 1e-6)
            #expect(standard.json["horizonDays"] == 90 && standard.json["days"] == 365)
            #expect(standard.json["churnReasons"] == made.json["churnReasons"])
            let short = try await shop.get("\(Self.path)/churn?customerId=ann&days=90")
            #expect(short.json["churnRisk"] != standard.json["churnRisk"])
            #expect(try await shop.put("\(Self.path)/settings", #"{"churnHorizonDays": 30}"#).status == 200)
            let nearer = try await shop.get("\(Self.path)/churn?customerId=ann")
            #expect(try #require(Double(nearer.json["churnRisk"]?.number ?? "")) > risk)
            #expect(try await shop.get("\(Self.path)/churn?customerId=nobody").code == "customer.unknown")
            #expect(try await shop.get("\(Self.path)/churn?customerId=ann&days=0").faults == ["/days field.range"])
            let refused = try await shop.put("\(Self.path)/settings", #"{"churnHorizonDays": 0}"#)
            #expect(refused.faults == ["/churnHorizonDays field.range"])
            let standardAgain = try await shop.put("\(Self.path)/settings", #"{"churnHorizonDays": null}"#)
            #expect(standardAgain.json["churnHorizonDays"] == 90)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `lines in other currencies count in the account's own`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let line = #"{"sku": "A", "quantity": 1.5, "unitPrice": 10}"#
            try await shop.order(
                "o1", "ann", "2026-03-01T10:00:00Z", "15",
                #""currency": "EUR", "exchangeRate": 1.1, "lines": [\#(line)]"#)
            let made = try await Self.compute(shop, "ann")
            let first = made.json["preferredProducts"]?.elements.first
            #expect(first?["amount"] == .number("16.5") && first?["quantity"] == .number("1.5"), "\(made.text)")
            #expect(made.json["totalSpent"] == .number("16.5"))
        }
    }
}

extension TestShop.Reply {
    /// Where a list whose answer is a bare array goes on.
    var nextLink: String? {
        guard let name = HTTPField.Name("Link"), let links = headers[name] else { return nil }
        let next = links.split(separator: ", ").first { $0.hasSuffix("rel=\"next\"") }
        return next.flatMap { $0.split(separator: ">").first }.map { String($0.dropFirst()) }
    }
}
