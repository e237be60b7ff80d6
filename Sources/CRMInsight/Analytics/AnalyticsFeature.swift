import CRMDatabase
package import CRMPlatform

/// Analytics: what is computed of each customer, and figures of the whole account.
package enum AnalyticsFeature {
    /// `signals` tells what other features know of customers.
    package static func feature(signals: [SignalSource]) -> Feature {
        Feature(
            name: "analytics", migrations: migrations, endpoints: AnalyticsRoutes(signals: signals).endpoints,
            handlers: [
                .on(OrdersChanged.self) { event, work in try Analytics(work).mark(Set(event.totals.map(\.customer))) },
                .on(SignalsChanged.self) { event, work in try Analytics(work).mark(event.customers) },
                .on(CustomersArchived.self) { event, work in try Analytics(work).forget(Set(event.customers)) },
                .on(CustomersRestored.self) { event, work in try Analytics(work).mark(Set(event.customers)) },
                .on(DaysRewritten.self) { _, work in try Analytics(work).daysRewritten() },
            ],
            exporters: [AnalyticsExport.exporter], jobs: AnalyticsJobs(signals: signals).kinds,
            inspections: AnalyticsInspections.all,
            personal: [
                PersonalTable(
                    "customer_analytics",
                    columns: [
                        "preferred_products", "preferred_categories", "preferred_channel", "preferred_hour",
                        "churn_reasons",
                    ], erasure: .deleted),
                PersonalTable("analytics_marks", erasure: .deleted),
            ],
            days: [
                DayColumns(
                    "customer_analytics",
                    ["as_of_day", "first_order_day", "last_order_day", "expected_next_order_day"], .computed),
                DayColumns("analytics_runs", ["as_of_day", "scale_day"], .computed),
            ])
    }

    private static let migrations = [
        Migration(
            "analytics/1-analytics",
            [
                .createTable("customer_analytics", clustered: true, table),
                index("spending", on: "total_spent"),
                index("value", on: "predicted_value"),
                index("risk", on: "churn_risk"),
                index("health", on: "health_score"),
                index("time", on: "calculated_at"),
                .createTable(
                    "analytics_settings",
                    """
                    user_id int64 NOT NULL PRIMARY KEY,
                    churn_horizon_days int64 NOT NULL CHECK (churn_horizon_days >= 1),
                    updated_at int64 NOT NULL
                    """),
                .createTable(
                    "analytics_runs",
                    """
                    user_id int64 NOT NULL PRIMARY KEY,
                    as_of_day int64,
                    revision int64 NOT NULL,
                    is_stale bool NOT NULL,
                    mean_order_value int64,
                    value_bounds text
                    """),
                .createTable(
                    "analytics_marks", clustered: true,
                    """
                    user_id int64 NOT NULL,
                    customer_id int64 NOT NULL,
                    PRIMARY KEY (user_id, customer_id),
                    FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
                        ON DELETE CASCADE
                    """),
            ]),
        Migration(
            "analytics/2-activity",
            [
                .sql("ALTER TABLE customer_analytics ADD COLUMN engagement_activity double"),
                .sql("ALTER TABLE customer_analytics ADD COLUMN behavioral_activity double"),
                .sql("ALTER TABLE analytics_runs ADD COLUMN scale_day int64"),
                .sql("ALTER TABLE analytics_runs ADD COLUMN engagement_scale double CHECK (engagement_scale > 0)"),
                .sql("ALTER TABLE analytics_runs ADD COLUMN behavioral_scale double CHECK (behavioral_scale > 0)"),
                // The next run finds the scales among rows that know their activity.
                .sql("UPDATE analytics_runs SET is_stale = true, revision = revision + 1"),
            ]),
    ]

    private static let table = """
        user_id int64 NOT NULL,
        customer_id int64 NOT NULL,
        fingerprint int64 NOT NULL,
        as_of_day int64 NOT NULL,
        total_orders int64 NOT NULL CHECK (total_orders >= 0),
        total_spent int64 NOT NULL,
        first_order_day int64,
        last_order_day int64 CHECK (last_order_day <= as_of_day),
        purchase_frequency double,
        average_days_between_orders double,
        expected_next_order_day int64,
        preferred_products text NOT NULL,
        preferred_categories text NOT NULL,
        preferred_channel text,
        preferred_hour int64 CHECK (preferred_hour BETWEEN 0 AND 23),
        churn_risk double CHECK (churn_risk BETWEEN 0 AND 1),
        churn_model text,
        churn_reasons text NOT NULL,
        predicted_value int64,
        predicted_orders double,
        probability_alive double CHECK (probability_alive BETWEEN 0 AND 1),
        engagement_score double,
        behavioral_score double,
        health_score double CHECK (health_score BETWEEN 0 AND 100),
        health_band text CHECK (health_band IN ('red', 'yellow', 'green')),
        nps_score int64 CHECK (nps_score BETWEEN 0 AND 10),
        calculated_at int64 NOT NULL,
        PRIMARY KEY (user_id, customer_id),
        FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id) ON DELETE CASCADE
        """

    private static func index(_ name: String, on column: String) -> MigrationStep {
        .sql("CREATE INDEX customer_analytics_by_\(name) ON customer_analytics (user_id, \(column), customer_id)")
    }
}
