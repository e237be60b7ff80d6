import CRMCore
import CRMTesting
import Foundation
import Testing

/// `import orders` in the generic format: what goes in, seen through the HTTP API.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct GenericImportTests {
    @Test(arguments: TestBackend.allCases)
    func `one row an order makes orders, customers and their metrics`(_ backend: TestBackend) async throws {
        let csv = """
            order_id,customer_id,placed_at,total,status,channel,email,first_name,last_name,phone
            A-1,ann,2025-03-01T10:00:00Z,19.99,paid,web,ann@example.com,Ann,Archer,+14155550100
            A-2,ann,2025-03-09,5.01,fulfilled,web,,,,
            A-3,bob,2025-04-01 12:30:00 +0200,7,cancelled,till,,,,
            """
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            try await #expect(shop.imported(csv) == Tally(rows: 3, created: 3))
            try await shop.serving { api in
                let ann = try await api.profile("ann")
                #expect(ann.totalSpent == 25)
                #expect(ann.totalOrders == 2)
                #expect(ann.averageOrderValue == 12.5)
                #expect(ann.firstOrderDate == "2025-03-01T10:00:00Z")
                #expect(ann.lastOrderDate == "2025-03-09T00:00:00Z")
                #expect([ann.firstName, ann.lastName] == ["Ann", "Archer"])
                #expect([ann.email, ann.phone] == ["ann@example.com", "+14155550100"])
                let bob = try await api.profile("bob")
                #expect(bob.totalOrders == 0, "a cancelled order is no purchase")
                #expect(bob.totalSpent == 0)
                let order = try await api.order("A-3")
                #expect(order.placedAt == "2025-04-01T10:30:00Z")
                #expect(order.status == "cancelled")
                #expect(order.channel == "till")
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `one row a line makes one order of the lines`(_ backend: TestBackend) async throws {
        let csv = """
            order_id,customer_id,placed_at,total,sku,product,category,quantity,unit_price
            A-1,ann,2025-03-01,30.50,ESP-1,Espresso,coffee,2,12.00
            A-1,ann,2025-03-01,30.50,CUP-7,"Cup, blue",china,1,6.50
            A-2,bob,2025-03-02,4.25,TEA-2,Tea,,,
            """
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            try await #expect(shop.imported(csv) == Tally(rows: 3, created: 2))
            try await shop.serving { api in
                let order = try await api.order("A-1")
                #expect(order.total == 30.5)
                #expect(
                    order.lines == [
                        .init(sku: "ESP-1", name: "Espresso", category: "coffee", quantity: 2, unitPrice: 12),
                        .init(sku: "CUP-7", name: "Cup, blue", category: "china", quantity: 1, unitPrice: 6.5),
                    ])
                let single = try await api.order("A-2").lines
                #expect(single == [.init(sku: "TEA-2", name: "Tea", category: nil, quantity: 1, unitPrice: 4.25)])
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the same file again changes nothing`(_ backend: TestBackend) async throws {
        let csv = """
            order_id,customer_id,placed_at,total,updated_at,sku,quantity
            A-1,ann,2025-03-01,30.50,2025-03-02,ESP-1,2
            A-1,ann,2025-03-01,30.50,2025-03-02,CUP-7,1
            A-2,bob,2025-03-02,4.25,,,
            """
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            try await #expect(shop.imported(csv) == Tally(rows: 3, created: 2))
            var before: [OrderRow] = []
            try await shop.serving { api in before = try await api.orders() }
            try await #expect(shop.imported(csv) == Tally(rows: 3, unchanged: 2))
            try await shop.serving { api in
                try await #expect(api.orders() == before)
                try await #expect(api.profile("ann").totalOrders == 1)
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `late and repeated versions never win over the newest`(_ backend: TestBackend) async throws {
        let header = "order_id,customer_id,placed_at,total,status,updated_at\n"
        let csv =
            header + """
                A-1,ann,2025-03-01,10,pending,2025-03-01
                A-2,ann,2025-03-01,20,paid,2025-03-09
                A-1,ann,2025-03-01,12,fulfilled,2025-03-05
                A-1,ann,2025-03-01,11,paid,2025-03-03
                A-1,ann,2025-03-01,12,fulfilled,2025-03-05
                A-2,ann,2025-03-01,99,cancelled,2025-03-08
                """
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            try await #expect(
                shop.imported(csv) == Tally(rows: 6, created: 2, updated: 1, unchanged: 1, stale: 2))
            let late = header + "A-1,ann,2025-03-01,1,cancelled,2025-03-04T23:59:59Z\n"
            try await #expect(shop.imported(late) == Tally(rows: 1, stale: 1))
            try await shop.serving { api in
                let orders = try await api.orders().sorted { $0.orderId < $1.orderId }
                #expect(orders.map(\.total) == [12, 20])
                #expect(orders.map(\.status) == ["fulfilled", "paid"])
                try await #expect(api.profile("ann").totalSpent == 32)
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `without order ids the n-th order of a customer's day is an order of its own`(
        _ backend: TestBackend
    ) async throws {
        let csv = """
            customer_id,placed_at,total
            ann,2025-03-01,10
            ann,2025-03-01,10
            bob,2025-03-01,10
            ann,2025-03-02,7.5
            ann,2025-03-01,3
            """
        let ids = ["ann-2025-03-01-1", "ann-2025-03-01-2", "ann-2025-03-01-3", "ann-2025-03-02-1", "bob-2025-03-01-1"]
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            try await #expect(shop.imported(csv) == Tally(rows: 5, created: 5))
            try await #expect(shop.imported(csv) == Tally(rows: 5, unchanged: 5))
            try await shop.serving { api in
                try await #expect(api.orders().map(\.orderId).sorted() == ids)
                try await #expect(api.profile("ann").totalSpent == 30.5)
            }
        }
    }

    @Test func `the day of a made-up order id is that of the account's time zone`() async throws {
        let csv = "customer_id,placed_at,total\nann,2025-03-01T23:30:00Z,10\nann,2025-03-02,10\n"
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop(timeZone: "Europe/Berlin")
            try await #expect(shop.imported(csv) == Tally(rows: 2, created: 2))
            try await shop.serving { api in
                let orders = try await api.orders().sorted { $0.orderId < $1.orderId }
                #expect(orders.map(\.orderId) == ["ann-2025-03-02-1", "ann-2025-03-02-2"])
                #expect(orders.map(\.placedAt) == ["2025-03-01T23:30:00Z", "2025-03-01T23:00:00Z"])
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a dry run tells what would happen and keeps nothing`(_ backend: TestBackend) async throws {
        let known = "order_id,customer_id,placed_at,total\nA-1,ann,2025-03-01,10\n"
        let more = known + "A-2,bob,2025-03-02,nonsense\nA-3,cid,2025-03-03,20\n"
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            try await #expect(shop.imported(known) == Tally(rows: 1, created: 1))
            try await #expect(
                shop.imported(more, ["--dry-run"])
                    == Tally(rows: 3, created: 1, unchanged: 1, failed: 1, isDryRun: true))
            try await shop.serving { api in
                try await #expect(api.orders().map(\.orderId) == ["A-1"])
                try await #expect(api.profiles().map(\.customerId) == ["ann"])
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a customer who is known keeps the contact data they have`(_ backend: TestBackend) async throws {
        let first = "order_id,customer_id,placed_at,total,email\nA-1,ann,2025-03-01,10,ann@example.com\n"
        let second = "order_id,customer_id,placed_at,total,email\nA-2,ann,2025-03-02,10,other@example.com\n"
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            _ = try await shop.imported(first)
            _ = try await shop.imported(second)
            try await shop.serving { api in
                let profiles = try await api.profiles()
                #expect(profiles.map(\.email) == ["ann@example.com"])
                #expect(profiles.map(\.totalOrders) == [2])
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `scores of many customers are left to the next run when that is asked for`(
        _ backend: TestBackend
    ) async throws {
        let rows = (0...200).map { "A-\($0),c\($0),2025-03-01,10\n" }.joined()
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            let path = stage.folder.file("many.csv")
            try Data("order_id,customer_id,placed_at,total\n\(rows)".utf8).write(to: URL(filePath: path))
            let account = ["--account", shop.userID, "--json"]
            _ = try await stage.run(["import", "orders", path, "--no-scores"] + account).done()
            try await #expect(stage.run(["rfm", "show"] + account).done().json()["scores"] == [])
            try await #expect(stage.run(["rfm", "run"] + account).done().json()["scored"] == 201)
        }
    }
}
