import CRMCore
import CRMDatabase
package import CRMPlatform

/// The account's settings of analytics.
package struct AnalyticsSettings {
    private let work: Work

    package init(_ work: Work) {
        self.work = work
    }

    /// Days without an order by which a customer counts as lost, until the account has set its own.
    package static let standardHorizonDays = 90
    package static let horizonDays = 1...730

    /// The churn horizon in force.
    package func churnHorizonDays() throws -> Int { try saved("") ?? AnalyticsSettings.standardHorizonDays }

    /// The same as it stays until this transaction changes it.
    func lockedHorizonDays() throws -> Int {
        let lock = work.session.dialect.forUpdate
        if let saved = try saved(lock) { return saved }
        guard work.session.dialect.hasConcurrentWriters else { return AnalyticsSettings.standardHorizonDays }
        // What is not there cannot be locked, but made.
        try insert(AnalyticsSettings.standardHorizonDays, orElse: "NOTHING")
        return try saved(lock) ?? AnalyticsSettings.standardHorizonDays
    }

    private func saved(_ lock: SQL) throws -> Int? {
        try work.session.first(
            """
            SELECT churn_horizon_days
            FROM analytics_settings
            WHERE user_id = \(work.account.key)\(lock)
            """
        ) { row in try row.read() }
    }

    /// Saves the churn horizon; a run over all customers follows soon.
    package func save(churnHorizonDays days: Int) throws {
        guard try churnHorizonDays() != days else { return }
        try insert(
            days,
            orElse: """
                UPDATE
                SET churn_horizon_days = excluded.churn_horizon_days,
                    updated_at = excluded.updated_at
                """)
        try Analytics(work).markAll()
    }

    private func insert(_ days: Int, orElse action: SQL) throws {
        try work.session.execute(
            """
            INSERT INTO analytics_settings (user_id, churn_horizon_days, updated_at)
            VALUES (\(work.account.key), \(days), \(work.now))
            ON CONFLICT (user_id) DO \(action)
            """)
    }
}

/// The settings in an answer.
struct AnalyticsSettingsView: JSONObjectEncodable {
    let churnHorizonDays: Int

    static let typeName = "AnalyticsSettings"

    static let fields: [OutputField<AnalyticsSettingsView>] = [
        OutputField("churnHorizonDays", "Days without an order by which a customer counts as lost.") {
            $0.churnHorizonDays
        }
    ]
}
