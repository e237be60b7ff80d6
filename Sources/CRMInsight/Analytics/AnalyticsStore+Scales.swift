import CRMCore
import CRMDatabase
import CRMScience

/// What an account's scores of activity are measured by: medians of its recent buyers, nil where there are too few.
struct ActivityScales: Sendable, Hashable {
    var engagement: Double?
    var behaviour: Double?
}

/// The SQL of the medians that scores of activity are measured by.
extension AnalyticsStore {
    /// Finds the medians among the saved figures, each faded until the day, and keeps them for it: whatever is computed
    /// on one day, of one customer or of all, is measured alike.
    func saveScales(asOf day: CalendarDay) throws {
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
        try session.execute(
            """
            UPDATE analytics_runs
            SET scale_day = \(day),
                engagement_scale = \(ActivityScore.scale(of: engagement)),
                behavioral_scale = \(ActivityScore.scale(of: behaviour))
            WHERE user_id = \(account)
            """)
    }
}
