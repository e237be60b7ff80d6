import CRMCore
import CRMTesting
import HTTPTypes
import Testing

/// Uploads whose format nobody tells.
@Suite(.timeLimit(.minutes(2)))
struct ImportFormatTests {
    private static let shopify = """
        Name,Email,Financial Status,Fulfillment Status,Currency,Total,Created at,Lineitem quantity,\
        Lineitem name,Lineitem price,Billing Phone
        #1001,zoe@example.com,paid,fulfilled,USD,12.50,2025-10-07 09:50:26 +0200,1,Tea,12.50,

        """

    @Test(arguments: TestBackend.allCases)
    func `the header of an upload tells its format`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await shop.newImport()
            let file = try await shop.upload(id, Self.shopify)
            #expect(file.json["format"] == "shopify-orders" && file.json["missing"]?.elements == [], "\(file.text)")
            #expect(try await shop.verb(id, "start").status == 200)
            await shop.workOff()
            let done = try await shop.importState(id)
            #expect(done["state"] == "succeeded" && done["created"] == 1, "\(done.text)")
            #expect(try await shop.get("/api/customers/orders/%231001").json["total"]?.number == "12.5")
            let told = try await shop.newImport(#""format": "generic""#)
            let generic = try await shop.upload(told, Self.shopify)
            #expect(generic.json["format"] == "generic")
            #expect(generic.json["missing"]?.elements.isEmpty == false)
        }
    }

    @Test func `a mapping may name a column of any format of its kind, until one is told`() async throws {
        try await TestShop.with(.sqlite) { shop in
            let either = try await shop.post(
                "/api/imports", #"{"kind": "orders", "mapping": {"Lineitem sku": "Article"}}"#)
            #expect(either.status == 201, "\(either.text)")
            let told = try await shop.post(
                "/api/imports", #"{"kind": "orders", "format": "generic", "mapping": {"Lineitem sku": "Article"}}"#)
            #expect(told.faults == ["/mapping/Lineitem sku field.unknown_value"])
            #expect(try await shop.post("/api/imports", #"{"kind": "orders", "mapping": {"x": "y"}}"#).status == 400)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `ids come back from a file as they are, and control characters in them are refused`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for (index, id) in ["a\u{2028}b", "a b"].enumerated() {
                try await shop.order(
                    id, id, "2026-03-01T10:00:0\(index)Z", "5", #""updatedAt": "2026-03-02T00:00:00Z""#)
            }
            let file = try await shop.get("/api/exports/orders?format=csv").text
            let again = try await shop.imported(file)
            #expect(again["unchanged"] == 2 && again["updated"] == 0 && again["created"] == 0, "\(again.text)")
            let bell = try await shop.imported("order_id,customer_id,placed_at,total\n1,a\u{7}b,2026-03-01,5\n")
            #expect(bell["failed"] == 1 && bell["created"] == 0, "\(bell.text)")
            for lines in ["1:0.0001", "1:1000001", "1001:1", "1", "1:-1"] {
                let odd = try await shop.imported(
                    "order_id,customer_id,placed_at,total,refund_amount,refund_lines\nx,c,2026-03-01,5,1,\(lines)\n")
                #expect(odd["failed"] == 1 && odd["created"] == 0, "\(lines): \(odd.text)")
            }
        }
    }
}
