package import CRMCore

/// Why a verb of jobs refuses.
package enum JobError: DomainError, Equatable {
    case unknownJob
    case finished(JobState)
    case notFailed(JobState)
    /// Another job with the same key waits or runs.
    case alreadyLive
    case tooLarge(String)

    package var kind: DomainErrorKind {
        switch self {
        case .unknownJob: .notFound
        case .finished, .notFailed, .alreadyLive: .conflict
        case .tooLarge: .invalid
        }
    }

    package var code: String {
        switch self {
        case .unknownJob: "job.unknown"
        case .finished: "job.finished"
        case .notFailed: "job.not_failed"
        case .alreadyLive: "job.already_live"
        case .tooLarge: "job.too_large"
        }
    }

    package var detail: String {
        switch self {
        case .unknownJob: "There is no such job"
        case .finished(let state): "The job has ended already: it is \(state.rawValue)"
        case .notFailed(let state): "Only a failed job can be tried again; this one is \(state.rawValue)"
        case .alreadyLive: "Another job for the same thing waits or runs"
        case .tooLarge(let what): "The \(what) of a job has at most \(JobLimits.jsonBytes) bytes"
        }
    }

    static let unknown: (kind: DomainErrorKind, code: String) = (.notFound, "job.unknown")
}
