import CRMDatabase
package import CRMPlatform

/// Notes: what the shop writes down about its customers.
package enum NotesFeature {
    package static let feature = Feature(
        name: "notes", migrations: migrations, endpoints: NoteRoutes.endpoints,
        handlers: NoteStore.archivedRows.handlers, exporters: [NoteExport.exporter], inspections: NoteInspections.all,
        personal: [
            PersonalTable("customer_notes", columns: ["title", "content", "author"], erasure: .deleted),
            PersonalTable("customer_note_versions", columns: ["title", "content", "author"], erasure: .deleted),
        ],
        timeline: [
            TimelinePart("note", scope: .notesRead) { customer, place, limit, work in
                try NoteStore(work).timeline(of: customer, below: place, limit)
            }
        ])

    static let keys = KeySequence("note")

    private static let text = """
        title text,
        content text NOT NULL,
        note_type text NOT NULL
            CHECK (note_type IN ('internal', 'follow_up', 'reminder', 'complaint', 'compliment')),
        priority text NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
        is_pinned bool NOT NULL,
        remind_at int64,
        completed_at int64,
        author text
        """

    private static let migrations = [
        Migration(
            "notes/1-notes",
            [
                .createSequence(keys),
                .createTable(
                    "customer_notes",
                    """
                    user_id int64 NOT NULL,
                    note_key int64 NOT NULL,
                    customer_id int64 NOT NULL,
                    id text NOT NULL,
                    \(text),
                    version int64 NOT NULL CHECK (version >= 1),
                    created_at int64 NOT NULL,
                    updated_at int64 NOT NULL,
                    PRIMARY KEY (user_id, note_key),
                    UNIQUE (user_id, id),
                    FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
                        ON DELETE RESTRICT
                    """),
                .createTable(
                    "customer_note_versions",
                    """
                    user_id int64 NOT NULL,
                    note_key int64 NOT NULL,
                    version int64 NOT NULL CHECK (version >= 1),
                    customer_id int64 NOT NULL,
                    \(text),
                    written_at int64 NOT NULL,
                    replaced_at int64 NOT NULL,
                    PRIMARY KEY (user_id, note_key, version),
                    FOREIGN KEY (user_id, note_key) REFERENCES customer_notes (user_id, note_key) ON DELETE CASCADE
                    """),
                index("creation", on: "created_at"),
                index("change", on: "updated_at"),
                index("customer", on: "customer_id, created_at"),
                index("type", on: "note_type, created_at"),
                index("priority", on: "priority, created_at"),
                index("pin", on: "created_at", where: "is_pinned"),
                index("reminder", on: "remind_at", where: "remind_at IS NOT NULL AND completed_at IS NULL"),
                .sql(
                    """
                    CREATE INDEX customer_note_versions_by_time
                    ON customer_note_versions (user_id, note_key, replaced_at, version)
                    """),
            ]),
        Migration(
            "notes/2-archive",
            ArchivedRows.steps(
                "customer_notes", key: "note_key",
                [
                    ArchivedRows.Index(name: "creation", columns: "created_at"),
                    ArchivedRows.Index(name: "change", columns: "updated_at"),
                    ArchivedRows.Index(name: "type", columns: "note_type, created_at"),
                    ArchivedRows.Index(name: "priority", columns: "priority, created_at"),
                    ArchivedRows.Index(name: "pin", columns: "created_at", condition: "is_pinned"),
                    ArchivedRows.Index(
                        name: "reminder", columns: "remind_at",
                        condition: "remind_at IS NOT NULL AND completed_at IS NULL"),
                ])),
    ]

    private static func index(_ name: String, on columns: String, where condition: String? = nil) -> MigrationStep {
        let part = condition.map { " WHERE \($0)" } ?? ""
        return .sql("CREATE INDEX customer_notes_by_\(name) ON customer_notes (user_id, \(columns), note_key)\(part)")
    }
}
