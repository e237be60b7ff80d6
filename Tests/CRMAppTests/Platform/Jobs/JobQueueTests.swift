import CRMCore
import CRMDatabase
import CRMTesting
import Testing

@testable import CRMPlatform

/// States, attempts and keys of jobs.
@Suite struct JobQueueTests {
    private struct Mishap: Error {}

    @Test(arguments: TestBackend.allCases)
    func `a job is done once and keeps its result`(_ backend: TestBackend) async throws {
        try await JobTestShop.with(backend) { shop in
            let job = try await shop.enqueue(JobCheck.kind, input: JobCheck.input(steps: 3))
            #expect(job.state == .queued)
            let runner = shop.runner()
            #expect(await runner.workOnce())
            #expect(await !runner.workOnce())
            let done = try await shop.job(job.id)
            #expect(done.state == .succeeded)
            #expect(done.result?.text == #"{"steps":3}"#)
            #expect(done.progress == JobProgress(done: 3, total: 3))
            #expect(done.attempts == 1)
            #expect(try await shop.effects() == [job.id: 3])
            let statistics = try await runner.statistics()
            #expect(statistics.succeeded == 1 && statistics.pickedUp == 1 && statistics.queued == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a job of a transaction that is undone does not exist`(_ backend: TestBackend) async throws {
        try await JobTestShop.with(backend) { shop in
            await #expect(throws: Mishap.self) {
                try await shop.workplace.write(shop.account) { work in
                    try JobQueue(work).enqueue(JobCheck.kind)
                    throw Mishap()
                }
            }
            let jobs = try await shop.jobs()
            #expect(jobs.isEmpty)
            #expect(await !shop.runner().workOnce())
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an error is tried again with pauses that grow, until the attempts are used up`(
        _ backend: TestBackend
    ) async throws {
        let kind = JobKind("test.mishap", "", attempts: 3) { _ in throw Mishap() }
        try await JobTestShop.with(backend, kinds: [kind]) { shop in
            let job = try await shop.enqueue(kind)
            let runner = shop.runner()
            var pauses: [Int64] = []
            for attempt in 1...2 {
                #expect(await runner.workOnce())
                let waiting = try await shop.job(job.id)
                #expect(waiting.state == .queued && waiting.attempts == attempt)
                #expect(waiting.failure?.code == "job.unexpected")
                pauses.append(waiting.runAt.milliseconds - shop.clock.now().milliseconds)
                #expect(await !runner.workOnce(), "not before its time")
                shop.clock.advance(milliseconds: pauses.last ?? 0)
            }
            #expect(pauses == [2_500, 5_000], "the shortest that chance allows")
            #expect(await runner.workOnce())
            #expect(try await shop.job(job.id).state == .failed)
            #expect(await !runner.workOnce())
            #expect(try await runner.statistics().failed == 1)
        }
    }

    @Test func `pauses double up to an hour and lie between half and all of it`() {
        for attempt in 1...40 {
            let (low, high) = (
                JobBackoff.milliseconds(afterAttempt: attempt, random: 0),
                JobBackoff.milliseconds(
                    afterAttempt: attempt, random: UInt64(min(5_000 << min(attempt - 1, 10), 3_600_000) / 2))
            )
            let whole = min(Int64(5_000) << min(attempt - 1, 10), 3_600_000)
            #expect(low == whole / 2)
            #expect(high == whole)
            for random in [1, 77, UInt64.max] {
                let pause = JobBackoff.milliseconds(afterAttempt: attempt, random: random)
                #expect((low...high).contains(pause))
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a refusal is final and can be tried again by hand`(_ backend: TestBackend) async throws {
        let kind = JobKind("test.refused", "") { run in
            let step = try await run.step { work in
                JobStep(1, checkpoint: ["step": 1], progress: JobProgress(done: 1, message: "half way"))
            }
            guard run.checkpoint != nil else { throw JobError.alreadyLive }
            return ["step": .number(String(step))]
        }
        try await JobTestShop.with(backend, kinds: [kind]) { shop in
            let job = try await shop.enqueue(kind)
            let runner = shop.runner()
            #expect(await runner.workOnce())
            let failed = try await shop.job(job.id)
            #expect(failed.state == .failed && failed.failure?.code == "job.already_live" && failed.attempts == 1)
            #expect(failed.progress.message == "half way")
            let again = try await shop.workplace.write(shop.account) { try JobQueue($0).retry(job.id) }
            #expect(again.state == .queued && again.attempts == 0)
            #expect(await runner.workOnce())
            #expect(try await shop.job(job.id).state == .succeeded, "it went on behind its checkpoint")
            await #expect(throws: JobError.notFailed(.succeeded)) {
                try await shop.workplace.write(shop.account) { try JobQueue($0).retry(job.id) }
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `there is one live job of a key, and another once it has ended`(_ backend: TestBackend) async throws {
        try await JobTestShop.with(backend) { shop in
            let ids = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await shop.enqueue(JobCheck.kind, uniqueKey: "one").id }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            #expect(try await shop.jobs().count == 1)
            #expect(await shop.runner().workOnce())
            let next = try await shop.enqueue(JobCheck.kind, uniqueKey: "one")
            #expect(!ids.contains(next.id))
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a failed job whose key is taken again stays failed`(_ backend: TestBackend) async throws {
        let kind = JobKind("test.refused", "") { _ in throw JobError.alreadyLive }
        try await JobTestShop.with(backend, kinds: [kind]) { shop in
            let job = try await shop.enqueue(kind, uniqueKey: "one")
            #expect(await shop.runner().workOnce())
            try await shop.enqueue(JobCheck.kind, uniqueKey: "one")
            await #expect(throws: JobError.alreadyLive) {
                try await shop.workplace.write(shop.account) { try JobQueue($0).retry(job.id) }
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `jobs go by priority, then by time, and not before it`(_ backend: TestBackend) async throws {
        try await JobTestShop.with(backend) { shop in
            let later = shop.clock.now().advanced(milliseconds: 1_000)
            let future = try await shop.enqueue(JobCheck.kind, runAt: later, priority: .high)
            let low = try await shop.enqueue(JobCheck.kind, priority: .low)
            let normal = try await shop.enqueue(JobCheck.kind)
            let second = try await shop.enqueue(JobCheck.kind)
            var order: [String] = []
            for _ in 0..<4 {
                if let claim = try await shop.claim([JobCheck.kind]) { order.append(claim.id) }
            }
            #expect(order == [normal.id, second.id, low.id])
            shop.clock.advance(milliseconds: 1_000)
            #expect(try await shop.claim([JobCheck.kind])?.id == future.id)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a job that waits is cancelled at once, one that runs before its next step`(
        _ backend: TestBackend
    ) async throws {
        let kind = JobKind("test.endless", "") { run in
            while true {
                try await run.step { work in
                    _ = try JobQueue(work).cancel(run.id)
                    return JobStep(())
                }
            }
        }
        try await JobTestShop.with(backend, kinds: [kind]) { shop in
            let waiting = try await shop.enqueue(JobCheck.kind)
            let cancelled = try await shop.workplace.write(shop.account) { try JobQueue($0).cancel(waiting.id) }
            #expect(cancelled.state == .cancelled && cancelled.finishedAt != nil)
            let running = try await shop.enqueue(kind)
            #expect(await shop.runner().workOnce())
            #expect(try await shop.job(running.id).state == .cancelled)
            await #expect(throws: JobError.unknownJob) {
                try await shop.workplace.write(shop.account) { try JobQueue($0).cancel("nothing") }
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the look for work reads an index and no table`(_ backend: TestBackend) async throws {
        try await JobTestShop.with(backend) { shop in
            let explain: SQL = backend == .sqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN"
            try await shop.workplace.write(shop.account) { work in
                for _ in 0..<500 { try JobQueue(work).enqueue(JobCheck.kind) }
            }
            let plan = try await shop.workplace.database.write { session in
                if backend == .postgres { try session.execute("SET LOCAL enable_seqscan = off") }
                return try session.all(
                    """
                    \(explain) SELECT user_id, job_key FROM jobs
                    WHERE state = 'queued' AND priority = 1 AND run_at <= 1 AND kind IN ('a', 'b')
                    ORDER BY run_at, job_key LIMIT 1
                    """
                ) { row in
                    if backend == .sqlite { for _ in 0..<3 { _ = try row.read(Int?.self) } }
                    return try row.read(String.self)
                }.joined(separator: "\n")
            }
            #expect(plan.contains("jobs_by_state"), "\(plan)")
            #expect(!plan.contains("SCAN jobs") && !plan.contains("Sort") && !plan.contains("TEMP B-TREE"), "\(plan)")
        }
    }
}
