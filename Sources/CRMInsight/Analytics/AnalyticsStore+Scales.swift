import CRMCore
import CRMDatabase
import CRMScience

/// What an account's scores of activity are measured by: medians of its recent buyers, nil where there are too few.
struct ActivityScales: Sendable, Hashable {
    var engagement: Double?
    var behaviour: Double?
}

/// The SQL of what customers are compared with.
extension AnalyticsStore {
    /// Finds the twentieths of predicted values and the medians of activity, faded until the day, among the saved figures,
    /// and keeps them for it: whatever is computed on one day, of one customer or of all, is measured alike.
    func saveComparison(asOf day: CalendarDay) throws {
        let (engagement, behaviour) = try recentActivity(asOf: day)
        try session.execute(
            """
            UPDATE analytics_runs
            SET scale_day = \(day),
                value_bounds = \(try valueBounds().map(String.init).joined(separator: " ")),
                engagement_scale = \(ActivityScore.scale(of: engagement)),
                behavioral_scale = \(ActivityScore.scale(of: behaviour))
            WHERE user_id = \(account)
            """)
    }

    /// What recent buyers have done.
    private func recentActivity(asOf day: CalendarDay) throws -> (engagement: [Double], behaviour: [Double]) {
        var engagement: [Double] = []
        var behaviour: [Double] = []
        try session.forEach(
            """
            SELECT a.as_of_day, a.engagement_activity, a.behavioral_activity
            FROM customer_analytics AS a
            WHERE a.user_id = \(account) AND a.last_order_day > \(day.advanced(days: -ActivityScore.recentDays))
            """
        ) { row in
            let age = day.number - (try row.read(CalendarDay.self)).number
            if let sum = try row.read(Double?.self) { engagement.append(ActivityScore.faded(sum, days: age)) }
            if let sum = try row.read(Double?.self) { behaviour.append(ActivityScore.faded(sum, days: age)) }
        }
        return (engagement, behaviour)
    }

    /// Predicted values at the ends of the first nineteen twentieths of the customers who have one.
    private func valueBounds() throws -> [Int64] {
        let values: SQL = """
            FROM customer_analytics AS a
            WHERE a.user_id = \(account) AND a.predicted_value IS NOT NULL
            """
        let count: Int = try session.value("SELECT count(*) \(values)")
        guard count > 0 else { return [] }
        let ranks = (1..<AnalyticsStore.parts).map { max(1, count * $0 / AnalyticsStore.parts) }
        let wanted = Set(ranks).sorted().map { "\($0)" as SQL }.joined(separator: ", ")
        return try session.all(
            """
            SELECT r.value
            FROM (
                SELECT a.predicted_value AS value, row_number() OVER (ORDER BY a.predicted_value) AS n
                \(values)
            ) AS r
            WHERE r.n IN (\(wanted))
            ORDER BY r.n
            """
        ) { row in try row.read() }
    }

    private static let parts = 20
}
