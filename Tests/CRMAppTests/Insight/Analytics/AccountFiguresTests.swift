import CRMCore
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMApp

/// Figures of the whole account against the same counted plainly in memory. It is noon of 2026-03-15.
@Suite struct AccountFiguresTests {
    private struct Purchase {
        let customer: Int
        let day: CalendarDay
        let amount: Int

        var month: String { String(day.iso.prefix(7)) }
    }

    private static func fill(_ shop: TestShop) async throws -> [Purchase] {
        var random = SampleRandom(seed: 5)
        let last = try #require(CalendarDay(iso: "2026-03-14"))
        let purchases = (0..<160).map { _ in
            Purchase(
                customer: Int(random.next() % 30), day: last.advanced(days: -Int(random.next() % 500)),
                amount: 1 + Int(random.next() % 90))
        }
        let lines = purchases.enumerated().map { index, purchase in
            #"{"orderId": "o\#(index)", "customerId": "c\#(purchase.customer)", "placedAt": "\#(purchase.day.iso)T03:30:00Z", "total": \#(purchase.amount)}"#
        }
        let made = try await shop.send(
            .post, "/api/customers/orders", body: lines.joined(separator: "\n"), type: "application/x-ndjson")
        #expect(made.status == 200, "\(made.text)")
        return purchases
    }

    @Test(arguments: TestBackend.allCases)
    func `totals and months are those of the orders`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let purchases = try await Self.fill(shop)
            try await shop.customer("quiet")
            let summary = try await shop.get("/api/customers/analytics/summary")
            let orders = Dictionary(grouping: purchases, by: \.customer)
            let revenue = purchases.reduce(0) { $0 + $1.amount }
            #expect(summary.json["customers"]?.number == "\(orders.count + 1)")
            #expect(summary.json["customersWithOrders"]?.number == "\(orders.count)")
            #expect(summary.json["orders"] == 160 && summary.json["revenue"]?.number == "\(revenue)")
            let rate = Double(orders.values.count { $0.count > 1 }) / Double(orders.count)
            #expect(Double(summary.json["repeatRate"]?.number ?? "") == rate)
            let months = summary.json["months"]?.elements ?? []
            #expect(months.compactMap { $0["month"]?.string }.first == "2025-04" && months.count == 12)
            let first = orders.mapValues { $0.map(\.month).min() ?? "" }
            for month in months {
                let own = purchases.filter { $0.month == month["month"]?.string }
                let new = own.filter { first[$0.customer] == $0.month }
                let counts = [
                    "orders": own.count, "newCustomers": Set(new.map(\.customer)).count,
                    "newRevenue": new.reduce(0) { $0 + $1.amount },
                    "returningCustomers": Set(own.map(\.customer)).subtracting(new.map(\.customer)).count,
                    "returningRevenue": own.reduce(0) { $0 + $1.amount } - new.reduce(0) { $0 + $1.amount },
                ]
                for (name, count) in counts { #expect(month[name]?.number == "\(count)", "\(name) of \(month.text)") }
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `cohorts are the customers of each first month, followed to the present one`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend, zone: "America/New_York") { shop in
            // In New York it is still the evening before.
            let purchases = try await Self.fill(shop).map {
                Purchase(customer: $0.customer, day: $0.day.advanced(days: -1), amount: $0.amount)
            }
            let table = try await shop.get("/api/customers/analytics/cohorts?from=2024-10-20&to=2026-12-01")
            let cohorts = table.json["cohorts"]?.elements ?? []
            #expect(table.json["from"] == "2024-10" && cohorts.count == 18, "\(table.text)")
            let first = Dictionary(grouping: purchases, by: \.customer).mapValues { $0.map(\.month).min() ?? "" }
            var seen = 0
            for (index, cohort) in cohorts.enumerated() {
                let members = Set(first.filter { $0.value == cohort["month"]?.string }.keys)
                #expect(cohort["customers"]?.number == "\(members.count)")
                let steps = cohort["periods"]?.elements ?? []
                #expect(steps.count == 18 - index)
                for (step, month) in zip(steps, cohorts.dropFirst(index)) {
                    let own = purchases.filter { members.contains($0.customer) && $0.month == month["month"]?.string }
                    #expect(step["customers"]?.number == "\(Set(own.map(\.customer)).count)")
                    #expect(step["revenue"]?.number == "\(own.reduce(0) { $0 + $1.amount })")
                    seen += own.count
                }
            }
            #expect(seen == purchases.count)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a stretch must not end before it begins, nor be too long`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for path in ["summary", "cohorts"] {
                func ask(_ period: String) async throws -> TestShop.Reply {
                    try await shop.get("/api/customers/analytics/\(path)?\(period)")
                }
                let reversed = try await ask("from=2026-03-01&to=2026-02-28")
                #expect(reversed.faults == ["/from field.order"])
                let long = try await ask("from=2000-01-01&to=2026-02-28")
                #expect(long.faults == ["/from field.range"])
                for period in ["from=9999-12-31", "to=0001-01-01", "from=0001-01-01&to=0001-12-01"] {
                    let answer = try await ask(period)
                    #expect(answer.status == 200, "\(period): \(answer.text)")
                }
            }
        }
    }
}
