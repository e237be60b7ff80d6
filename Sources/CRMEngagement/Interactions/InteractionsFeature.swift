import CRMDatabase
package import CRMPlatform

/// Interactions: what customers do beside ordering, as events that others tell.
package enum InteractionsFeature {
    package static let feature = Feature(
        name: "interactions", migrations: migrations, endpoints: InteractionRoutes.endpoints,
        personal: [
            PersonalTable(
                "customer_interactions",
                columns: [
                    "event_id", "interaction_type", "name", "source", "sku", "rating", "value", "body", "properties",
                ],
                erasure: .deleted)
        ],
        timeline: [
            TimelinePart("interaction", scope: .interactionsRead) { customer, place, limit, work in
                try InteractionStore(work).timeline(of: customer, below: place, limit)
            }
        ],
        days: [DayColumns("customer_interactions", ["occurred_day"], .day(of: "occurred_at"))])

    static let keys = KeySequence("interaction")

    private static let migrations = [
        Migration(
            "interactions/1-interactions",
            [
                .createSequence(keys),
                .createTable(
                    "customer_interactions",
                    """
                    user_id int64 NOT NULL,
                    interaction_key int64 NOT NULL,
                    customer_id int64 NOT NULL,
                    id text NOT NULL,
                    event_id text NOT NULL,
                    occurred_at int64 NOT NULL,
                    occurred_day int64 NOT NULL,
                    interaction_type text NOT NULL CHECK (interaction_type IN ('visit', 'purchase', 'review',
                        'feedback', 'support', 'return', 'custom')),
                    name text CHECK (name IS NOT NULL OR interaction_type <> 'custom'),
                    source text,
                    sku text,
                    rating int64 CHECK (rating BETWEEN 1 AND 5),
                    value int64,
                    body text,
                    properties json NOT NULL,
                    created_at int64 NOT NULL,
                    PRIMARY KEY (user_id, interaction_key),
                    UNIQUE (user_id, id),
                    UNIQUE (user_id, event_id),
                    FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
                        ON DELETE RESTRICT
                    """),
                index("time", on: "occurred_at"),
                index("recording", on: "created_at"),
                index("customer", on: "customer_id, occurred_at"),
                index("type", on: "interaction_type, occurred_at"),
                index("name", on: "name, occurred_at", where: "name IS NOT NULL"),
                index("sku", on: "sku, occurred_at", where: "sku IS NOT NULL"),
                index("rating", on: "rating, occurred_at", where: "rating IS NOT NULL"),
            ])
    ]

    private static func index(_ name: String, on columns: String, where condition: String? = nil) -> MigrationStep {
        let part = condition.map { " WHERE \($0)" } ?? ""
        return .sql(
            """
            CREATE INDEX customer_interactions_by_\(name)
            ON customer_interactions (user_id, \(columns), interaction_key)\(part)
            """)
    }
}
