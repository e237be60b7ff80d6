import CRMCore
import CRMDatabase
import CRMPlatform

/// How far the account's scores are good.
struct RFMRunState {
    /// The day of the last run over the account; nil before the first.
    let asOf: CalendarDay?
    /// Rises with every change that all scores depend on.
    let revision: Int64
    /// Whether such a change has not been followed by a run over all customers yet.
    let isStale: Bool
}

extension RFMStore {
    func runState() throws -> RFMRunState {
        let saved = try session.first(
            "SELECT as_of_day, revision, is_stale FROM rfm_runs WHERE user_id = \(account)"
        ) { row in RFMRunState(asOf: try row.read(), revision: try row.read(), isStale: try row.read()) }
        return saved ?? RFMRunState(asOf: nil, revision: 0, isStale: true)
    }

    /// Notes that all scores depend on something that has changed.
    func markAll() throws {
        try session.execute(
            """
            INSERT INTO rfm_runs (user_id, revision, is_stale)
            VALUES (\(account), 1, \(true))
            ON CONFLICT (user_id) DO UPDATE
            SET revision = rfm_runs.revision + 1,
                is_stale = excluded.is_stale
            """)
    }

    /// Notes a run over all customers that began at this revision; false when that is not the present one any more.
    func finishRun(asOf day: CalendarDay, revision: Int64) throws -> Bool {
        try session.execute(
            """
            INSERT INTO rfm_runs (user_id, as_of_day, revision, is_stale)
            VALUES (\(account), \(day), \(revision), \(false))
            ON CONFLICT (user_id) DO UPDATE
            SET as_of_day = excluded.as_of_day,
                is_stale = excluded.is_stale
            WHERE rfm_runs.revision = excluded.revision
            """) > 0
    }

    /// Notes that everything due up to the day has been visited.
    func advanceRun(to day: CalendarDay) throws {
        try session.execute(
            """
            UPDATE rfm_runs
            SET as_of_day = \(day)
            WHERE user_id = \(account) AND (as_of_day IS NULL OR as_of_day < \(day))
            """)
    }
}

/// Where a run of scores goes on.
package typealias RFMCursor = RunCursor<RFMRunPart>

/// What a run of scores visits.
package enum RFMRunPart: String, Sendable {
    /// Every customer.
    case everyone
    /// Every customer once more, after the quantiles have moved.
    case again
    /// The marked and the due.
    case due
}
