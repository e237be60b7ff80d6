import CRMDatabase

/// The tables of bulk actions: one row an action, one a customer it was for, with what was before.
enum BulkSchema {
    static let sequence = KeySequence("bulk_action")

    static let migration = Migration(
        "bulk/1-actions",
        [
            .createSequence(sequence),
            .createTable(
                "bulk_actions",
                """
                user_id int64 NOT NULL REFERENCES accounts (user_id) ON DELETE CASCADE,
                bulk_key int64 NOT NULL,
                id text NOT NULL,
                action text NOT NULL,
                parameters text NOT NULL,
                target text,
                filter text,
                state text NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'undoing', 'undone')),
                job_id text,
                actor text,
                matched int64 NOT NULL DEFAULT 0,
                unknown int64 NOT NULL DEFAULT 0,
                unknown_ids json NOT NULL,
                place int64 NOT NULL DEFAULT 0,
                done int64 NOT NULL DEFAULT 0,
                changed int64 NOT NULL DEFAULT 0,
                failed int64 NOT NULL DEFAULT 0,
                undo_total int64,
                undo_done int64 NOT NULL DEFAULT 0,
                undo_restored int64 NOT NULL DEFAULT 0,
                undo_gone int64 NOT NULL DEFAULT 0,
                created_at int64 NOT NULL,
                updated_at int64 NOT NULL,
                started_at int64,
                finished_at int64,
                PRIMARY KEY (user_id, bulk_key),
                UNIQUE (user_id, id)
                """),
            index("creation", on: "created_at"),
            index("change", on: "updated_at"),
            index("action", on: "action, created_at"),
            .createTable(
                "bulk_action_customers", clustered: true,
                """
                user_id int64 NOT NULL,
                bulk_key int64 NOT NULL,
                customer_id int64 NOT NULL,
                is_changed bool NOT NULL DEFAULT false,
                before text,
                mark int64,
                PRIMARY KEY (user_id, bulk_key, customer_id),
                FOREIGN KEY (user_id, bulk_key) REFERENCES bulk_actions (user_id, bulk_key) ON DELETE CASCADE,
                FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
                    ON DELETE CASCADE
                """),
            // Whoever removes a customer looks here.
            .sql(
                """
                CREATE INDEX bulk_action_customers_by_customer
                ON bulk_action_customers (user_id, customer_id, bulk_key)
                """),
        ])

    private static func index(_ name: String, on columns: String) -> MigrationStep {
        .sql("CREATE INDEX bulk_actions_by_\(name) ON bulk_actions (user_id, \(columns), bulk_key)")
    }
}
