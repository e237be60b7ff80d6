import CRMApp
import CRMCore
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

/// The endpoints of jobs.
@Suite struct JobRouteTests {
    private func enqueue(_ shop: TestShop, _ count: Int = 1, in account: Account? = nil) async throws -> [String] {
        try await shop.shop.workplace.write(account ?? shop.account) { work in
            try (0..<count).map { _ in try JobQueue(work).enqueue(JobCheck.kind, input: JobCheck.input(steps: 2)).id }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a job is shown with what it is at`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await enqueue(shop)[0]
            let reply = try await shop.get("/api/jobs/\(id)")
            #expect(reply.status == 200)
            #expect(reply.json["kind"] == "system.check" && reply.json["state"] == "queued")
            #expect(reply.json["input"]?["steps"] == 2 && reply.json["error"] == .null && reply.json["done"] == 0)
            #expect(reply.json["createdAt"] == "2026-03-15T12:00:00Z")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `jobs are listed with filters, pages and a cursor`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let ids = try await enqueue(shop, 5)
            _ = try await shop.post("/api/jobs/\(ids[0])/cancel", "{}")
            let queued = try await shop.get("/api/jobs?state=queued&kind=system.check&limit=3")
            #expect(queued.json["total"] == 4)
            #expect(queued.json["data"]?.elements.compactMap { $0["id"]?.string } == [ids[4], ids[3], ids[2]])
            var walked: [String] = []
            var cursor: String? = ""
            while let current = cursor {
                let page = try await shop.get("/api/jobs?limit=2&cursor=\(current)")
                walked += page.json["data"]?.elements.compactMap { $0["id"]?.string } ?? []
                cursor = page.json["nextCursor"]?.string
            }
            #expect(walked == ids.reversed())
            #expect(try await shop.get("/api/jobs?createdAfter=2026-03-15").json["total"] == 0)
            #expect(try await shop.get("/api/jobs?createdBefore=2026-03-16").json["total"] == 5)
            #expect(try await shop.get("/api/jobs?updatedAfter=2026-03-14").json["total"] == 5)
            #expect(try await shop.get("/api/jobs?kind=nothing").json["total"] == 0)
            #expect(try await shop.get("/api/jobs?state=lost").faults == ["/state field.unknown_value"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `cancelling and repeating follow the state`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await enqueue(shop)[0]
            let early = try await shop.post("/api/jobs/\(id)/retry", "{}")
            #expect(early.status == 409 && early.code == "job.not_failed")
            let bare = try await shop.send(.post, "/api/jobs/\(id)/cancel")
            #expect(bare.status == 200 && bare.json["state"] == "cancelled", "it needs no body")
            #expect(try await shop.post("/api/jobs/\(id)/cancel", "{}").status == 200, "twice is as good as once")
            let unknown = try await shop.post("/api/jobs/nothing/cancel", "{}")
            #expect(unknown.status == 404 && unknown.code == "job.unknown")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `another account's job is not there`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await enqueue(shop, in: shop.other)[0]
            #expect(try await shop.get("/api/jobs/\(id)").status == 404)
            #expect(try await shop.post("/api/jobs/\(id)/cancel", "{}").status == 404)
            #expect(try await shop.post("/api/jobs/\(id)/retry", "{}").status == 404)
            #expect(try await shop.get("/api/jobs").json["total"] == 0)
            #expect(try await shop.get("/api/jobs/\(id)", key: shop.otherKey).status == 200)
        }
    }

    @Test func `reading and changing need their scopes`() async throws {
        try await TestShop.with(.sqlite) { shop in
            let id = try await enqueue(shop)[0]
            let key = try await shop.shop.createKey(shop.account, name: "reader", scopes: [.jobsRead]).key
            #expect(try await shop.get("/api/jobs", key: key).status == 200)
            #expect(try await shop.post("/api/jobs/\(id)/cancel", "{}", key: key).code == "auth.missing_scope")
            let other = try await shop.shop.createKey(shop.account, name: "other", scopes: [.ordersRead]).key
            #expect(try await shop.get("/api/jobs", key: other).status == 403)
        }
    }
}
