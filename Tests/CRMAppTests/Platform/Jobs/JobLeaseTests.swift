import CRMCore
import CRMDatabase
import CRMTesting
import Testing

@testable import CRMPlatform

/// Workers that die, hang or come back, and clocks that jump.
@Suite struct JobLeaseTests {
    @Test(arguments: TestBackend.allCases)
    func `a dead worker's job goes on behind its last step, and each step has happened once`(
        _ backend: TestBackend
    ) async throws {
        try await JobTestShop.with(backend) { shop in
            let job = try await shop.enqueue(JobCheck.kind, input: JobCheck.input(steps: 5))
            let claim = try #require(await shop.claim([JobCheck.kind]))
            let dead = try shop.attempt(claim)
            for step in 1...2 { try await dead.checkStep(step) }
            let runner = shop.runner()
            var watch = LeaseWatch()
            let start = ContinuousClock.now
            try await runner.takeOver(&watch, at: start)
            try await runner.takeOver(&watch, at: start + .seconds(29))
            #expect(try await shop.job(job.id).state == .running, "it may live still")
            try await runner.takeOver(&watch, at: start + .seconds(30))
            let freed = try await shop.job(job.id)
            #expect(freed.state == .queued && freed.failure?.code == "job.worker_lost")
            #expect(await runner.workOnce())
            let done = try await shop.job(job.id)
            #expect(done.state == .succeeded && done.attempts == 2)
            #expect(try await shop.effects() == [job.id: 5])
            #expect(try await runner.statistics().takenOver == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a worker that has lost its job can write nothing more`(_ backend: TestBackend) async throws {
        try await JobTestShop.with(backend) { shop in
            let job = try await shop.enqueue(JobCheck.kind, input: JobCheck.input(steps: 2))
            let claim = try #require(await shop.claim([JobCheck.kind]))
            let slow = try shop.attempt(claim)
            try await slow.checkStep(1)
            try await shop.takeOver(claim)
            await #expect(throws: JobStop.leaseLost) { try await slow.checkStep(2) }
            #expect(await shop.runner().workOnce())
            await #expect(throws: JobStop.leaseLost) { try await slow.checkStep(2) }
            let now = shop.clock.now()
            let isFinished = try await shop.workplace.database.write { session in
                try JobLedger(session).finish(claim, as: .failed, result: nil, failure: nil, at: now)
            }
            #expect(!isFinished)
            #expect(try await shop.effects() == [job.id: 2])
            #expect(try await shop.job(job.id).state == .succeeded)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `signs of life keep a job, by a step or without one`(_ backend: TestBackend) async throws {
        try await JobTestShop.with(backend) { shop in
            let job = try await shop.enqueue(JobCheck.kind, input: JobCheck.input(steps: 9))
            let claim = try #require(await shop.claim([JobCheck.kind]))
            let alive = try shop.attempt(claim)
            let runner = shop.runner()
            var watch = LeaseWatch()
            var now = ContinuousClock.now
            for step in 1...6 {
                try await runner.takeOver(&watch, at: now)
                now += .seconds(20)
                if step % 2 == 0 {
                    try await alive.checkStep(step)
                } else {
                    let isOurs = try await shop.workplace.database.write { try JobLedger($0).renew(claim) }
                    #expect(isOurs)
                }
            }
            #expect(try await shop.job(job.id).state == .running)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a job that kills its workers is given up after its attempts`(_ backend: TestBackend) async throws {
        try await JobTestShop.with(backend) { shop in
            let job = try await shop.enqueue(JobCheck.kind)
            for attempt in 1...JobLimits.attempts {
                let claim = try #require(await shop.claim([JobCheck.kind]))
                #expect(claim.attempt == attempt)
                try await shop.takeOver(claim)
            }
            let given = try await shop.job(job.id)
            #expect(given.state == .failed && given.failure?.code == "job.worker_lost")
        }
    }

    @Test func `where one process has the database it takes every job over at its start`() async throws {
        try await JobTestShop.with(.sqlite) { shop in
            let job = try await shop.enqueue(JobCheck.kind)
            _ = try #require(await shop.claim([JobCheck.kind]))
            let runner = shop.runner()
            await runner.takeOverAll()
            #expect(await runner.workOnce())
            #expect(try await shop.job(job.id).state == .succeeded)
        }
    }

    @Test func `a lease ends by the monotonic clock`() throws {
        let start = ContinuousClock.now
        let claim = JobClaim(account: AccountKey(1), key: 1, token: 1, id: "a", kind: "a")
        let lease = JobLease(claim, duration: .seconds(30), at: start)
        try lease.check(at: start + .seconds(29))
        #expect(lease.needsRenewal(at: start + .seconds(10)) && !lease.needsRenewal(at: start + .seconds(9)))
        lease.renew(begunAt: start + .seconds(20))
        try lease.check(at: start + .seconds(49))
        #expect(throws: JobStop.leaseLost) { try lease.check(at: start + .seconds(50)) }
        lease.renew(begunAt: start + .seconds(51))
        #expect(throws: JobStop.leaseLost, "what is lost stays lost") { try lease.check(at: start + .seconds(52)) }
    }

    @Test(arguments: TestBackend.allCases, [3_600_000, 86_400_000, -3_600_000, -600_000])
    func `a wall clock that jumps takes no job from a living worker and loses none`(
        _ backend: TestBackend, jump: Int64
    ) async throws {
        try await JobTestShop.with(backend) { shop in
            let runner = shop.runner()
            let first = try await shop.enqueue(JobCheck.kind, input: JobCheck.input(steps: 4))
            let claim = try #require(await shop.claim([JobCheck.kind]))
            let alive = try shop.attempt(claim)
            try await alive.checkStep(1)
            var watch = LeaseWatch()
            let start = ContinuousClock.now
            try await runner.takeOver(&watch, at: start)
            shop.clock.advance(milliseconds: jump)
            try await runner.takeOver(&watch, at: start + .seconds(5))
            for step in 2...4 { try await alive.checkStep(step) }
            let second = try await shop.enqueue(JobCheck.kind)
            #expect(await runner.workOnce(), "a job of now is due now, wherever the clock stands")
            let now = shop.clock.now()
            let isOurs = try await shop.workplace.database.write { session in
                try JobLedger(session).finish(claim, as: .succeeded, result: nil, failure: nil, at: now)
            }
            #expect(isOurs)
            #expect(try await shop.effects() == [first.id: 4, second.id: 1])
            #expect(try await shop.job(second.id).state == .succeeded)
            #expect(first.id < second.id, "ids rise all the same")
        }
    }

    @Test func `ids are unique and rise while the clock jumps`() {
        let clock = IDClock()
        var now = Instant(milliseconds: 1_790_000_000_000)
        var random = SplitMix(seed: 1)
        var last = ""
        for step in 0..<50_000 {
            let jump: Int64 =
                switch step % 10_000 {
                case 2_000: -3_600_000
                case 4_000: 86_400_000
                case 6_000: -600_000
                default: Int64.random(in: 0...1, using: &random)
                }
            now = now.advanced(milliseconds: jump)
            let entropy = Entropy(at: now, clock)
            for number in [Int64(step), Int64(step + 1)] {
                let id = entropy.id(at: now, number: number).text
                if id <= last { Issue.record("\(id) after \(last)") }
                last = id
            }
        }
    }
}

extension JobClaim {
    init(account: AccountKey, key: Int64, token: Int64, id: String, kind: String) {
        self.init(
            account: account, key: key, token: token, id: id, kind: kind, input: "{}", checkpoint: nil, attempt: 1,
            maximumAttempts: 5)
    }
}

extension JobTestShop {
    /// The attempt of a worker that has this job.
    func attempt(_ claim: JobClaim) throws -> JobRun {
        try JobRun(
            account: account, workplace: workplace,
            lease: JobLease(claim, duration: .seconds(3600), at: .now))
    }

    /// Takes the job from its worker as a watcher does after a lease without signs of life.
    func takeOver(_ claim: JobClaim) async throws {
        let runner = runner()
        var watch = LeaseWatch()
        let start = ContinuousClock.now
        try await runner.takeOver(&watch, at: start)
        try await runner.takeOver(&watch, at: start + .seconds(31))
        #expect(try await job(claim.id).state != .running)
    }
}

extension JobRun {
    /// One step of a check, as its kind does it.
    func checkStep(_ number: Int) async throws {
        try await step { work in
            try JobCheckStore(work).count(id)
            return JobStep((), checkpoint: JobCheck.input(steps: number), progress: JobProgress(done: number))
        }
    }
}
