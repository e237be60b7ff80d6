import CRMCore
import CRMPlatform

/// The jobs that keep scores: they visit whom a change has marked and whom the day has made due.
enum RFMDaily {
    static let kinds = [nightly, catchingUp]

    private static let nightly = JobKind(
        "rfm.daily", "Scores the customers as of the new day, and with the segment sets the status.",
        schedule: .daily(hour: 0, minute: 5), run)

    /// After a bulk load or a change of the rules, without waiting for the night.
    private static let catchingUp = JobKind(
        "rfm.catch-up", "Scores the customers whom a bulk load or a change of the thresholds has marked.", run)

    /// Has the marks followed soon; one such job at a time waits in an account. One that runs may have looked for marks
    /// already.
    static func catchUp(_ work: Work) throws {
        try JobQueue(work).enqueueUnlessWaiting(catchingUp)
    }

    @Sendable
    private static func run(_ run: JobRun) async throws -> JSON {
        try await run.walk { place, work in try RFMScoring(work).dailyStep(after: place) }
    }
}
