import CRMDatabase
package import CRMPlatform

/// Consents: the append-only trail of what customers have agreed to.
package enum ConsentsFeature {
    package static let feature = Feature(
        name: "consents", migrations: migrations, endpoints: ConsentRoutes.endpoints,
        handlers: [.on(DoNotContactChanged.self) { event, work in try Consents(work).follow(event) }],
        exporters: [ConsentExport.exporter], inspections: ConsentInspections.all,
        personal: [
            PersonalTable(
                "customer_consents",
                columns: [
                    "purpose", "channel", "lawful_basis", "status", "source", "wording_version", "recorded_by", "proof",
                ],
                erasure: .deleted)
        ],
        timeline: [
            TimelinePart("consent", scope: .consentsRead) { customer, place, limit, work in
                try ConsentStore(work).timeline(of: customer, below: place, limit)
            }
        ])

    static let keys = KeySequence("consent")

    private static let migrations = [
        Migration(
            "consents/1-consents",
            [
                .createSequence(keys),
                .createTable(
                    "customer_consents",
                    """
                    user_id int64 NOT NULL,
                    consent_key int64 NOT NULL,
                    customer_id int64 NOT NULL,
                    id text NOT NULL,
                    purpose text NOT NULL,
                    channel text NOT NULL
                        CHECK (channel IN ('any', 'email', 'sms', 'phone', 'push', 'chat', 'in_person')),
                    lawful_basis text NOT NULL CHECK (lawful_basis IN ('consent', 'contract', 'legal_obligation',
                        'vital_interests', 'public_task', 'legitimate_interests')),
                    status text NOT NULL CHECK (status IN ('granted', 'denied', 'withdrawn')),
                    source text NOT NULL,
                    wording_version text,
                    occurred_at int64 NOT NULL,
                    recorded_by text,
                    proof text,
                    created_at int64 NOT NULL,
                    PRIMARY KEY (user_id, consent_key),
                    UNIQUE (user_id, id),
                    FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
                        ON DELETE RESTRICT
                    """),
                index("time", on: "occurred_at"),
                index("recording", on: "created_at"),
                index("purpose", on: "purpose, occurred_at"),
                index("channel", on: "channel, occurred_at"),
                index("status", on: "status, occurred_at"),
                index("customer", on: "customer_id, occurred_at"),
                index("question", on: "customer_id, purpose, channel, occurred_at"),
            ] + appendOnly)
    ]

    private static func index(_ name: String, on columns: String) -> MigrationStep {
        .sql("CREATE INDEX customer_consents_by_\(name) ON customer_consents (user_id, \(columns), consent_key)")
    }

    /// No column changes but `customer_id`, which follows the customer when two become one.
    private static let fixedColumns = """
        consent_key, id, purpose, channel, lawful_basis, status, source, wording_version, occurred_at, recorded_by,
        proof, created_at
        """

    private static let appendOnly: [MigrationStep] = [
        .only(
            .sqlite,
            """
            CREATE TRIGGER customer_consents_fixed BEFORE UPDATE OF \(fixedColumns) ON customer_consents BEGIN
                SELECT RAISE(ABORT, 'a consent never changes: record another one');
            END
            """),
        .only(
            .postgres,
            """
            CREATE FUNCTION customer_consents_fixed() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                RAISE EXCEPTION 'a consent never changes: record another one';
            END
            $body$
            """),
        .only(
            .postgres,
            """
            CREATE TRIGGER customer_consents_fixed BEFORE UPDATE OF \(fixedColumns) ON customer_consents
            FOR EACH STATEMENT EXECUTE FUNCTION customer_consents_fixed()
            """),
    ]
}
