import CRMCore
import CRMDatabase
import CRMTesting
import Synchronization
import Testing

@testable import CRMPlatform

/// Schedules over a database and a clock that the test sets.
@Suite struct JobSchedulerTests {
    private static let daily = JobKind("test.daily", "", schedule: .daily(hour: 2, minute: 30)) { _ in [:] }

    @Test(arguments: TestBackend.allCases, JobScheduleTests.zones)
    func `over a year two processes begin one job a local day`(_ backend: TestBackend, zone: String) async throws {
        let begun = Mutex<[Int]>([])
        let kind = JobKind("test.daily", "", schedule: .daily(hour: 2, minute: 30)) { run in
            let day = run.account.calendar.day(of: run.workplace.clock.now())
            begun.withLock { $0.append(day.number) }
            return [:]
        }
        try await JobTestShop.with(backend, zone: zone, kinds: [kind]) { shop in
            let (one, other) = (shop.runner(), shop.runner(workplace: shop.otherProcess))
            var random = SplitMix(seed: 7)
            let start = shop.clock.now()
            while shop.clock.now() < start.advanced(days: 365) {
                shop.clock.advance(milliseconds: Int64.random(in: 7_200_000...28_800_000, using: &random))
                await (Bool.random(using: &random) ? one : other).begin()
                while await one.workOnce() {}
            }
            let days = begun.withLock { $0 }
            let first = try #require(days.first)
            let last = try #require(days.last)
            #expect(days == Array(first...last), "every local day once")
            #expect(days.count >= 364)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `after a standstill the last turn is made up for once`(_ backend: TestBackend) async throws {
        try await JobTestShop.with(backend, kinds: [Self.daily]) { shop in
            await shop.runner().begin()
            let early = try await shop.jobs("test.daily")
            #expect(early.isEmpty, "its turn of today was before the account")
            shop.clock.advance(milliseconds: 10 * Instant.millisecondsPerDay)
            for _ in 0..<3 { await shop.runner().begin() }
            #expect(try await shop.jobs("test.daily").count == 1)
        }
    }

    @Test(arguments: TestBackend.allCases, [3_600_000, 86_400_000, -3_600_000, -600_000])
    func `a clock that jumps there and back begins nothing twice and leaves nothing out`(
        _ backend: TestBackend, jump: Int64
    ) async throws {
        try await JobTestShop.with(backend, kinds: [Self.daily]) { shop in
            let start = shop.clock.now()
            // Every quarter of an hour for six days, with a jump around the turn of the third night.
            for quarter in 1...(6 * 96) {
                shop.clock.advance(milliseconds: 900_000)
                let isAway = (250...254).contains(quarter)
                if isAway { shop.clock.advance(milliseconds: jump) }
                let runner = shop.runner()
                await runner.begin()
                while await runner.workOnce() {}
                if isAway { shop.clock.advance(milliseconds: -jump) }
            }
            let slots: [Int64] = try await shop.workplace.database.read { session in
                try session.all("SELECT slot FROM job_slots WHERE kind = 'test.daily' ORDER BY slot LIMIT 100") {
                    try $0.read()
                }
            }
            let first = Int64(DayCalendar.utc.day(of: start).number) + 1
            #expect(slots == Array(first...(first + 5)))
            #expect(try await shop.jobs("test.daily").count == 6)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `processes that look at the same moment begin a turn once`(_ backend: TestBackend) async throws {
        try await JobTestShop.with(backend, kinds: [Self.daily]) { shop in
            shop.clock.advance(milliseconds: Instant.millisecondsPerDay)
            await withDiscardingTaskGroup { group in
                for _ in 0..<8 {
                    let runner = shop.runner(workplace: shop.otherProcess)
                    group.addTask { await runner.begin() }
                }
            }
            let begun = try await shop.jobs("test.daily")
            #expect(begun.count == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what has ended long ago is removed, and nothing else`(_ backend: TestBackend) async throws {
        try await JobTestShop.with(backend) { shop in
            let runner = shop.runner()
            try await shop.workplace.write(shop.account) { work in
                for _ in 0..<(JobLimits.removedPerStep + 20) { try JobQueue(work).enqueue(JobCheck.kind) }
            }
            while await runner.workOnce() {}
            shop.clock.advance(milliseconds: Int64(JobLimits.retentionDays) * Instant.millisecondsPerDay)
            let kept = try await shop.enqueue(JobCheck.kind)
            #expect(await runner.workOnce())
            let waiting = try await shop.enqueue(
                JobCheck.kind, runAt: shop.clock.now().advanced(days: 90), priority: .low)
            shop.clock.advance(milliseconds: 1)
            let cleanup = try await shop.enqueue(JobCleanup.kind)
            #expect(await runner.workOnce())
            #expect(
                try await shop.job(cleanup.id).result?.text == #"{"removed":\#(2 * (JobLimits.removedPerStep + 20))}"#)
            #expect(try await Set(shop.jobs().map(\.id)) == [kept.id, waiting.id, cleanup.id])
            #expect(try await shop.effects() == [kept.id: 1])
        }
    }
}
