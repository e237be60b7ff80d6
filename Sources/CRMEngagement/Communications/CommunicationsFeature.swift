import CRMDatabase
package import CRMPlatform

/// Communications: what shop and customers write and say to each other, and what became of it.
package enum CommunicationsFeature {
    package static let feature = Feature(
        name: "communications", migrations: migrations, endpoints: CommunicationRoutes.endpoints,
        handlers: [.on(ContactIntended.self) { event, work in try MessageFrequency(work).count(event) }],
        inspections: CommunicationInspections.all,
        personal: [
            PersonalTable(
                "customer_communications",
                columns: [
                    "communication_type", "channel", "subject", "message", "provider_message_id", "metadata",
                ],
                erasure: .deleted),
            PersonalTable("customer_communication_events", columns: ["event_id", "metadata"], erasure: .deleted),
        ],
        timeline: [
            TimelinePart("communication", scope: .communicationsRead) { customer, place, limit, work in
                try CommunicationStore(work).timeline(of: customer, below: place, limit)
            }
        ])

    static let keys = KeySequence("communication")
    static let eventKeys = KeySequence("communication_event")

    private static let statuses = """
        ('queued', 'sent', 'delivered', 'opened', 'clicked', 'replied', 'failed', 'bounced', 'complained')
        """

    private static let migrations = [
        Migration("communications/1-communications", messages + events)
    ]

    /// `happened_at` is when the message was sent, or logged where that is not known. Long texts stand last, so that
    /// what reads the others does not read them.
    private static let messages: [MigrationStep] = [
        .createSequence(keys),
        .createTable(
            "customer_communications",
            """
            user_id int64 NOT NULL,
            communication_key int64 NOT NULL,
            customer_id int64 NOT NULL,
            id text NOT NULL,
            communication_type text NOT NULL
                CHECK (communication_type IN ('email', 'sms', 'phone', 'chat', 'in_person')),
            channel text NOT NULL,
            direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
            status text NOT NULL CHECK (status IN \(statuses)),
            purpose text,
            provider_message_id text,
            campaign_id text,
            sent_at int64,
            delivered_at int64,
            opened_at int64,
            clicked_at int64,
            replied_at int64,
            bounced_at int64,
            happened_at int64 NOT NULL,
            created_at int64 NOT NULL,
            updated_at int64 NOT NULL,
            subject text,
            metadata json NOT NULL,
            message text NOT NULL,
            PRIMARY KEY (user_id, communication_key),
            UNIQUE (user_id, id),
            FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
                ON DELETE RESTRICT
            """),
        index("creation", on: "created_at"),
        index("change", on: "updated_at"),
        index("sending", on: "sent_at"),
        index("customer", on: "customer_id, created_at"),
        index("customer_and_time", on: "customer_id, happened_at"),
        index("channel", on: "channel, created_at"),
        index("status", on: "status, created_at"),
        index("direction", on: "direction, created_at"),
        index("type", on: "communication_type, created_at"),
        index("campaign", on: "campaign_id, created_at", where: "campaign_id IS NOT NULL"),
        index("provider", on: "provider_message_id, created_at", where: "provider_message_id IS NOT NULL"),
    ]

    private static let events: [MigrationStep] =
        [
            .createSequence(eventKeys),
            .createTable(
                "customer_communication_events",
                """
                user_id int64 NOT NULL,
                event_key int64 NOT NULL,
                communication_key int64 NOT NULL,
                customer_id int64 NOT NULL,
                id text NOT NULL,
                status text NOT NULL CHECK (status IN \(statuses)),
                occurred_at int64 NOT NULL,
                event_id text,
                metadata json NOT NULL,
                created_at int64 NOT NULL,
                PRIMARY KEY (user_id, event_key),
                UNIQUE (user_id, communication_key, status, occurred_at),
                FOREIGN KEY (user_id, communication_key)
                    REFERENCES customer_communications (user_id, communication_key) ON DELETE CASCADE
                """),
            .sql(
                """
                CREATE UNIQUE INDEX customer_communication_events_by_sender
                ON customer_communication_events (user_id, communication_key, event_id) WHERE event_id IS NOT NULL
                """),
            eventIndex("time", on: "communication_key, occurred_at"),
            eventIndex("recording", on: "communication_key, created_at"),
        ] + appendOnly

    private static func index(_ name: String, on columns: String, where condition: String? = nil) -> MigrationStep {
        let part = condition.map { " WHERE \($0)" } ?? ""
        return .sql(
            """
            CREATE INDEX customer_communications_by_\(name)
            ON customer_communications (user_id, \(columns), communication_key)\(part)
            """)
    }

    private static func eventIndex(_ name: String, on columns: String) -> MigrationStep {
        .sql(
            """
            CREATE INDEX customer_communication_events_by_\(name)
            ON customer_communication_events (user_id, \(columns), event_key)
            """)
    }

    /// No column changes but `customer_id`, which follows the customer when two become one.
    private static let fixedColumns = "event_key, communication_key, id, status, occurred_at, event_id, created_at"

    private static let appendOnly: [MigrationStep] = [
        .only(
            .sqlite,
            """
            CREATE TRIGGER customer_communication_events_fixed BEFORE UPDATE OF \(fixedColumns)
            ON customer_communication_events BEGIN
                SELECT RAISE(ABORT, 'what happened to a message never changes: record another event');
            END
            """),
        .only(
            .postgres,
            """
            CREATE FUNCTION customer_communication_events_fixed() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                RAISE EXCEPTION 'what happened to a message never changes: record another event';
            END
            $body$
            """),
        .only(
            .postgres,
            """
            CREATE TRIGGER customer_communication_events_fixed BEFORE UPDATE OF \(fixedColumns)
            ON customer_communication_events
            FOR EACH STATEMENT EXECUTE FUNCTION customer_communication_events_fixed()
            """),
    ]
}
