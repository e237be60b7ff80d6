package import CRMCore
import CRMDatabase

/// One piece of work in the queue, as its account sees it.
package struct Job: Sendable {
    package let key: Int64
    package let id: String
    package let kind: String
    package let state: JobState
    package let priority: JobPriority
    package let input: RawJSONObject
    package let progress: JobProgress
    package let attempts: Int
    package let maximumAttempts: Int
    package let isCancelRequested: Bool
    package let result: RawJSONObject?
    package let failure: JobFailure?
    package let runAt: Instant
    package let createdAt: Instant
    package let updatedAt: Instant
    package let startedAt: Instant?
    package let finishedAt: Instant?
}

/// Where a job stands.
package enum JobState: String, Sendable, ClosedSet, SQLBindable, SQLDecodable {
    /// Waits for `runAt` and for a worker.
    case queued
    case running
    case succeeded
    /// Given up after its attempts, or refused; it can be tried again by hand.
    case failed
    case cancelled
}

/// How far a job is.
package struct JobProgress: Sendable, Hashable {
    package let done: Int
    /// Nil as long as nobody knows.
    package let total: Int?
    package let message: String?

    package init(done: Int, total: Int? = nil, message: String? = nil) {
        self.done = done
        self.total = total
        self.message = message.map { String($0.prefix(JobLimits.message)) }
    }
}

/// Why the last attempt of a job came to nothing.
package struct JobFailure: Sendable, Hashable {
    /// Stable machine code.
    package let code: String
    /// One sentence for the account; what the database or the program said is in the log only.
    package let detail: String

    package init(code: String, detail: String) {
        self.code = code
        self.detail = detail
    }
}

extension Job: JSONObjectEncodable {
    package static let typeName = "Job"

    package static let fields: [OutputField<Job>] = [
        OutputField("id") { $0.id },
        OutputField("kind") { $0.kind },
        OutputField("state") { $0.state },
        OutputField("priority") { $0.priority },
        OutputField("input") { $0.input },
        OutputField("done", "Units of work done; what a unit is depends on the kind.") { $0.progress.done },
        OutputField("total", "Units in all; null while nobody knows.") { $0.progress.total },
        OutputField("message", "What it is at.") { $0.progress.message },
        OutputField("attempts", "Pick-ups so far.") { $0.attempts },
        OutputField("maximumAttempts") { $0.maximumAttempts },
        OutputField("cancelRequested", "It ends before its next step.") { $0.isCancelRequested },
        OutputField("result") { $0.result },
        OutputField("error", "Why the last attempt failed.") { $0.failure },
        OutputField("runAt", "Not begun before.") { $0.runAt },
        OutputField("createdAt") { $0.createdAt },
        OutputField("updatedAt") { $0.updatedAt },
        OutputField("startedAt", "First pick-up.") { $0.startedAt },
        OutputField("finishedAt") { $0.finishedAt },
    ]
}

extension JobFailure: JSONObjectEncodable {
    package static let typeName = "JobFailure"

    package static let fields: [OutputField<JobFailure>] = [
        OutputField("code", "Stable machine code.") { $0.code },
        OutputField("detail") { $0.detail },
    ]
}
