import CRMCore
import CRMDatabase

/// The SQL of workers. They look over all accounts, so that it stands over a session alone.
///
/// A running job belongs to the worker whose `token` it carries: each pick-up counts it up, and every statement here
/// names it, so that a worker that has lost its job can write nothing of it.
struct JobLedger {
    let session: any DatabaseSession

    init(_ session: any DatabaseSession) {
        self.session = session
    }

    /// Whether a job of these kinds is due; a look without locks, since most looks find none.
    func hasDue(_ kinds: [String], at now: Instant) throws -> Bool {
        try JobPriority.byRank.contains { try nextDue(kinds, $0, at: now, lock: "") != nil }
    }

    /// Takes the next due job of these kinds for a worker; nil when there is none.
    func claim(_ kinds: [String], worker: String, at now: Instant) throws -> JobClaim? {
        let lock = session.dialect.forUpdateSkippingLocked
        for priority in JobPriority.byRank {
            guard let (account, key) = try nextDue(kinds, priority, at: now, lock: lock) else { continue }
            return try session.first(
                """
                UPDATE jobs
                SET state = 'running', token = token + 1, beat = beat + 1, attempts = attempts + 1,
                    worker = \(worker), started_at = coalesce(started_at, \(now)), updated_at = \(now)
                WHERE user_id = \(account) AND job_key = \(key)
                RETURNING user_id, job_key, token, id, kind, input, checkpoint, attempts, maximum_attempts
                """, JobClaim.init)
        }
        return nil
    }

    private func nextDue(
        _ kinds: [String], _ priority: JobPriority, at now: Instant, lock: SQL
    ) throws -> (AccountKey, Int64)? {
        let names = kinds.map { "\($0)" as SQL }.joined(separator: ", ")
        return try session.first(
            """
            SELECT user_id, job_key
            FROM jobs
            WHERE state = 'queued' AND priority = \(priority.rank) AND run_at <= \(now) AND kind IN (\(names))
            ORDER BY run_at, job_key
            LIMIT 1\(lock)
            """
        ) { row in (try row.read(), try row.read()) }
    }

    /// Keeps a running job for this transaction, so that nobody takes it meanwhile, and says whether it is to be
    /// cancelled. Throws ``JobStop/leaseLost`` when the worker has it no longer.
    func hold(_ claim: JobClaim) throws -> Bool {
        let isCancelled = try session.first(
            """
            SELECT cancel_requested
            FROM jobs
            WHERE \(owned(by: claim))\(session.dialect.forUpdate)
            """
        ) { row in try row.read(Bool.self) }
        guard let isCancelled else { throw JobStop.leaseLost }
        return isCancelled
    }

    /// Saves how far a held job is; what is nil stays as it was.
    func save(_ claim: JobClaim, checkpoint: String?, progress: JobProgress?, at now: Instant) throws {
        let given: [SQL?] = [
            checkpoint.map { "checkpoint = \($0)" },
            progress.map { "done = \($0.done), total = \($0.total), message = \($0.message)" },
        ]
        let assignments = ["beat = beat + 1", "updated_at = \(now)"] + given.compactMap { $0 }
        try session.execute(
            """
            UPDATE jobs
            SET \(assignments.joined(separator: ", "))
            WHERE \(owned(by: claim))
            """)
    }

    /// Shows that the worker is alive. A job that a step holds at this moment is left to that step. False when the worker
    /// has the job no longer.
    func renew(_ claim: JobClaim) throws -> Bool {
        let owned = owned(by: claim)
        guard try session.first("SELECT 1 FROM jobs WHERE \(owned)", { try $0.read(Int.self) }) != nil else {
            return false
        }
        let lock = session.dialect.forUpdateSkippingLocked
        if try session.first("SELECT 1 FROM jobs WHERE \(owned)\(lock)", { try $0.read(Int.self) }) != nil {
            try session.execute("UPDATE jobs SET beat = beat + 1 WHERE \(owned)")
        }
        return true
    }

