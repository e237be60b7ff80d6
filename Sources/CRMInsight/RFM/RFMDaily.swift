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

    /// Has the marks followed soon; one such job at a time waits in an account.
    static func catchUp(_ work: Work) throws {
        try JobQueue(work).enqueue(catchingUp, uniqueKey: catchingUp.name)
    }

    @Sendable
    private static func run(_ run: JobRun) async throws -> JSON {
        var cursor = run.checkpoint.flatMap(saved)
        var visited = cursor?.visited ?? 0
        repeat {
            let place = cursor
            cursor = try await run.step { work in
                let next = try RFMScoring(work).dailyStep(after: place)
                // At the end the checkpoint stays: behind it there is nothing to do again.
                return JobStep(
                    next, checkpoint: next.map { ["cursor": .string($0.text)] },
                    progress: JobProgress(done: next?.visited ?? place?.visited ?? 0))
            }
            visited = cursor?.visited ?? visited
        } while cursor != nil
        return ["visited": .number(String(visited))]
    }

    private static func saved(_ checkpoint: JSON) -> RFMCursor? {
        guard case .string(let text)? = checkpoint["cursor"] else { return nil }
        return RFMCursor(text)
    }
}
