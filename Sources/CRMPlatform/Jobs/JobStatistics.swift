import CRMCore
import CRMDatabase

/// How the queue stands over all accounts, and what this process has done since its start.
package struct JobStatistics: Sendable, Hashable {
    /// Jobs that wait, whenever they are due, and jobs that some process works on; counted up to ``JobLimits/counted``.
    package let queued: Int
    package let running: Int
    /// Jobs that were given up and are still kept; counted likewise.
    package let failed: Int
    /// For how long the oldest of the due jobs has waited, in milliseconds; 0 when none is due.
    package let oldestDueMilliseconds: Int64
    /// Since the start of this process.
    package let pickedUp: Int
    package let succeeded: Int
    package let givenUp: Int
    package let triedAgain: Int
    package let takenOver: Int
}

extension JobRunner {
    /// The statistics of this moment.
    package func statistics() async throws -> JobStatistics {
        let (now, counts) = (workplace.clock.now(), desk.counts)
        return try await workplace.database.read { session in
            let ledger = JobLedger(session)
            return JobStatistics(
                queued: try ledger.count(.queued), running: try ledger.count(.running),
                failed: try ledger.count(.failed),
                oldestDueMilliseconds: max(
                    0, now.milliseconds - (try ledger.oldestQueued() ?? now).milliseconds),
                pickedUp: counts.pickedUp, succeeded: counts.succeeded, givenUp: counts.failed,
                triedAgain: counts.triedAgain, takenOver: counts.takenOver)
        }
    }
}

extension JobLedger {
    fileprivate func count(_ state: JobState) throws -> Int {
        try session.value(
            "SELECT count(*) FROM (SELECT 1 FROM jobs WHERE state = \(state) LIMIT \(JobLimits.counted)) AS counted")
    }

    /// When the first of the waiting jobs was or is due; nil when none waits.
    fileprivate func oldestQueued() throws -> Instant? {
        try JobPriority.byRank.compactMap { priority in
            try session.value(
                "SELECT min(run_at) FROM jobs WHERE state = 'queued' AND priority = \(priority.rank)",
                as: Instant?.self)
        }.min()
    }
}
