import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of analytics: writing, always a set at a time.
extension AnalyticsStore {
    /// Saves figures; rows that stay the same keep the time of their computation, unless all are to be touched.
    func save(_ figures: [(customer: CustomerKey, figures: CustomerFigures)], touchingAll: Bool) throws {
        guard !figures.isEmpty else { return }
        let rows = figures.map { values(of: $0.figures, $0.customer) }
        let staged = try session.stage("customer_figures", AnalyticsStore.storedColumns, rows)
        let names = AnalyticsStore.storedColumns.map(\.name)
        let assignments = (names.dropFirst() + ["calculated_at"]).map { "\($0) = excluded.\($0)" }
        let onlyWhere: SQL = touchingAll ? "" : "WHERE customer_analytics.fingerprint <> excluded.fingerprint"
        let columns = SQL(unsafeText: names.joined(separator: ", "))
        try session.execute(
            """
            INSERT INTO customer_analytics (user_id, \(columns), calculated_at)
            SELECT \(account), \(columns), CAST(\(work.now) AS BIGINT)
            FROM \(staged) AS s
            WHERE true
            ON CONFLICT (user_id, customer_id) DO UPDATE
            SET \(SQL(unsafeText: assignments.joined(separator: ", ")))
            \(onlyWhere)
            """)
    }

    /// The figures that profiles show, of those of the customers who have analytics.
    func profileFigures(of customers: CustomerSet) -> SQL {
        """
        SELECT a.customer_id, a.churn_risk, a.predicted_value
        FROM customer_analytics AS a
        WHERE a.user_id = \(account) AND \(customers.condition("a.customer_id"))
        """
    }

    /// All but the account and the time.
    private static let storedColumns = [
        StagedColumn("customer_id", .int64), StagedColumn("fingerprint", .int64), StagedColumn("as_of_day", .int64),
        StagedColumn("total_orders", .int64), StagedColumn("total_spent", .int64),
        StagedColumn("first_order_day", .int64), StagedColumn("last_order_day", .int64),
        StagedColumn("purchase_frequency", .double), StagedColumn("average_days_between_orders", .double),
        StagedColumn("expected_next_order_day", .int64), StagedColumn("preferred_products", .text),
        StagedColumn("preferred_categories", .text), StagedColumn("preferred_channel", .text),
        StagedColumn("preferred_hour", .int64), StagedColumn("churn_risk", .double),
        StagedColumn("churn_model", .text), StagedColumn("churn_reasons", .text),
        StagedColumn("predicted_value", .int64), StagedColumn("predicted_orders", .double),
        StagedColumn("probability_alive", .double), StagedColumn("engagement_score", .double),
        StagedColumn("behavioral_score", .double), StagedColumn("health_score", .double),
        StagedColumn("health_band", .text), StagedColumn("nps_score", .int64),
        StagedColumn("engagement_activity", .double), StagedColumn("behavioral_activity", .double),
    ]

    private func values(of figures: CustomerFigures, _ customer: CustomerKey) -> [SQLValue] {
        [
            customer.sqlValue, .int64(fingerprint(of: figures)), figures.asOf.sqlValue, figures.totalOrders.sqlValue,
            figures.totalSpent.minorUnits.sqlValue, figures.firstOrderDay.sqlValue, figures.lastOrderDay.sqlValue,
            figures.purchaseFrequency.sqlValue, figures.averageDaysBetweenOrders.sqlValue,
            figures.expectedNextOrderDay.sqlValue, figures.preferredProducts.text.sqlValue,
            figures.preferredCategories.text.sqlValue, figures.preferredChannel.sqlValue,
            figures.preferredHour.sqlValue, figures.churnRisk.sqlValue, figures.churnModel.sqlValue,
            figures.churnReasons.joined(separator: "\n").sqlValue, (figures.predictedValue?.minorUnits).sqlValue,
            figures.predictedOrders.sqlValue, figures.probabilityAlive.sqlValue, figures.engagementScore.sqlValue,
            figures.behavioralScore.sqlValue, figures.healthScore.sqlValue, figures.healthBand.sqlValue,
            figures.npsScore.sqlValue, figures.engagementActivity.sqlValue, figures.behavioralActivity.sqlValue,
        ]
    }

    /// Tells figures from others: of all that an answer shows of them.
    private func fingerprint(of figures: CustomerFigures) -> Int64 {
        let shown = CustomerAnalytics(
            customerID: CustomerID(unchecked: ""), figures: figures, calculatedAt: Instant(milliseconds: 0))
        var hash = FNV1a()
        hash.add(shown.jsonText)
        return Int64(bitPattern: hash.value)
    }

    /// Those of the customers who are archived, of whom nothing is computed.
    func archived(of customers: CustomerSet) throws -> [CustomerKey] {
        let archive = CustomerArchive(work)
        guard try !archive.isEmpty() else { return [] }
        return try session.all(
            """
            SELECT k.customer_id
            FROM (\(archive.keys)) AS k
            WHERE \(customers.condition("k.customer_id"))
            """
        ) { row in try row.read() }
    }

    /// Removes the saved figures of the customers.
    func remove(_ customers: CustomerSet) throws {
        try session.execute(
            "DELETE FROM customer_analytics WHERE user_id = \(account) AND \(customers.condition("customer_id"))")
    }

    // MARK: Marks

    /// Marks the customers for the next run.
    func mark(_ customers: CustomerSet) throws {
        try session.execute(
            """
            INSERT INTO analytics_marks (user_id, customer_id)
            SELECT \(account), c.customer_id
            FROM (\(customers.keys(in: account))) AS c
            WHERE true
            ON CONFLICT (user_id, customer_id) DO NOTHING
            """)
    }

    /// The next marked customers, in rising order.
    func marked(after key: CustomerKey, count: Int) throws -> [CustomerKey] {
        try session.all(
            """
            SELECT m.customer_id
            FROM analytics_marks AS m
            WHERE m.user_id = \(account) AND m.customer_id > \(key)
            ORDER BY m.customer_id
            LIMIT \(count)
            """
        ) { row in try row.read() }
    }

    func removeMarks(of customers: CustomerSet) throws {
        try session.execute(
            "DELETE FROM analytics_marks WHERE user_id = \(account) AND \(customers.condition("customer_id"))")
    }

    /// These customers as a staged table.
    func stage(_ customers: some Sequence<CustomerKey>) throws -> CustomerSet {
        let rows = customers.map(\.value).sorted().map { [SQLValue.int64($0)] }
        return .staged(try session.stage("analysed_customers", [StagedColumn("customer_id", .int64)], rows))
    }
}
