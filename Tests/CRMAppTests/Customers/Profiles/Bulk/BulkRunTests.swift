import CRMApp
import CRMCore
import CRMDatabase
import CRMGovernance
import CRMPlatform
import CRMTesting
import HTTPTypes
import Logging
import Testing

@testable import CRMCustomers

/// Bulk actions that are broken off, that meet one another, and what is left of them in time.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct BulkRunTests {
    /// Customers in several steps.
    private static let customers = 2 * BulkLimits.customersPerStep + 50
    private static let everyone = #"{"filter": {}}"#

    private static func fill(_ shop: TestShop) async throws -> JSON {
        try await shop.imported(orderFile(customers, customers: customers))
    }

    @Test(arguments: TestBackend.allCases)
    func `an action that fails at any place goes on behind its last step, and so does its undo`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            _ = try await Self.fill(shop)
            let all = JSON.number(String(Self.customers))
            let asked = try await shop.askBulk("add_tag", Self.everyone, #""tag": "new""#)
            #expect(asked.json["matched"] == all)
            #expect(try await Self.failing(shop, asked.json) >= 3)
            let done = try await shop.bulkRun(asked.json)
            #expect(done["state"] == "succeeded" && done["changed"] == all && done["done"] == all, "\(done.text)")
            let tag = "/api/customers/tags/\(try await shop.tag("new"))"
            #expect(try await shop.get(tag).json["customerCount"] == all)
            #expect(try await shop.send(.post, "\(TestShop.bulk)/\(done["id"]?.string ?? "")/undo").status == 202)
            #expect(try await Self.failing(shop, asked.json) >= 3)
            let undone = try await shop.bulkRun(asked.json)
            #expect(undone["state"] == "undone" && undone["undo"]?["restored"] == all, "\(undone.text)")
            #expect(try await shop.get(tag).json["customerCount"] == 0)
            #expect(try await shop.bulkViolations() == [])
        }
    }

    /// Works on the action over a database that fails now and then, until it is done; gives how often that was.
    private static func failing(_ shop: TestShop, _ run: JSON) async throws -> Int {
        let plan = FaultPlan()
        let runner = runner(shop, database: FaultyDatabase(shop.shop.database, plan))
        var random = SplitMix(seed: 25)
        var failures = 0
        for _ in 1...100 {
            let state = try await shop.bulkRun(run)
            switch state["state"]?.string {
            case "queued", "running", "undoing": break
            case "failed": _ = try await shop.send(.post, "/api/jobs/\(state["jobId"]?.string ?? "")/retry")
            default: return failures
            }
            plan.arm(Int.random(in: 1...60, using: &random), isSticky: false)
            while await runner.workOnce() {}
            failures += plan.disarm().count
            // Beyond every pause between attempts.
            shop.clock.advance(milliseconds: 2 * 3_600_000)
        }
        throw TestFailure("The action comes to no end.")
    }

    private static func runner(_ shop: TestShop, database: any Database, workers: Int = 1) -> JobRunner {
        JobRunner(
            workplace: Workplace(database: database, clock: shop.clock, features: Features.all),
            accounts: AccountRegistry(database: database), features: Features.all,
            settings: JobSettings(workers: workers, lease: .seconds(30)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test(arguments: TestBackend.allCases)
    func `a cancelled action ends behind its step and can be taken back`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            _ = try await Self.fill(shop)
            let asked = try await shop.askBulk("set_source", Self.everyone, #""source": "referral""#)
            let job = "/api/jobs/\(asked.json["jobId"]?.string ?? "")"
            try await Self.working(shop) {
                try await until("a step") { try await shop.bulkRun(asked.json)["done"] != 0 }
                _ = try await shop.send(.post, "\(job)/cancel")
                try await until("its end") {
                    ["cancelled", "succeeded"].contains(try await shop.bulkRun(asked.json)["state"]?.string)
                }
            }
            let undone = try await shop.undidBulk(asked.json)
            #expect(undone["undo"]?["restored"] == undone["changed"] && undone["undo"]?["kept"] == 0, "\(undone.text)")
            let referred = try await shop.get("/api/customers/profiles?userId=shop-1&source=referral")
            #expect(referred.json["total"] == 0)
        }
    }

    /// Runs workers while `body` runs, then ends them.
    private static func working(_ shop: TestShop, workers: Int = 1, _ body: () async throws -> Void) async throws {
        let runner = runner(shop, database: shop.shop.database, workers: workers)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await runner.work() }
            defer { runner.stop() }
            try await body()
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `actions on the same customers at once, and single edits between them, all come to their end`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            _ = try await Self.fill(shop)
            let segment = try await shop.segment("S")
            let asked = [
                try await shop.askBulk("add_tag", Self.everyone, #""tag": "a""#),
                try await shop.askBulk("archive", Self.everyone),
                try await shop.askBulk("add_to_segment", Self.everyone, #""segmentId": "\#(segment)""#),
                try await shop.askBulk("restore", Self.everyone),
                try await shop.askBulk("add_tag", Self.everyone, #""tag": "b""#),
                try await shop.askBulk("set_status", Self.everyone, #""status": "lost""#),
            ].map(\.json)
            try await Self.working(shop, workers: 4) {
                for number in 0..<40 {
                    let id = "oc-\(number)"
                    let body = #"{"customerIds": ["\#(id)"], "tags": ["b", "a"]}"#
                    #expect(try await shop.post("/api/customers/tags/assign", body).status == 200)
                    #expect(try await shop.send(.delete, "/api/customers/profiles/\(id)").status == 200)
                }
                for run in asked {
                    try await until("the end of \(run["action"]?.string ?? "")", within: .seconds(120)) {
                        try await shop.bulkRun(run)["finishedAt"] != .null
                    }
                }
            }
            for run in asked {
                let done = try await shop.bulkRun(run)
                #expect(done["state"] == "succeeded" && done["done"] == done["matched"], "\(done.text)")
            }
            #expect(try await shop.bulkViolations() == [])
            for run in asked { #expect(try await shop.undidBulk(run)["state"] == "undone") }
            #expect(try await shop.bulkViolations() == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `customers who are gone when their turn comes are counted, and keep nobody else out`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            let taken = try await shop.imported(orderFile(30, customers: 30))
            try await shop.customer("ann")
            _ = try await shop.send(.post, "/api/imports/\(taken["id"]?.string ?? "")/undo")
            let asked = try await shop.askBulk("add_tag", Self.everyone, #""tag": "new""#)
            #expect(asked.json["matched"] == 31)
            await shop.workOff()
            let done = try await shop.bulkRun(asked.json)
            #expect(done["changed"] == 1 && done["done"] == 1 && done["failed"] == 30, "\(done.text)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a refusal on the way ends the action and tells why`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let segment = try await shop.segment("S")
            let asked = try await shop.askBulk("add_to_segment", Self.everyone, #""segmentId": "\#(segment)""#)
            _ = try await shop.send(.delete, "/api/customers/segments/\(segment)")
            await shop.workOff()
            let failed = try await shop.bulkRun(asked.json)
            #expect(failed["state"] == "failed" && failed["error"]?["code"] == "segments.unknown", "\(failed.text)")
            #expect(try await shop.undidBulk(failed)["undo"]?["restored"] == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an action goes a month after it was last at work, with all that was noted`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let done = try await shop.didBulk("archive", Self.everyone)
            try await Self.clean(shop, days: BulkLimits.retentionDays - 1)
            #expect(try await shop.bulkRun(done)["state"] == "succeeded")
            try await Self.clean(shop, days: 2)
            #expect(try await shop.bulkRun(done)["code"] == "bulk.unknown")
            for table in ["bulk_actions", "bulk_action_customers"] as [SQL] {
                #expect(try await shop.count(table) == 0, "\(table)")
            }
            #expect(try await shop.get("/api/customers/profiles/ann").json["archivedAt"] != .null)
        }
    }

    private static func clean(_ shop: TestShop, days: Int) async throws {
        shop.clock.advance(milliseconds: Int64(days) * 86_400_000)
        let runner = runner(shop, database: shop.shop.database)
        await runner.begin()
        while await runner.workOnce() {}
    }
}
