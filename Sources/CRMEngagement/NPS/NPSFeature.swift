import CRMDatabase
package import CRMPlatform

/// NPS: whether customers would recommend the shop.
package enum NPSFeature {
    package static let feature = Feature(
        name: "nps", migrations: migrations, endpoints: NPSRoutes.endpoints,
        personal: [
            PersonalTable(
                "customer_nps_answers", columns: ["event_id", "score", "answer_group", "comment", "source"],
                erasure: .deleted)
        ],
        timeline: [
            TimelinePart("nps", scope: .npsRead) { customer, place, limit, work in
                try NPSStore(work).timeline(of: customer, below: place, limit)
            }
        ])

    /// What is computed from the answers of customers.
    package static let signals = SignalSource { customers, _, work in try NPSStore(work).signals(of: customers) }

    static let keys = KeySequence("nps_answer")

    private static let migrations = [
        Migration(
            "nps/1-answers",
            [
                .createSequence(keys),
                .createTable(
                    "customer_nps_answers",
                    """
                    user_id int64 NOT NULL,
                    answer_key int64 NOT NULL,
                    customer_id int64 NOT NULL,
                    id text NOT NULL,
                    event_id text NOT NULL,
                    answered_at int64 NOT NULL,
                    score int64 NOT NULL CHECK (score BETWEEN 0 AND 10),
                    answer_group text NOT NULL CHECK (answer_group =
                        CASE WHEN score >= 9 THEN 'promoter' WHEN score >= 7 THEN 'passive' ELSE 'detractor' END),
                    comment text,
                    source text,
                    created_at int64 NOT NULL,
                    PRIMARY KEY (user_id, answer_key),
                    UNIQUE (user_id, id),
                    UNIQUE (user_id, event_id),
                    FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
                        ON DELETE RESTRICT
                    """),
                index("time", on: "answered_at"),
                index("recording", on: "created_at"),
                index("customer", on: "customer_id, answered_at"),
                index("group", on: "answer_group, answered_at"),
            ])
    ]

    private static func index(_ name: String, on columns: String) -> MigrationStep {
        .sql("CREATE INDEX customer_nps_answers_by_\(name) ON customer_nps_answers (user_id, \(columns), answer_key)")
    }
}
