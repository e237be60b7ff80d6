import CRMApp
import CRMCore
import CRMDatabase
import CRMGovernance
import CRMTesting
import Logging
import Testing

@testable import CRMPlatform

/// A database with one account and kinds of jobs of a test's own.
struct JobTestShop: Sendable {
    let workplace: Workplace
    let clock: TestClock
    let account: Account
    private let kinds: [JobKind]

    /// Runs `body` over a fresh database of the backend.
    static func with(
        _ backend: TestBackend, zone: String = "UTC", kinds: [JobKind] = [],
        _ body: (JobTestShop) async throws -> Void
    ) async throws {
        try await backend.withDatabase(Features.migrations) { database in
            let clock = TestClock()
            let shop = Shop(database: database, clock: clock)
            let account = try await shop.createAccount(
                UserID("shop"), name: "Shop", currency: try #require(Currency("EUR")),
                calendar: try #require(DayCalendar(identifier: zone)))
            let workplace = Workplace(database: database, clock: clock, features: Features.all)
            try await body(JobTestShop(workplace: workplace, clock: clock, account: account, kinds: kinds))
        }
    }

    /// A process of workers; each one has its own desk and its own memory of schedules.
    func runner(
        workers: Int = 1, lease: Duration = .seconds(30), workplace other: Workplace? = nil, random: UInt64 = 0
    ) -> JobRunner {
        JobRunner(
            workplace: other ?? workplace, accounts: AccountRegistry(database: workplace.database),
            features: [Feature(name: "test", jobs: kinds), JobsFeature.feature],
            settings: JobSettings(workers: workers, lease: lease),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, random: { random })
    }

    /// A workplace as another process would have it: no signal reaches this one's workers.
    var otherProcess: Workplace {
        Workplace(database: workplace.database, clock: clock, features: Features.all)
    }

    @discardableResult
    func enqueue(
        _ kind: JobKind, input: JSON = [:], uniqueKey: String? = nil, runAt: Instant? = nil,
        priority: JobPriority = .normal
    ) async throws -> Job {
        try await workplace.write(account) { work in
            try JobQueue(work).enqueue(kind, input: input, uniqueKey: uniqueKey, runAt: runAt, priority: priority)
        }
    }

    func job(_ id: String) async throws -> Job {
        try await workplace.read(account) { work in try JobQueue(work).job(id) }
    }

    func jobs(_ kind: String? = nil) async throws -> [Job] {
        var filter = JobFilter()
        filter.kind = kind
        return try await workplace.read(account) { [filter] work in try JobQueue(work).newest(filter, limit: 10_000) }
    }

    /// Takes the next job as a worker that then does nothing more.
    func claim(_ kinds: [JobKind]) async throws -> JobClaim? {
        let now = clock.now()
        return try await workplace.database.write { session in
            try JobLedger(session).claim(kinds.map(\.name), worker: "dead", at: now)
        }
    }

    /// What the checks' rows say: effects by job.
    func effects() async throws -> [String: Int] {
        let pairs: [(String, Int)] = try await workplace.database.read { session in
            try session.all("SELECT id, steps FROM job_checks ORDER BY id LIMIT 100000") { row in
                (try row.read(), try row.read())
            }
        }
        return Dictionary(pairs) { $0 + $1 }
    }
}

/// SplitMix64: the same seed gives the same numbers everywhere.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Waits until `condition` holds; throws when it has not within the limit.
func until(_ what: String, within limit: Duration = .seconds(20), _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw TestFailure("Waited \(limit) in vain for \(what).") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
