import CRMDatabase
package import CRMPlatform

/// Imports that were broken off, each by the identity of its file.
package struct ImportRunStore {
    private let work: Work

    package init(_ work: Work) {
        self.work = work
    }

    /// How far the file was taken in; nil when it never was, or to its end.
    package func checkpoint(of identity: ImportIdentity) throws -> ImportCheckpoint? {
        try work.session.first(
            """
            SELECT records, rows_read, created, updated, unchanged, stale, failed
            FROM import_runs
            WHERE user_id = \(work.account.key) AND identity = \(identity.text)
            """
        ) { row in
            var checkpoint = ImportCheckpoint()
            checkpoint.records = try row.read()
            checkpoint.summary.rows = try row.read()
            checkpoint.summary.created = try row.read()
            checkpoint.summary.updated = try row.read()
            checkpoint.summary.unchanged = try row.read()
            checkpoint.summary.stale = try row.read()
            checkpoint.summary.failed = try row.read()
            return checkpoint
        }
    }

    /// Keeps the checkpoint, or forgets the run when it is complete.
    package func keep(_ checkpoint: ImportCheckpoint, of identity: ImportIdentity) throws {
        guard !checkpoint.isComplete else { return try forget(identity) }
        let summary = checkpoint.summary
        try work.session.execute(
            """
            INSERT INTO import_runs (user_id, identity, records, rows_read, created, updated, unchanged, stale, failed,
                updated_at)
            VALUES (\(work.account.key), \(identity.text), \(checkpoint.records), \(summary.rows), \(summary.created),
                \(summary.updated), \(summary.unchanged), \(summary.stale), \(summary.failed), \(work.now))
            ON CONFLICT (user_id, identity) DO UPDATE
            SET records = excluded.records,
                rows_read = excluded.rows_read,
                created = excluded.created,
                updated = excluded.updated,
                unchanged = excluded.unchanged,
                stale = excluded.stale,
                failed = excluded.failed,
                updated_at = excluded.updated_at
            """)
    }

    package func forget(_ identity: ImportIdentity) throws {
        try work.session.execute(
            """
            DELETE FROM import_runs
            WHERE user_id = \(work.account.key) AND identity = \(identity.text)
            """)
    }

    static let migrations = [
        Migration(
            "transfer/1-import-runs",
            [
                .createTable(
                    "import_runs", clustered: true,
                    """
                    user_id int64 NOT NULL,
                    identity text NOT NULL,
                    records int64 NOT NULL CHECK (records >= 0),
                    rows_read int64 NOT NULL,
                    created int64 NOT NULL,
                    updated int64 NOT NULL,
                    unchanged int64 NOT NULL,
                    stale int64 NOT NULL,
                    failed int64 NOT NULL,
                    updated_at int64 NOT NULL,
                    PRIMARY KEY (user_id, identity)
                    """)
            ])
    ]
}
