import CRMCore
import CRMDatabase
import CRMTesting
import Foundation
import Testing

/// Workers that are killed over and over, and what is left of their ten thousand jobs.
@Suite(.serialized, .timeLimit(.minutes(30)))
struct KilledWorkerTests {
    private static let jobs = 10_000
    private static let steps = TestSize.scaled(2, soak: 8)

    private static let killInterval = Duration.seconds(2)
    /// Seconds rather than half a minute, so that take-overs happen while the test looks on.
    private static let leaseSeconds = 2
    private static let environment = [
        "CLIENTELE_JOBS_LEASE_SECONDS": "\(leaseSeconds)", "CLIENTELE_DATABASE_CONNECTIONS": "3",
    ]

    @Test(.enabled(if: TestBackend.allCases.contains(.postgres)))
    func `four worker processes of which one is killed every two seconds do every step once`() async throws {
        try await Stage.with(.postgres) { stage in
            let shop = try await stage.openShop()
            try await enqueue(Self.jobs, shop)
            var workers = try (0..<4).map { _ in try worker(stage) }
            var kills = 0
            var lastKill = ContinuousClock.now
            try await stage.backend.visiting(stage.address) { database in
                _ = try await poll(for: "the end of all jobs", within: .seconds(1_500)) {
                    if ContinuousClock.now - lastKill >= Self.killInterval {
                        let victim = kills % workers.count
                        workers[victim].signal(SIGKILL)
                        try await #expect(workers[victim].ended() == .killed(signal: SIGKILL))
                        workers[victim] = try worker(stage)
                        kills += 1
                        lastKill = .now
                    }
                    try await Task.sleep(for: .milliseconds(100))
                    return try await Ledger.live(database) == 0 ? true : nil
                }
            }
            try await report(stage, kills: kills)
            try await expectQuickPickUps(shop)
            for worker in workers { worker.signal(SIGTERM) }
            for worker in workers { try await #expect(worker.ended() == .exited(0)) }
        }
    }

    @Test func `a server on SQLite that is killed every two seconds and started again does every step once`()
        async throws
    {
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            try await enqueue(Self.jobs, shop)
            var kills = 0
            var isDone = false
            while !isDone {
                let server = try await LiveServer.start(
                    database: stage.address, in: stage.folder, environment: Self.environment)
                let api = shop.api(server)
                let end = ContinuousClock.now + Self.killInterval
                while ContinuousClock.now < end, !isDone {
                    try await Task.sleep(for: .milliseconds(100))
                    let live = try await total(api, "queued") + total(api, "running")
                    isDone = live == 0
                }
                if isDone {
                    try await #expect(server.stop() == .exited(0))
                } else {
                    server.process.signal(SIGKILL)
                    try await #expect(server.process.ended() == .killed(signal: SIGKILL))
                    kills += 1
                }
            }
            try await report(stage, kills: kills)
        }
    }

    @Test func `a worker on SQLite says that the server does the work`() async throws {
        try await Stage.with(.sqlite) { stage in
            let outcome = try await stage.run(["worker"])
            #expect(outcome.status == 64)
            #expect(outcome.err.contains("clientele serve works on its jobs too"))
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `jobs are listed, shown, cancelled and repeated from the command line`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            let account = ["--account", shop.userID]
            let id = try await stage.run(["jobs", "check", "--steps", "2"] + account).done().out
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let listed = try await stage.run(["jobs", "list", "--state", "queued", "--json"] + account).done().json()
            guard case .array(let jobs) = listed else { throw TestFailure("No list: \(listed.text)") }
            #expect(jobs.map { $0["id"] } == [.string(id)])
            let shown = try await stage.run(["jobs", "show", id] + account).done().out
            #expect(shown.contains("input: {\"steps\":2}"))
            #expect(try await stage.run(["jobs", "retry", id] + account).status == 65)
            #expect(try await stage.run(["jobs", "cancel", id] + account).done().out == "Cancelled \(id)\n")
            #expect(try await stage.run(["jobs", "show", "nothing"] + account).status == 65)
            #expect(try await stage.run(["jobs", "list", "--state", "lost"] + account).status == 64)
        }
    }

