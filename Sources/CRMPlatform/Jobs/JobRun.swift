package import CRMCore
import CRMDatabase

/// One attempt at a job: what the function of its kind works with.
package struct JobRun: Sendable {
    package let id: String
    package let account: Account
    package let input: JSON
    /// What an earlier attempt saved with its last step; nil at the beginning.
    package let checkpoint: JSON?
    /// Counted from 1.
    package let attempt: Int
    package let workplace: Workplace
    private let lease: JobLease

    init(account: Account, workplace: Workplace, lease: JobLease) throws {
        let claim = lease.claim
        id = claim.id
        self.account = account
        input = try JSONParser.parse(claim.input, limits: .stored)
        checkpoint = try claim.checkpoint.map { try JSONParser.parse($0, limits: .stored) }
        attempt = claim.attempt
        self.workplace = workplace
        self.lease = lease
    }

    /// Runs one step: a transaction in which the effect and the checkpoint are stored together, and only as long as this
    /// worker has the job. Whoever goes on with the job after a death begins behind the last step that was committed.
    ///
    /// Steps are short: on SQLite they share the one writer with all requests. Throws ``JobStop`` when the job is to end
    /// here; the function of the kind lets it through.
    package func step<Value: Sendable>(
        _ body: @escaping @Sendable (Work) throws -> JobStep<Value>
    ) async throws -> Value {
        await Task.yield()
        try lease.check()
        let begun = ContinuousClock.now
        let claim = lease.claim
        let value = try await workplace.write(account, deadline: begun + JobLimits.step) { work in
            let ledger = JobLedger(work.session)
            if try ledger.hold(claim) { throw JobStop.cancelled }
            let step = try body(work)
            let checkpoint = step.checkpoint?.canonicalText
            guard (checkpoint?.utf8.count ?? 0) <= JobLimits.jsonBytes else { throw JobError.tooLarge("checkpoint") }
            try ledger.save(claim, checkpoint: checkpoint, progress: step.progress, at: work.now)
            return step.value
        }
        lease.renew(begunAt: begun)
        return value
    }
}

/// What a step came to.
package struct JobStep<Value: Sendable>: Sendable {
    let value: Value
    let checkpoint: JSON?
    let progress: JobProgress?

    /// A nil leaves the stored checkpoint, or the progress, as it is.
    package init(_ value: Value, checkpoint: JSON? = nil, progress: JobProgress? = nil) {
        self.value = value
        self.checkpoint = checkpoint
        self.progress = progress
    }
}
