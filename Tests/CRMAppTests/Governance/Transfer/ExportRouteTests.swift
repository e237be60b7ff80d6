import CRMApp
import CRMCore
import CRMDatabase
import CRMGovernance
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

/// Exports over HTTP.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ExportRouteTests {
    @Test(arguments: TestBackend.allCases)
    func `a download is the file that the command writes, over as many steps as it takes`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            let rows = (0..<1_203).map { "c-\($0),o-\($0),2025-03-0\($0 % 9 + 1),\($0)" }
            let csv = "customer_id,order_id,placed_at,total\n" + rows.joined(separator: "\n") + "\n"
            #expect(try await shop.importing("orders", csv).summary.created == 1_203)
            // So many customers at once are scored by the next run.
            _ = try await shop.shop.runRFM(shop.account, asOf: nil)
            for name in ["customers", "orders", "scores"] {
                for format in ExportFormat.allCases {
                    let reply = try await shop.get("/api/exports/\(name)?format=\(format.rawValue)")
                    #expect(reply.status == 200)
                    #expect(reply.headers[.contentType] == format.contentType)
                    let file = "\(name)-2026-03-15.\(format.rawValue)"
                    #expect(reply.headers[.contentDisposition] == "attachment; filename=\"\(file)\"")
                    #expect(reply.text == (try await shop.exported(name, format)))
                    let lines = reply.text.utf8.count { $0 == UInt8(ascii: "\n") }
                    #expect(lines == (format == .csv ? 1_204 : 1_203))
                }
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `filters leave what the lists with them show`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for index in 0..<12 {
                try await shop.order(
                    "o-\(index)", "c-\(index)", "2025-\(index < 9 ? "0" : "")\(index + 1)-05T00:00:00Z", "10")
            }
            try await shop.customer("c-1", #""status": "vip""#)
            try await shop.customer("hand", #""status": "lost""#)
            func ids(_ path: String, _ field: String) async throws -> [String] {
                let reply = try await shop.get(path + "&format=ndjson")
                #expect(reply.status == 200, "\(reply.text)")
                return try reply.text.split(separator: "\n").map {
                    try JSONParser.parse(Array($0.utf8))[field]?.string ?? ""
                }
            }
            let placed = "/api/exports/orders?placedAfter=2025-03-05&placedBefore=2025-06-05"
            #expect(try await ids(placed, "orderId") == ["o-3", "o-4"])
            #expect(try await ids("/api/exports/customers?status=lost", "customerId").contains("hand"))
            let segment = try await ids("/api/exports/scores?segment=Lost", "customerId")
            let listed = try await shop.get("/api/customers/rfm?userId=\(shop.userID)&segment=Lost&limit=200")
            #expect(!segment.isEmpty)
            #expect(
                Set(segment) == Set((listed.json["scores"]?.elements ?? []).compactMap { $0["customerId"]?.string }))
            #expect(try await ids("/api/exports/customers?segment=Lost", "customerId").count == segment.count)
            #expect(try await ids("/api/exports/customers?createdAfter=2026-03-15", "customerId").isEmpty)
            #expect(try await ids("/api/exports/orders?updatedAfter=2026-03-15", "orderId").isEmpty)
        }
    }

    @Test func `what is wrong before the first byte is a problem`() async throws {
        try await TestShop.with(.sqlite) { shop in
            let reply = try await shop.get("/api/exports/orders?format=xml&placedAfter=x&colour=1")
            #expect(reply.status == 400)
            #expect(
                reply.faults == [
                    "/format field.unknown_value", "/placedAfter field.format", "/colour field.unknown",
                ])
            #expect(try await shop.get("/api/exports/orders?userId=\(shop.other.userID.value)").status == 403)
            #expect(try await shop.get("/api/exports/people").status == 404)
            #expect(try await shop.send(.post, "/api/exports/orders", body: "{}").status == 405)
        }
    }

    @Test func `an export needs its own scope and that of what it reads, and shows no other account's`() async throws {
        try await TestShop.with(.sqlite) { shop in
            try await shop.order("o-1", "c-1", "2025-03-05T00:00:00Z", "10")
            let scopes: [(Set<Scope>, Int)] = [
                ([.exportsRead], 403), ([.ordersRead], 403), ([.exportsRead, .ordersRead], 200),
            ]
            for (scopes, status) in scopes {
                let key = try await shop.shop.createKey(shop.account, name: "part", scopes: scopes).key
                #expect(try await shop.get("/api/exports/orders", key: key).status == status)
            }
            let others = try await shop.get("/api/exports/orders", key: shop.otherKey)
            #expect(others.text.split(separator: "\r\n").count == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a step that fails is a problem before the first byte and a cut stream after it, never a short file`(
        _ backend: TestBackend
    ) async throws {
        let plan = FaultPlan()
        let served: @Sendable (any Database) -> any Database = { FaultyDatabase($0, plan) }
        try await TestShop.with(backend, served: served) { shop in
            let csv = "customer_id\n" + (0..<1_203).map { "c-\($0)\n" }.joined()
            try await shop.importing("customers", csv)
            let whole = try await shop.get("/api/exports/customers").text
            #expect(whole.split(separator: "\r\n").count == 1_204)
            var (problems, cuts, isWhole) = (0, 0, false)
            for place in 1...40 where !isWhole {
                plan.arm(place, isSticky: true)
                do {
                    let reply = try await shop.get("/api/exports/customers")
                    isWhole = plan.disarm().isEmpty
                    #expect(reply.status == 200 ? reply.text == whole : reply.code?.hasPrefix("service.") == true)
                    if reply.status != 200 { problems += 1 }
                } catch {
                    _ = plan.disarm()
                    cuts += 1
                }
            }
            #expect(problems > 0 && cuts > 0 && isWhole)
        }
    }
}
