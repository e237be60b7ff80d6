import CRMCore
import CRMPlatform

/// The jobs that keep analytics: every night over all customers, since risks and scores age, and soon after a change over
/// those whom it has marked.
struct AnalyticsJobs {
    let signals: [SignalSource]

    var kinds: [JobKind] { [nightly, catchingUp] }

    private var nightly: JobKind {
        JobKind(
            "analytics.daily", "Computes the analytics of all customers as of the new day.",
            schedule: .daily(hour: 0, minute: 20)
        ) { [signals] run in
            try await AnalyticsJobs.run(run, signals, full: true)
        }
    }

    private var catchingUp: JobKind {
        JobKind("analytics.catch-up", "Computes the analytics of the customers whom news has marked.") {
            [signals] run in
            try await AnalyticsJobs.run(run, signals, full: false)
        }
    }

    /// How long the marks of a single change, and those of a bulk load, wait for others of their kind.
    private static let pause: (single: Int64, bulk: Int64) = (1_000, 10_000)

    /// Has the marks followed soon. One such job waits in an account; a job visits whoever is marked when it comes along.
    static func catchUp(_ work: Work, isBulk: Bool) throws {
        let runAt = work.now.advanced(milliseconds: isBulk ? pause.bulk : pause.single)
        // A waiting job is told by the name of its kind; the sources are those of the worker.
        try JobQueue(work).enqueueUnlessWaiting(AnalyticsJobs(signals: []).catchingUp, runAt: runAt)
    }

    private static func run(_ run: JobRun, _ signals: [SignalSource], full: Bool) async throws -> JSON {
        var cursor = run.checkpoint.flatMap(saved)
        var visited = cursor?.visited ?? 0
        repeat {
            let place = cursor
            cursor = try await run.step { work in
                let next = try Analytics(work, signals: signals).step(after: place, full: full)
                // At the end the checkpoint stays: behind it there is nothing to do again.
                return JobStep(
                    next, checkpoint: next.map { ["cursor": .string($0.text)] },
                    progress: JobProgress(done: next?.visited ?? place?.visited ?? 0))
            }
            visited = cursor?.visited ?? visited
        } while cursor != nil
        return ["visited": .number(String(visited))]
    }

    private static func saved(_ checkpoint: JSON) -> AnalyticsCursor? {
        guard case .string(let text)? = checkpoint["cursor"] else { return nil }
        return AnalyticsCursor(text)
    }
}