    /// Ends a running job; false when the worker has it no longer.
    func finish(
        _ claim: JobClaim, as state: JobState, result: String?, failure: JobFailure?, at now: Instant
    ) throws
        -> Bool
    {
        try session.execute(
            """
            UPDATE jobs
            SET state = \(state), result = \(result), error_code = \(failure?.code), error_detail = \(failure?.detail),
                worker = NULL, finished_at = \(now), updated_at = \(now)
            WHERE \(owned(by: claim))
            """) > 0
    }

    /// Puts a running job back into the queue, without a time to its old place; false when the worker has it no longer. An attempt that the worker broke
    /// off by itself does not count.
    func putBack(
        _ claim: JobClaim, runAt: Instant?, failure: JobFailure?, countsAttempt: Bool, at now: Instant
    ) throws -> Bool {
        let reason: SQL = failure.map { ", error_code = \($0.code), error_detail = \($0.detail)" } ?? ""
        let time: SQL = runAt.map { ", run_at = \($0)" } ?? ""
        return try session.execute(
            """
            UPDATE jobs
            SET state = 'queued', attempts = attempts - \(countsAttempt ? 0 : 1), worker = NULL,
                updated_at = \(now)\(time)\(reason)
            WHERE \(owned(by: claim))
            """) > 0
    }

    private func owned(by claim: JobClaim) -> SQL {
        "user_id = \(claim.account) AND job_key = \(claim.key) AND token = \(claim.token) AND state = 'running'"
    }
}

// What watchers of other workers' leases need.
extension JobLedger {
    /// The pulse of every running job.
    func pulses() throws -> [JobPulse] {
        try session.all(
            """
            SELECT user_id, job_key, token, beat, kind
            FROM jobs
            WHERE state = 'running'
            ORDER BY priority, run_at, job_key
            LIMIT \(JobLimits.watchedJobs)
            """, JobPulse.init)
    }

    /// Takes a job from a worker that shows no more sign of life: back to its old place in the queue, or, after its last attempt or when
    /// it was to be cancelled, to its end. False when there was one after all, or a step holds the job.
    func takeOver(_ pulse: JobPulse, at now: Instant) throws -> Bool {
        let row = try session.first(
            """
            SELECT attempts >= maximum_attempts, cancel_requested
            FROM jobs
            WHERE user_id = \(pulse.account)
                AND job_key = \(pulse.key)
                AND token = \(pulse.token)
                AND beat = \(pulse.beat)
                AND state = 'running'\(session.dialect.forUpdateSkippingLocked)
            """
        ) { row in (isLast: try row.read(Bool.self), isCancelled: try row.read(Bool.self)) }
        guard let row else { return false }
        let state: JobState = row.isCancelled ? .cancelled : row.isLast ? .failed : .queued
        let failure = JobFailure.workerLost
        let end = state == .queued ? nil : now
        try session.execute(
            """
            UPDATE jobs
            SET state = \(state), worker = NULL, error_code = \(failure.code), error_detail = \(failure.detail),
                finished_at = \(end), updated_at = \(now)
            WHERE user_id = \(pulse.account) AND job_key = \(pulse.key)
            """)
        return true
    }
}

extension JobFailure {
    static let workerLost = JobFailure(code: "job.worker_lost", detail: "The worker ended without a word")
}

/// A job in the hands of a worker.
struct JobClaim: Sendable {
    let account: AccountKey
    let key: Int64
    let token: Int64
    let id: String
    let kind: String
    /// Canonical JSON, as the checkpoint.
    let input: String
    let checkpoint: String?
    /// Pick-ups so far, this one included.
    let attempt: Int
    let maximumAttempts: Int
}

extension JobClaim {
    init(_ row: inout Row) throws {
        self.init(
            account: try row.read(), key: try row.read(), token: try row.read(), id: try row.read(),
            kind: try row.read(), input: try row.read(), checkpoint: try row.read(), attempt: try row.read(),
            maximumAttempts: try row.read())
    }
}

/// A sign of life of a running job: `beat` rises with each one.
struct JobPulse: Sendable, Hashable {
    let account: AccountKey
    let key: Int64
    let token: Int64
    let beat: Int64
    let kind: String
}

extension JobPulse {
    init(_ row: inout Row) throws {
        self.init(
            account: try row.read(), key: try row.read(), token: try row.read(), beat: try row.read(),
            kind: try row.read())
    }
}
