import CRMApp
import CRMCore
import CRMDatabase
import CRMGovernance
import CRMPlatform
import CRMTesting
import Foundation
import Synchronization
import Testing

/// Imports that are broken off, and what is left of them in time.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ImportRunTests {
    /// Ids are made up, so that the part before has to be counted; some rows are wrong.
    private static let csv =
        "customer_id,placed_at,total,email\n"
        + (0..<6_000).map { row in
            "c-\(row % 40),2025-03-0\(row % 9 + 1),\(row % 500 == 7 ? "x" : "\(row)"),c-\(row % 40)@example.com\n"
        }.joined()

    @Test(arguments: TestBackend.allCases)
    func `an import that a worker puts back goes on where it was and ends as if it had not been`(
        _ backend: TestBackend
    ) async throws {
        let ends = Mutex<[(contents: [String], summary: [JSON?], errors: String)]>([])
        for isBrokenOff in [false, true] {
            try await TestShop.with(backend) { shop in
                let id = try await shop.newImport()
                _ = try await shop.upload(id, Self.csv)
                #expect(try await shop.verb(id, "start").status == 200)
                if isBrokenOff {
                    try await Self.breakOff(shop, id)
                    #expect(try await Self.rows(shop, id) < 6_000, "it was met in the middle")
                }
                await shop.workOff()
                let done = try await shop.importState(id)
                #expect(done["state"] == "succeeded" && done["resumed"] == (isBrokenOff ? 1 : 0), "\(done.text)")
                let summary = ["rows", "created", "updated", "unchanged", "stale", "failed", "findings"].map {
                    done[$0]
                }
                let errors = try await shop.get("/api/imports/\(id)/errors").text
                let contents = try await shop.contents()
                ends.withLock { $0.append((contents, summary, errors)) }
            }
        }
        let (whole, broken) = ends.withLock { ($0[0], $0[1]) }
        #expect(whole.contents == broken.contents && whole.summary == broken.summary && whole.errors == broken.errors)
        #expect(whole.summary[0] == 6_000 && whole.summary[5] == 12)
    }

    @Test(arguments: TestBackend.allCases)
    func `a cancelled import ends behind its batch and can be taken back`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let before = try await shop.contents()
            let id = try await shop.newImport()
            _ = try await shop.upload(id, Self.csv)
            _ = try await shop.verb(id, "start")
            try await Self.working(shop) {
                try await until("some batches") { try await Self.rows(shop, id) >= 1_000 }
                #expect(try await shop.verb(id, "cancel").status == 200)
                try await until("its end") { try await shop.importState(id)["state"] == "cancelled" }
            }
            let rows = try await Self.rows(shop, id)
            #expect(rows >= 1_000 && rows < 6_000)
            let undone = try await shop.undone(id)
            #expect(undone["state"] == "undone" && undone["undo"]?["kept"] == 0, "\(undone.text)")
            #expect(try await shop.contents() == before)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a dry run tells the same and keeps nothing`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let before = try await shop.contents()
            let done = try await shop.imported(Self.csv, #""dryRun": true"#)
            #expect(done["state"] == "succeeded" && done["created"] == 5_988 && done["failed"] == 12, "\(done.text)")
            #expect(try await shop.contents() == before)
            let id = try #require(done["id"]?.string)
            #expect(try await shop.verb(id, "undo").code == "import.not_undoable")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a file that ends in the middle of a quote fails with its reason`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let endless =
                "order_id,customer_id,placed_at,total\no-1,c,2026-02-01,1\n\"" + String(repeating: "x", count: 3 << 20)
            let failed = try await shop.imported(endless)
            #expect(failed["state"] == "failed" && failed["error"]?["code"] == "csv.endless_quote", "\(failed.text)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `files go after a week, and imports with all their parts after a month`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let done = try await shop.imported(orderFile(50) + "bad,,,\n")
            let waiting = try await shop.newImport()
            _ = try await shop.upload(waiting, orderFile(2))
            #expect(try await shop.count("import_chunks") == 2)
            #expect(try await shop.count("import_traces") > 50)
            try await Self.clean(shop, days: ImportLimits.fileDays - 1)
            #expect(try await shop.count("import_chunks") == 2)
            try await Self.clean(shop, days: 2)
            #expect(try await shop.count("import_chunks") == 0)
            #expect(try await shop.count("imports") == 1)
            let id = try #require(done["id"]?.string)
            #expect(try await shop.importState(id)["findings"] != 0)
            try await Self.clean(shop, days: ImportLimits.retentionDays - ImportLimits.fileDays)
            for table in ["imports", "import_findings", "import_traces"] as [SQL] {
                #expect(try await shop.count(table) == 0, "\(table)")
            }
            #expect(try await shop.count("orders") == 50)
        }
    }

    private static func clean(_ shop: TestShop, days: Int) async throws {
        shop.clock.advance(milliseconds: Int64(days) * 86_400_000)
        let runner = shop.importRunner()
        await runner.begin()
        while await runner.workOnce() {}
    }

    private static func rows(_ shop: TestShop, _ id: String) async throws -> Int {
        Int(try await shop.importState(id)["rows"]?.number ?? "") ?? 0
    }

    /// Stops the worker after some batches; the job is then in the queue again.
    private static func breakOff(_ shop: TestShop, _ id: String) async throws {
        try await working(shop) {
            try await until("some batches") { try await rows(shop, id) >= 1_000 }
        }
    }

    /// Runs workers while `body` runs, then ends them.
    private static func working(_ shop: TestShop, _ body: () async throws -> Void) async throws {
        let runner = shop.importRunner()
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await runner.work() }
            defer { runner.stop() }
            try await body()
        }
    }
}
