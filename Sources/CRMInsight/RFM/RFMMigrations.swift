import CRMDatabase

/// The later parts of the schema of RFM.
enum RFMMigrations {
    /// What a score needs to be visited only when it changes, and the history of the changes.
    static let changes = Migration("rfm/2-changes", scores + runs + history)

    private static let scores: [MigrationStep] = [
        .sql("ALTER TABLE customer_rfm_scores ADD COLUMN spent_ever int64 NOT NULL DEFAULT 0"),
        .sql("ALTER TABLE customer_rfm_scores ADD COLUMN next_change_on int64"),
        .sql("ALTER TABLE customer_rfm_scores ADD COLUMN change_reason text"),
        .sql(
            """
            CREATE INDEX customer_rfm_scores_by_next_change
            ON customer_rfm_scores (user_id, next_change_on, customer_id)
            """),
        .sql("DROP INDEX customer_rfm_scores_by_score"),
        .sql(
            """
            CREATE INDEX customer_rfm_scores_by_score
            ON customer_rfm_scores (user_id, rfm_score, customer_id, total_spent)
            """),
        .sql("ALTER TABLE rfm_settings ADD COLUMN mode text NOT NULL DEFAULT 'thresholds'"),
        .sql("ALTER TABLE rfm_settings ADD COLUMN recency_quantiles text"),
        .sql("ALTER TABLE rfm_settings ADD COLUMN frequency_quantiles text"),
        .sql("ALTER TABLE rfm_settings ADD COLUMN monetary_quantiles text"),
    ]

    /// `rfm_runs` holds how far the account's scores are good; `rfm_marks` the customers to visit on a day, 0 for at once.
    private static let runs: [MigrationStep] = [
        .createTable(
            "rfm_runs",
            """
            user_id int64 NOT NULL PRIMARY KEY,
            as_of_day int64,
            revision int64 NOT NULL,
            is_stale bool NOT NULL
            """),
        .createTable(
            "rfm_marks", clustered: true,
            """
            user_id int64 NOT NULL,
            customer_id int64 NOT NULL,
            due_on int64 NOT NULL,
            PRIMARY KEY (user_id, customer_id, due_on),
            FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id) ON DELETE CASCADE
            """),
        .sql("CREATE INDEX rfm_marks_by_day ON rfm_marks (user_id, due_on, customer_id)"),
    ]

    private static let history: [MigrationStep] = [
        .createTable(
            "customer_rfm_history", clustered: true,
            """
            user_id int64 NOT NULL,
            changed_at int64 NOT NULL,
            customer_id int64 NOT NULL,
            as_of_day int64 NOT NULL,
            from_segment text NOT NULL,
            to_segment text NOT NULL,
            reason text NOT NULL CHECK (reason IN ('first_score', 'order', 'refund', 'time', 'thresholds',
                'score_lost')),
            rfm_score int64,
            PRIMARY KEY (user_id, customer_id, changed_at),
            FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id) ON DELETE CASCADE
            """),
        .sql(
            """
            CREATE INDEX customer_rfm_history_by_time
            ON customer_rfm_history (user_id, changed_at, customer_id, from_segment, to_segment)
            """),
        .sql(
            """
            CREATE INDEX customer_rfm_history_by_from
            ON customer_rfm_history (user_id, from_segment, changed_at, customer_id)
            """),
        .sql(
            """
            CREATE INDEX customer_rfm_history_by_to
            ON customer_rfm_history (user_id, to_segment, changed_at, customer_id)
            """),
        .sql(
            """
            INSERT INTO customer_rfm_history (user_id, changed_at, customer_id, as_of_day, from_segment, to_segment,
                reason, rfm_score)
            SELECT user_id, coalesce(segment_changed_at, calculated_at), customer_id, as_of_day,
                coalesce(previous_segment, 'none'), rfm_segment,
                CASE WHEN previous_segment IS NULL THEN 'first_score' ELSE 'time' END, rfm_score
            FROM customer_rfm_scores
            """),
    ]
}
