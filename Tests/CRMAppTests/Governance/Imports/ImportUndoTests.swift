import CRMApp
import CRMCore
import CRMDatabase
import CRMGovernance
import CRMPlatform
import CRMTesting
import Testing

/// Imports that are taken back.
@Suite(.timeLimit(.minutes(5)))
struct ImportUndoTests {
    @Test(arguments: TestBackend.allCases)
    func `an undo brings back exactly what was there before`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await Self.fill(shop)
            let before = try await shop.contents()
            // Changes orders of Ada and Bob, moves one to another customer, and brings new ones.
            let csv =
                "order_id,customer_id,placed_at,updated_at,total,sku,unit_price\n"
                + "ada-1,ada,2026-01-10T10:00:00Z,2026-02-20,700,x,1\n"
                + "bob-1,zoe,2026-01-11T10:00:00Z,2026-02-20,5,,\n" + orderRows(600)
            let done = try await shop.imported(csv)
            #expect(done["updated"] == 2 && done["created"] == 600 && done["undoable"] == true, "\(done.text)")
            #expect(try await shop.contents() != before)
            let undone = try await shop.undone(try #require(done["id"]?.string))
            #expect(undone["state"] == "undone")
            let undo = try #require(undone["undo"])
            #expect(undo["removed"] == 600 && undo["restored"] == 2 && undo["kept"] == 0, "\(undo.text)")
            #expect(undo["customersRemoved"] == 31 && undo["done"] == undo["total"], "\(undo.text)")
            #expect(try await shop.contents() == before)
            #expect(try await shop.count("import_traces") == 0)
            let again = try await shop.verb(try #require(done["id"]?.string), "undo")
            #expect(again.status == 409 && again.code == "import.already_undone")
            try await Self.expectHealth(shop)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a customer of whom something was written stays, with all of it`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let ids = ["noted", "housed", "asked", "tuned", "tagged", "bare"]
            let lines = ids.map { "o-\($0),\($0),2026-02-01,10\n" }.joined()
            let done = try await shop.imported("order_id,customer_id,placed_at,total\n" + lines)
            _ = try await shop.note("noted", "text")
            _ = try await shop.address("housed")
            let consent = """
                {"customerId": "asked", "purpose": "marketing", "channel": "email", "lawfulBasis": "consent",
                "status": "granted", "source": "form"}
                """
            #expect(try await shop.post("/api/customers/consents", consent).status == 201)
            _ = try await shop.put("/api/customers/preferences", #"{"customerId": "tuned", "maxMessagesPerWeek": 2}"#)
            _ = try await shop.tag("Regular", on: ["tagged"])
            let undone = try await shop.undone(try #require(done["id"]?.string))
            #expect(undone["undo"]?["removed"] == 6 && undone["undo"]?["customersRemoved"] == 1, "\(undone.text)")
            for id in ids.dropLast() { #expect(try await shop.profile(id) != .null, "\(id)") }
            #expect(try await shop.profile("bare") == .null)
            #expect(try await shop.get("/api/customers/notes?customerId=noted").json["total"] == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what was changed again since stays, and is counted`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await Self.fill(shop)
            let csv =
                "order_id,customer_id,placed_at,updated_at,total,email\n"
                + "ada-1,ada,2026-01-10T10:00:00Z,2026-02-20,700,\n"
                + "new-1,eve,2026-02-01,2026-02-20,10,eve@example.com\n"
                + "new-2,finn,2026-02-01,2026-02-20,20,\n" + "new-3,gus,2026-02-01,2026-02-20,30,\n"
                + "new-4,hal,2026-02-01,2026-02-20,40,\n"
            let done = try await shop.imported(csv)
            #expect(done["created"] == 4 && done["updated"] == 1, "\(done.text)")
            // A refund, a newer version by HTTP, a later import, a profile that somebody has written to.
            _ = try await shop.post("/api/customers/orders/ada-1/refunds", #"{"refundId": "r", "amount": 10}"#)
            try await shop.order("new-1", "eve", "2026-02-01T00:00:00Z", "11", #""updatedAt": "2026-03-01T00:00:00Z""#)
            let later = try await shop.imported(
                "order_id,customer_id,placed_at,updated_at,total\nnew-2,finn,2026-02-01,2026-03-02,21\n")
            #expect(later["updated"] == 1)
            _ = try await shop.put(
                "/api/customers/profiles", #"{"userId": "shop-1", "customerId": "gus", "companyName": "Gus & Sons"}"#)
            let undone = try await shop.undone(try #require(done["id"]?.string))
            let undo = try #require(undone["undo"])
            #expect(undo["removed"] == 2 && undo["restored"] == 0 && undo["kept"] == 3, "\(undo.text)")
            #expect(undo["customersRemoved"] == 1, "only Hal has nothing else")
            #expect(try await shop.get("/api/customers/orders/new-1").json["total"] == 11)
            #expect(try await shop.get("/api/customers/orders/new-2").json["total"] == 21)
            #expect(try await shop.get("/api/customers/orders/new-3").status == 404)
            #expect(try await shop.get("/api/customers/orders/ada-1").json["total"] == 700)
            #expect(try await shop.profile("hal") == .null)
            #expect(try await shop.profile("gus")["totalOrders"] == 0)
            #expect(try await shop.profile("eve")["totalOrders"] == 1)
            // The later import has its own undo, back to what it found.
            let second = try await shop.undone(try #require(later["id"]?.string))
            #expect(second["undo"]?["restored"] == 1)
            #expect(try await shop.get("/api/customers/orders/new-2").json["total"] == 20)
            try await Self.expectHealth(shop)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an order that a file tells twice gets back what it was before the file`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await Self.fill(shop)
            let before = try await shop.contents()
            let csv =
                "order_id,customer_id,placed_at,updated_at,total\nada-1,ada,2026-01-10T10:00:00Z,2026-02-20,100\n"
                + orderRows(700, lines: false) + "ada-1,ada,2026-01-10T10:00:00Z,2026-02-21,200\n"
                + "n-100003,n-3,2026-02-04,2026-02-25,9\n"
            let done = try await shop.imported(csv)
            #expect(done["updated"] == 3 && done["created"] == 700, "\(done.text)")
            let undone = try await shop.undone(try #require(done["id"]?.string))
            #expect(undone["undo"]?["restored"] == 1 && undone["undo"]?["kept"] == 0, "\(undone.text)")
            #expect(try await shop.contents() == before)
        }
    }

    /// Orders of thirty new customers.
    private func orderRows(_ count: Int, lines: Bool = true) -> String {
        (0..<count).map { row in
            let day = row % 28 + 1
            let at = "2026-02-\(day < 10 ? "0" : "")\(day)"
            return "n-\(100_000 + row),n-\(row % 30),\(at),\(at),\(row % 90)" + (lines ? ",s-\(row % 5),1\n" : "\n")
        }.joined()
    }

    private static func fill(_ shop: TestShop) async throws {
        try await shop.customer("zed", #""firstName": "Zed", "email": "zed@example.com""#)
        for (index, customer) in ["ada", "bob"].enumerated() {
            try await shop.order(
                "\(customer)-1", customer, "2026-01-1\(index)T10:00:00Z", "600",
                #"""
                "updatedAt": "2026-01-2\#(index)T10:00:00Z", "channel": "web", "email": "\#(customer)@example.com",
                "lines": [{"sku": "a", "name": "Tea", "category": "leaf", "quantity": 1.5, "unitPrice": 12.25}],
                "refunds": [{"refundId": "r-0", "amount": 5, "reason": "late"}]
                """#)
        }
    }

    private static func expectHealth(_ shop: TestShop) async throws {
        let found = try await Doctor(database: shop.shop.database, clock: shop.clock).examine()
        #expect(found.filter { $0.status == .failure } == [])
    }
}
