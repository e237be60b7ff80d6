package import CRMCore
import CRMDatabase

/// The verbs of jobs in an account, for callers and for features that want work done later.
package struct JobQueue {
    private let work: Work
    private let store: JobStore

    package init(_ work: Work) {
        self.work = work
        store = JobStore(work)
    }

    /// Puts a job into the queue, in the caller's transaction: undone with it, and picked up once it is committed.
    ///
    /// With a `uniqueKey` there is one live job of that key in the account: while it waits or runs, it is the answer and
    /// nothing is added. Throws ``JobError/tooLarge(_:)``.
    @discardableResult
    package func enqueue(
        _ kind: JobKind, input: JSON = [:], uniqueKey: String? = nil, runAt: Instant? = nil,
        priority: JobPriority = .normal
    ) throws -> Job {
        let input = input.canonicalText
        guard input.utf8.count <= JobLimits.jsonBytes else { throw JobError.tooLarge("input") }
        let key = try work.session.reserveKeys(1, from: JobStore.sequence)[0]
        let draft = JobDraft(
            key: key, id: work.entropy.id(at: work.now, number: key).text, kind: kind.name, priority: priority,
            input: input, uniqueKey: uniqueKey,
            maximumAttempts: kind.attempts, runAt: max(runAt ?? work.now, work.now))
        if try store.insert(draft) {
            work.wakeWorkers()
            return try store.job(draft.id)
        }
        guard let uniqueKey = draft.uniqueKey, let live = try store.live(uniqueKey) else {
            // The live one has ended since: the transaction is run again and finds its place free.
            throw JobStore.collision
        }
        return live
    }

    /// Puts a job into the queue unless one of its kind waits there already, which will see what this transaction does. One
    /// that runs may have looked already, and does not count.
    package func enqueueUnlessWaiting(_ kind: JobKind, runAt: Instant? = nil) throws {
        guard try !store.isWaiting(kind.name) else { return }
        try enqueue(kind, runAt: runAt)
    }

    /// The job of that id; throws ``JobError/unknownJob``.
    package func job(_ id: String) throws -> Job { try store.job(id) }

    /// The jobs that match, page by page.
    package func list(_ filter: JobFilter, _ listing: Listing) throws -> ListPage<Job> {
        try store.list(filter, listing)
    }

    /// The newest jobs that match, at most `limit`.
    package func newest(_ filter: JobFilter, limit: Int) throws -> [Job] { try store.newest(filter, limit: limit) }

    /// Ends a job: one that waits at once, one that runs before its next step. Asked again, it changes nothing.
    package func cancel(_ id: String) throws -> Job {
        let job = try store.lock(id)
        switch job.state {
        case .queued: try store.end(job.key, as: .cancelled)
        case .running: try store.requestCancel(job.key)
        case .succeeded, .failed: throw JobError.finished(job.state)
        case .cancelled: break
        }
        return try store.job(id)
    }

    /// Puts a job that was given up back into the queue, with all its attempts; it goes on where it stood.
    package func retry(_ id: String) throws -> Job {
        let job = try store.lock(id)
        guard job.state == .failed else { throw JobError.notFailed(job.state) }
        guard try store.requeue(job.key) else { throw JobError.alreadyLive }
        work.wakeWorkers()
        return try store.job(id)
    }
}

/// A job to be put into the queue.
struct JobDraft {
    let key: Int64
    let id: String
    let kind: String
    let priority: JobPriority
    /// Canonical JSON.
    let input: String
    let uniqueKey: String?
    let maximumAttempts: Int
    let runAt: Instant
}
