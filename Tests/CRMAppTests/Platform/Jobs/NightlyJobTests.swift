import CRMApp
import CRMCore
import CRMDatabase
import CRMGovernance
import CRMTesting
import Logging
import Testing

@testable import CRMPlatform

/// The product's own nightly jobs, over a year that passes in the test.
@Suite struct NightlyJobTests {
    /// A process's workers over the shop's database.
    private func runner(_ shop: TestShop) -> JobRunner {
        JobRunner(
            workplace: shop.shop.workplace, accounts: AccountRegistry(database: shop.shop.database),
            features: Features.all, settings: JobSettings(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func night(_ shop: TestShop, _ text: String) async throws {
        shop.clock.set(text)
        let runner = runner(shop)
        await runner.begin()
        while await runner.workOnce() {}
        let failed = try await shop.get("/api/jobs?state=failed")
        #expect(failed.json["total"] == 0)
    }

    @Test(arguments: TestBackend.allCases)
    func `every night scores and the statuses that follow age by themselves`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend, zone: "Europe/Berlin") { shop in
            try await shop.order("o1", "ann", "2026-03-14T10:00:00Z", "100")
            let fresh = try await shop.profile("ann")
            try await night(shop, "2027-03-20T23:10:00Z")
            let aged = try await shop.profile("ann")
            #expect(fresh["rfmSegment"] != aged["rfmSegment"])
            #expect(aged["rfmSegment"] == "Lost" && aged["status"] == "lost")
            let done = try await shop.get("/api/jobs?kind=rfm.daily")
            #expect(done.json["data"]?.elements.compactMap { $0["state"]?.string } == ["succeeded"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a customer without orders is inactive after ninety days, unless the status was set by hand`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend, zone: "Europe/Berlin") { shop in
            try await shop.customer("quiet")
            try await shop.customer("kept", #""status": "active""#)
            shop.clock.set("2026-03-16T12:00:00Z")
            try await shop.customer("later")
            // The day of creation is the first of the ninety; the last one ends with 12 June in Berlin.
            try await night(shop, "2026-06-12T20:00:00Z")
            #expect(try await shop.profile("quiet")["status"] == "active")
            try await night(shop, "2026-06-12T22:10:00Z")
            #expect(try await shop.profile("quiet")["status"] == "inactive")
            #expect(try await shop.profile("later")["status"] == "active")
            try await night(shop, "2026-06-13T22:10:00Z")
            #expect(try await shop.profile("later")["status"] == "inactive")
            #expect(try await shop.profile("kept")["status"] == "active")
            let runs = try await shop.get("/api/jobs?kind=profiles.status&sort=createdAt")
            #expect(runs.json["data"]?.elements.compactMap { $0["result"]?["customers"]?.number } == ["0", "1", "1"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `news that comes while scores catch up has a run of its own`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.order("o1", "ann", "2026-03-14T10:00:00Z", "600")
            try await night(shop, "2026-03-16T00:10:00Z")
            try await tell(shop, mostDays: 40)
            try await tell(shop, mostDays: 41)
            #expect(try await catchUps(shop) == ["queued"], "one that waits sees both changes")
            let now = shop.clock.now()
            let claim = try await shop.shop.database.write { session in
                try JobLedger(session).claim(["rfm.catch-up"], worker: "slow", at: now)
            }
            #expect(claim != nil)
            try await tell(shop, mostDays: 42)
            #expect(try await catchUps(shop) == ["running", "queued"], "one that runs may have looked already")
        }
    }

    private func tell(_ shop: TestShop, mostDays: Int) async throws {
        let told = try await shop.put(
            "/api/customers/rfm/settings", #"{"recencyDays": [30, \#(mostDays), 90, 180]}"#)
        #expect(told.status == 200, "\(told.text)")
    }

    /// The states of the catch-up jobs, the oldest first.
    private func catchUps(_ shop: TestShop) async throws -> [String] {
        let jobs = try await shop.get("/api/jobs?kind=rfm.catch-up&sort=createdAt")
        return jobs.json["data"]?.elements.compactMap { $0["state"]?.string } ?? []
    }
}
