package import CRMCore
import CRMDatabase

/// Rewrites day columns in the zone of the work, a stretch of time at a time. Between two changes of the clocks the offset
/// stands still, so that one statement does a stretch, and rows that have the right day are not written.
package struct DayRewriting {
    private let work: Work

    package init(_ work: Work) {
        self.work = work
    }

    /// Does some `count` rows from the instant on, or from the first; gives where to go on, or nil at the end. Tables that
    /// have no day of an instant are at their end at once.
    package func rewrite(_ days: DayColumns, from start: Instant?, count: Int) throws -> Instant? {
        guard case .day(of: let name) = days.rule else { return nil }
        let (table, instant) = (SQL(unsafeText: days.table), SQL(unsafeText: name))
        let rows: SQL = """
            FROM \(table)
            WHERE user_id = \(work.account.key) AND \(instant) >= \(start ?? Instant(milliseconds: .min))
            """
        func find(_ offset: Int) throws -> Instant? {
            try work.session.first(
                "SELECT \(instant) \(rows) ORDER BY \(instant) LIMIT 1 OFFSET \(offset)"
            ) { row in try row.read() }
        }
        guard let first = try find(0) else { return nil }
        let (offset, change) = work.account.calendar.stretch(at: first)
        // However many rows share one instant, they are done together.
        let last = try find(count).map { max($0, first.advanced(milliseconds: 1)) }
        let end = [last, change].compactMap { $0 }.min()
        for column in days.columns {
            try rewrite(table, SQL(unsafeText: column), instant, offset: offset, from: first, to: end)
        }
        return end
    }

    private func rewrite(
        _ table: SQL, _ column: SQL, _ instant: SQL, offset: Int64, from first: Instant, to end: Instant?
    ) throws {
        let local: SQL = "(\(instant) + CAST(\(offset) AS BIGINT))"
        let length = Instant.millisecondsPerDay
        // Rounded down, before 1970 as well.
        let day: SQL = """
            ((\(local) - (\(local) % CAST(\(length) AS BIGINT) + CAST(\(length) AS BIGINT)) % CAST(\(length) AS BIGINT))
                / CAST(\(length) AS BIGINT))
            """
        try work.session.execute(
            """
            UPDATE \(table)
            SET \(column) = \(day)
            WHERE user_id = \(work.account.key)
                AND \(instant) >= \(first)
                \(end.map { "AND \(instant) < \($0)" as SQL } ?? "")
                AND \(column) <> \(day)
            """)
    }
}
