import CRMCore
import CRMDatabase
import CRMPlatform

/// How far the account's analytics are good, and what the last run over all customers found.
struct AnalyticsRunState {
    var asOf: CalendarDay?
    /// Rises with every change that all figures depend on.
    var revision: Int64 = 0
    /// Whether such a change has not been followed by a run over all customers yet.
    var isStale = true
    var meanOrderValue: Int64?
    var valueBounds: [Int64]?
    /// The day for which the twentieths and the scales were found; nil before the end of a first round.
    var scaleDay: CalendarDay?
    var scales = ActivityScales()
}

extension AnalyticsStore {
    func runState() throws -> AnalyticsRunState {
        try session.first(
            """
            SELECT as_of_day, revision, is_stale, mean_order_value, value_bounds, scale_day, engagement_scale,
                behavioral_scale
            FROM analytics_runs
            WHERE user_id = \(account)
            """
        ) { row in
            AnalyticsRunState(
                asOf: try row.read(), revision: try row.read(), isStale: try row.read(),
                meanOrderValue: try row.read(),
                valueBounds: try row.read(String?.self)?.split(separator: " ").compactMap { Int64($0) },
                scaleDay: try row.read(),
                scales: ActivityScales(engagement: try row.read(), behaviour: try row.read()))
        } ?? AnalyticsRunState()
    }

    /// Notes that all figures depend on something that has changed.
    func markAll() throws {
        try session.execute(
            """
            INSERT INTO analytics_runs (user_id, revision, is_stale)
            VALUES (\(account), 1, \(true))
            ON CONFLICT (user_id) DO UPDATE
            SET revision = analytics_runs.revision + 1,
                is_stale = excluded.is_stale
            """)
    }

    /// Forgets what the last run compared customers with, so that the next one goes round twice, as the first did.
    func forgetComparison() throws {
        try session.execute(
            "UPDATE analytics_runs SET value_bounds = NULL, scale_day = NULL WHERE user_id = \(account)")
    }

    /// At the begin of a run over all customers: finds the mean value of an order.
    func saveMeanOrderValue() throws {
        let found: (orders: Int, spent: Int64)? = try session.first(
            """
            SELECT CAST(coalesce(sum(p.total_orders), 0) AS BIGINT), coalesce(\(SQL.boundedSum("p.total_spent")), 0)
            FROM customer_profiles AS p
            WHERE p.user_id = \(account)
            """
        ) { row in (try row.read(), try row.read()) }
        let mean = found.flatMap { $0.orders > 0 ? work.account.money($0.spent).mean(of: $0.orders).minorUnits : nil }
        try session.execute(
            """
            INSERT INTO analytics_runs (user_id, revision, is_stale, mean_order_value)
            VALUES (\(account), 0, \(true), \(mean))
            ON CONFLICT (user_id) DO UPDATE
            SET mean_order_value = excluded.mean_order_value
            """)
    }

    /// At the end of such a run: notes how far it went. False when it began at another revision than the present one.
    func finishRun(asOf day: CalendarDay, revision: Int64) throws -> Bool {
        try session.execute(
            """
            UPDATE analytics_runs
            SET as_of_day = \(day), is_stale = \(false)
            WHERE user_id = \(account) AND revision = \(revision)
            """) > 0
    }
}

/// Where a run of analytics goes on.
package typealias AnalyticsCursor = RunCursor<AnalyticsRunPart>

/// What a run of analytics visits.
package enum AnalyticsRunPart: String, Sendable {
    /// Every customer.
    case everyone
    /// Every customer once more, since the first run has found what scores are compared with.
    case again
    /// The marked.
    case marked
}

/// Runs over the account, in steps of one bounded transaction each. A step may be repeated and a run begun anew.
extension Analytics {
    /// Customers of one step.
    package static let customersPerStep = 1_000

    /// Notes that something has changed that all figures depend on, such as the churn horizon or the days of all orders:
    /// a run over all customers follows soon.
    package func markAll() throws {
        try store.markAll()
        try AnalyticsJobs.catchUp(work, isBulk: false)
    }

    /// After a change of the time zone: everyone soon, compared with what is found among figures of the new days.
    func daysRewritten() throws {
        try store.forgetComparison()
        try markAll()
    }

    /// The next step of a run: over every customer when `full` or when all figures are stale, else over the marked. Gives
    /// where to go on, or nil at the end.
    package func step(after cursor: AnalyticsCursor?, full: Bool) throws -> AnalyticsCursor? {
        try work.holdTimeZone()
        let state = try store.runState()
        guard let cursor else {
            guard full || state.isStale else {
                return try markedStep(AnalyticsCursor(.marked, revision: state.revision, visited: 0))
            }
            try store.saveMeanOrderValue()
            if let day = state.scaleDay, day != work.today { try store.saveComparison(asOf: work.today) }
            return try fullStep(AnalyticsCursor(.everyone, revision: state.revision, visited: 0), state)
        }
        return try cursor.part == .marked ? markedStep(cursor) : fullStep(cursor, state)
    }

    private func fullStep(_ cursor: AnalyticsCursor, _ state: AnalyticsRunState) throws -> AnalyticsCursor? {
        guard cursor.revision == state.revision else {
            return AnalyticsCursor(.everyone, revision: state.revision, visited: cursor.visited)
        }
        guard let stretch = try directory.nextStretch(after: cursor.key, count: Analytics.customersPerStep) else {
            let isComplete = try store.finishRun(asOf: work.today, revision: cursor.revision)
            let isFirst = state.scaleDay == nil
            if isFirst { try store.saveComparison(asOf: work.today) }
            let revision = try store.runState().revision
            return isComplete && !isFirst
                ? nil : AnalyticsCursor(isComplete ? .again : .everyone, revision: revision, visited: cursor.visited)
        }
        let customers = CustomerSet.stretch(after: cursor.key, through: stretch.last)
        try directory.lock(matching: customers.keys(in: work.account.key))
        try analyse(customers, try rules())
        return AnalyticsCursor(
            cursor.part, after: stretch.last, revision: cursor.revision, visited: cursor.visited + stretch.count)
    }

    private func markedStep(_ cursor: AnalyticsCursor) throws -> AnalyticsCursor? {
        let marked = try store.marked(after: cursor.key, count: Analytics.customersPerStep)
        guard let last = marked.last else { return nil }
        try directory.lock(marked)
        try analyse(try store.stage(marked), try rules())
        return AnalyticsCursor(
            .marked, after: last, revision: cursor.revision, visited: cursor.visited + marked.count)
    }
}
