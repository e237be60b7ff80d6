import CRMDatabase
package import CRMPlatform

/// RFM: how recently, how often and for how much customers buy.
package enum RFMFeature {
    package static let feature = Feature(
        name: "rfm", migrations: migrations, endpoints: RFMRoutes.endpoints,
        handlers: [
            .on(OrdersChanged.self) { event, work in
                try RFMScoring(work).ordersChanged(of: Set(event.totals.map(\.customer)))
            },
            .on(CustomersArchived.self) { event, work in try RFMScoring(work).score(Set(event.customers)) },
            .on(CustomersRestored.self) { event, work in try RFMScoring(work).score(Set(event.customers)) },
            .on(DaysRewritten.self) { _, work in try RFMScoring(work).daysRewritten() },
        ],
        exporters: [RFMExport.exporter], jobs: RFMDaily.kinds, inspections: RFMInspections.all,
        personal: ["customer_rfm_scores", "customer_rfm_history", "rfm_marks"].map {
            PersonalTable($0, erasure: .deleted)
        },
        timeline: [
            TimelinePart("rfm", scope: .rfmRead) { customer, place, limit, work in
                try RFMHistory(work).timeline(of: customer, below: place, limit)
            }
        ],
        days: [
            DayColumns(
                "customer_rfm_scores", ["as_of_day", "last_order_day", "first_order_day", "next_change_on"], .computed),
            DayColumns("rfm_marks", ["due_on"], .computed), DayColumns("rfm_runs", ["as_of_day"], .computed),
            DayColumns("customer_rfm_history", ["as_of_day"], .kept),
        ])

    private static let migrations = [
        Migration(
            "rfm/1-scores",
            [
                .createTable(
                    "rfm_settings",
                    """
                    user_id int64 NOT NULL PRIMARY KEY,
                    window_days int64 NOT NULL CHECK (window_days >= 1),
                    recency_days text NOT NULL,
                    frequency_orders text NOT NULL,
                    monetary_amounts text NOT NULL,
                    updated_at int64 NOT NULL
                    """),
                .createTable(
                    "customer_rfm_scores", clustered: true,
                    """
                    user_id int64 NOT NULL,
                    customer_id int64 NOT NULL,
                    recency_score int64 NOT NULL CHECK (recency_score BETWEEN 1 AND 5),
                    frequency_score int64 NOT NULL CHECK (frequency_score BETWEEN 1 AND 5),
                    monetary_score int64 NOT NULL CHECK (monetary_score BETWEEN 1 AND 5),
                    rfm_score int64 NOT NULL
                        CHECK (rfm_score = 100 * recency_score + 10 * frequency_score + monetary_score),
                    rfm_segment text NOT NULL CHECK (rfm_segment IN ('Champions', 'VIP', 'New Customers',
                        'Loyal Customers', 'Potential Loyalists', 'At Risk', 'Lost')),
                    previous_segment text,
                    segment_changed_at int64,
                    as_of_day int64 NOT NULL,
                    last_order_day int64 NOT NULL CHECK (last_order_day <= as_of_day),
                    first_order_day int64,
                    order_count int64 NOT NULL CHECK (order_count >= 0),
                    total_spent int64 NOT NULL,
                    orders_ever int64 NOT NULL CHECK (orders_ever >= order_count),
                    calculated_at int64 NOT NULL,
                    PRIMARY KEY (user_id, customer_id),
                    FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
                        ON DELETE CASCADE
                    """),
                .sql(
                    """
                    CREATE INDEX customer_rfm_scores_by_score
                    ON customer_rfm_scores (user_id, rfm_score, customer_id)
                    """),
                .sql(
                    """
                    CREATE INDEX customer_rfm_scores_by_segment
                    ON customer_rfm_scores (user_id, rfm_segment, rfm_score, customer_id)
                    """),
            ]),
        Migration(
            "rfm/2-lists",
            [
                .sql(
                    """
                    CREATE INDEX customer_rfm_scores_by_time
                    ON customer_rfm_scores (user_id, calculated_at, customer_id)
                    """)
            ]),
        RFMMigrations.changes,
    ]
}
