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
        try await run.walk { place, work in try Analytics(work, signals: signals).step(after: place, full: full) }
    }
}
