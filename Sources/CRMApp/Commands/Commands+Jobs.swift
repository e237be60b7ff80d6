import CRMCore
import CRMPlatform

extension Commands {
    /// The account's jobs, the newest first.
    package func listJobs(account: String, kind: String?, state: String?, limit: Int) async throws -> CommandReport {
        var filter = JobFilter()
        filter.kind = kind
        filter.state = try state.map { name in
            guard let state = JobState(rawValue: name) else {
                let names = JobState.allCases.map(\.rawValue).joined(separator: ", ")
                throw UsageError("--state must be one of \(names)")
            }
            return state
        }
        guard PageRequest.limits.contains(limit) else {
            throw UsageError("--limit must be 1 to \(PageRequest.limits.upperBound)")
        }
        return try await withAccount(account) { [filter] shop, account in
            let jobs = try await shop.workplace.read(account) { work in
                try JobQueue(work).newest(filter, limit: limit)
            }
            return CommandReport(jobs, text: jobs.map(\.line).joined(separator: "\n"))
        }
    }

    /// One job with everything about it.
    package func showJob(account: String, id: String) async throws -> CommandReport {
        try await withAccount(account) { shop, account in
            let job = try await shop.workplace.read(account) { work in try JobQueue(work).job(id) }
            return CommandReport(job, text: job.text)
        }
    }

    package func cancelJob(account: String, id: String) async throws -> CommandReport {
        try await withAccount(account) { shop, account in
            let job = try await shop.workplace.write(account) { work in try JobQueue(work).cancel(id) }
            let text = job.state == .cancelled ? "Cancelled \(id)" : "\(id) ends before its next step"
            return CommandReport(job, text: text)
        }
    }

    package func retryJob(account: String, id: String) async throws -> CommandReport {
        try await withAccount(account) { shop, account in
            let job = try await shop.workplace.write(account) { work in try JobQueue(work).retry(id) }
            return CommandReport(job, text: "\(id) waits in the queue")
        }
    }

    /// Checks of one call and jobs of one transaction.
    private static let checkRange = 1...10_000
    private static let checksPerTransaction = 500

    /// Puts checks into the queue, jobs that count their own steps.
    package func checkJobs(account: String, count: Int, steps: Int) async throws -> CommandReport {
        guard Commands.checkRange.contains(count) else {
            throw UsageError("--count must be 1 to \(Commands.checkRange.upperBound)")
        }
        guard JobCheck.stepRange.contains(steps) else {
            throw UsageError("--steps must be 1 to \(JobCheck.stepRange.upperBound)")
        }
        return try await withAccount(account) { shop, account in
            var ids: [String] = []
            while ids.count < count {
                let next = min(Commands.checksPerTransaction, count - ids.count)
                ids += try await shop.workplace.write(account) { work in
                    try (0..<next).map { _ in
                        try JobQueue(work).enqueue(JobCheck.kind, input: JobCheck.input(steps: steps)).id
                    }
                }
            }
            return CommandReport(ids, text: ids.joined(separator: "\n"))
        }
    }
}

extension Job {
    /// One line of a list.
    fileprivate var line: String {
        let steps = progress.total.map { "\(progress.done)/\($0)" } ?? "\(progress.done)"
        return "\(id)  \(createdAt.rfc3339)  \(kind)  \(state.rawValue)  \(steps)"
    }

    /// All that a person asks about one job.
    fileprivate var text: String {
        let facts: [(String, String?)] = [
            ("id", id), ("kind", kind), ("state", state.rawValue), ("input", input.text), ("done", "\(progress.done)"),
            ("total", progress.total.map(String.init)), ("message", progress.message),
            ("attempts", "\(attempts) of \(maximumAttempts)"), ("result", result?.text),
            ("error", failure.map { "\($0.code): \($0.detail)" }), ("run at", runAt.rfc3339),
            ("created", createdAt.rfc3339), ("started", startedAt?.rfc3339), ("finished", finishedAt?.rfc3339),
        ]
        return facts.compactMap { name, value in value.map { "\(name): \($0)" } }.joined(separator: "\n")
    }
}