    private func enqueue(_ count: Int, _ shop: Shop) async throws {
        let flags = ["--account", shop.userID, "--count", "\(count)", "--steps", "\(Self.steps)"]
        _ = try await shop.stage.run(["jobs", "check"] + flags).done()
    }

    private func worker(_ stage: Stage) throws -> ChildProcess {
        try ChildProcess(
            ["worker", "--database", stage.address, "--workers", "2"], environment: Self.environment,
            in: stage.folder.path)
    }

    private func total(_ api: API, _ state: String) async throws -> Int {
        try await api.read(Total.self, "/api/jobs?state=\(state)&kind=system.check&limit=1").total
    }

    /// Holds what the database says to what was asked for.
    private func report(_ stage: Stage, kills: Int) async throws {
        let ledger = try await stage.backend.visiting(stage.address) { try await Ledger.of($0) }
        print(
            """
            \(stage.backend): \(ledger.succeeded) jobs with \(ledger.effects) effects, \(kills) kills, \
            \(ledger.rescued) jobs rescued, the slowest after \(ledger.slowestMilliseconds) ms
            """)
        #expect(kills > 0)
        let jobs = Self.jobs
        #expect(ledger.succeeded == jobs, "none is lost and none given up")
        #expect(ledger.rows == jobs && ledger.effects == jobs * Self.steps && ledger.wrong == 0)
        #expect(ledger.rescued > 0, "a kill has met a job")
        #expect(ledger.slowestMilliseconds < 60_000)
    }

    /// Workers with nothing to do find what another process has put into the queue.
    private func expectQuickPickUps(_ shop: Shop) async throws {
        let stage = shop.stage
        var waits: [Int] = []
        for _ in 0..<20 {
            let id = try await stage.run(["jobs", "check", "--account", shop.userID]).done().out
                .trimmingCharacters(in: .whitespacesAndNewlines)
            waits.append(
                try await poll(for: "job \(id)") {
                    let job = try await stage.run(["jobs", "show", id, "--account", shop.userID, "--json"]).done()
                        .json()
                    guard case .string(let started)? = job["startedAt"], case .string(let created)? = job["createdAt"],
                        let begun = Instant(rfc3339: started), let told = Instant(rfc3339: created)
                    else { return nil }
                    return Int(begun.milliseconds - told.milliseconds)
                })
        }
        print("postgres: idle pick-up by another process in ms: \(waits.sorted())")
        #expect(waits.allSatisfy { $0 <= 1_000 })
    }

    private struct Total: Decodable { let total: Int }
}

/// What the queue and the effects of its checks come to.
private struct Ledger {
    var succeeded = 0
    var rescued = 0
    /// From the first pick-up to the end, of jobs that were picked up more than once.
    var slowestMilliseconds = 0
    var rows = 0
    var effects = 0
    /// Checks with another number of effects than they have steps.
    var wrong = 0

    /// Checks that have not ended.
    static func live(_ database: any Database) async throws -> Int {
        try await database.read { session in
            try session.value(
                "SELECT count(*) FROM jobs WHERE state IN ('queued', 'running') AND kind = 'system.check'")
        }
    }

    static func of(_ database: any Database) async throws -> Ledger {
        try await database.read { session in
            let jobs: [[Int]] = try session.all(
                """
                SELECT count(*) FILTER (WHERE state = 'succeeded'),
                    count(*) FILTER (WHERE attempts > 1),
                    CAST(coalesce(max(finished_at - started_at) FILTER (WHERE attempts > 1), 0) AS BIGINT)
                FROM jobs
                WHERE kind = 'system.check'
                """
            ) { row in [try row.read(), try row.read(), try row.read()] }
            let checks: [[Int]] = try session.all(
                """
                SELECT count(*), CAST(coalesce(sum(c.steps), 0) AS BIGINT),
                    count(*) FILTER (WHERE c.steps <> j.done)
                FROM job_checks AS c
                JOIN jobs AS j ON j.user_id = c.user_id AND j.id = c.id
                """
            ) { row in [try row.read(), try row.read(), try row.read()] }
            return Ledger(
                succeeded: jobs[0][0], rescued: jobs[0][1], slowestMilliseconds: jobs[0][2],
                rows: checks[0][0], effects: checks[0][1], wrong: checks[0][2])
        }
    }
}
