import CRMCore
import CRMDatabase
import CRMPlatform

/// What other features compute about a customer and the profile keeps beside it.
extension ProfileStore {
    /// Calendar days, that of creation included, for which a customer without orders counts as active.
    static let newcomerDays = 90

    /// Saves the metrics of customers whose orders changed.
    func save(_ totals: [OrderTotals]) throws {
        let rows = totals.map { total in
            [
                total.customer.sqlValue, total.orders.sqlValue, total.spent.sqlValue, total.firstOrderAt.sqlValue,
                total.lastOrderAt.sqlValue,
            ]
        }
        let staged = try work.session.stage(
            "order_totals",
            [
                StagedColumn("customer_id", .int64), StagedColumn("orders", .int64), StagedColumn("spent", .int64),
                StagedColumn("first_at", .int64), StagedColumn("last_at", .int64),
            ], rows)
        try work.session.execute(
            """
            UPDATE customer_profiles AS p
            SET total_orders = t.orders,
                total_spent = t.spent,
                first_order_date = t.first_at,
                last_order_date = t.last_at,
                updated_at = \(work.now)
            FROM \(staged) AS t
            WHERE p.user_id = \(work.account.key)
                AND p.customer_id = t.customer_id
                AND (p.total_orders <> t.orders
                    OR p.total_spent <> t.spent
                    OR p.first_order_date IS DISTINCT FROM t.first_at
                    OR p.last_order_date IS DISTINCT FROM t.last_at)
            """)
    }

    /// Saves RFM segments, and with them the automatic status; rows that stay the same are not touched.
    func saveSegments(_ segments: SQL, asOf day: CalendarDay) throws {
        let status = automaticStatus(segment: "s.rfm_segment", on: day)
        try work.session.execute(
            """
            UPDATE customer_profiles AS p
            SET rfm_segment = s.rfm_segment,
                status = CASE WHEN p.status_source = 'automatic' THEN \(status) ELSE p.status END,
                updated_at = \(work.now)
            FROM (\(segments)) AS s
            WHERE p.user_id = \(work.account.key)
                AND p.customer_id = s.customer_id
                AND (p.rfm_segment IS DISTINCT FROM s.rfm_segment
                    OR (p.status_source = 'automatic' AND p.status <> \(status)))
            """)
    }

    /// Saves churn risk and predicted value; rows that stay the same are not touched. They age from day to day, which is no
    /// change of the profile: its `updated_at` stays.
    func saveFigures(_ figures: SQL) throws {
        try work.session.execute(
            """
            UPDATE customer_profiles AS p
            SET churn_risk = f.churn_risk, predicted_value = f.predicted_value
            FROM (\(figures)) AS f
            WHERE p.user_id = \(work.account.key)
                AND p.customer_id = f.customer_id
                AND (p.churn_risk IS DISTINCT FROM f.churn_risk
                    OR p.predicted_value IS DISTINCT FROM f.predicted_value)
            """)
    }

    /// Sets the status of one customer by the rule.
    func refreshAutomaticStatus(of key: CustomerKey) throws {
        try work.session.execute(
            """
            UPDATE customer_profiles AS p
            SET status = \(automaticStatus(segment: "p.rfm_segment", on: work.today))
            WHERE p.user_id = \(work.account.key) AND p.customer_id = \(key) AND p.status_source = 'automatic'
            """)
    }

    /// Customers who count as active for being new, and are new no longer; the oldest first.
    func agedNewcomers(limit: Int) throws -> [CustomerKey] {
        let firstDay = work.today.advanced(days: 1 - ProfileStore.newcomerDays)
        return try work.session.all(
            """
            SELECT p.customer_id
            FROM customer_profiles AS p
            WHERE p.user_id = \(work.account.key)
                AND p.status = 'active'
                AND p.status_source = 'automatic'
                AND p.rfm_segment IS NULL
                AND p.created_at < \(work.account.calendar.start(of: firstDay))
            ORDER BY p.created_at, p.customer_id
            LIMIT \(limit)
            """
        ) { row in try row.read() }
    }

    /// Sets the status of these customers by the rule; rows that stay the same are not touched.
    func refreshAutomaticStatus(of keys: [CustomerKey]) throws {
        guard !keys.isEmpty else { return }
        let staged = try work.session.stage(
            "aged_customers", [StagedColumn("customer_id", .int64)], keys.map { [$0.sqlValue] })
        let status = automaticStatus(segment: "p.rfm_segment", on: work.today)
        try work.session.execute(
            """
            UPDATE customer_profiles AS p
            SET status = \(status), updated_at = \(work.now)
            WHERE p.user_id = \(work.account.key)
                AND p.customer_id IN (SELECT a.customer_id FROM \(staged) AS a)
                AND p.status_source = 'automatic'
                AND p.status <> \(status)
            """)
    }

    /// The status that follows from the segment, or without one from the customer's age on the day.
    private func automaticStatus(segment: SQL, on day: CalendarDay) -> SQL {
        let firstDay = day.advanced(days: 1 - ProfileStore.newcomerDays)
        let branches = RFMSegment.allCases.map { segment in
            SQL(unsafeText: "WHEN '\(segment.rawValue)' THEN '\(CustomerStatus.automatic(for: segment).rawValue)'")
        }
        return """
            (CASE \(segment)
                \(branches.joined(separator: " "))
                ELSE CASE
                    WHEN p.created_at >= \(work.account.calendar.start(of: firstDay)) THEN 'active'
                    ELSE 'inactive'
                END
            END)
            """
    }
}
