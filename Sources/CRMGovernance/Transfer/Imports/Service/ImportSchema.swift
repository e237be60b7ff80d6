import CRMDatabase

/// The tables of the server's imports: one row an import, the pieces of its file, what is wrong with it, and what its undo
/// needs.
enum ImportSchema {
    static let sequence = KeySequence("import")

    static let migration = Migration(
        "transfer/2-imports",
        [
            .createSequence(sequence),
            .createTable(
                "imports",
                """
                user_id int64 NOT NULL REFERENCES accounts (user_id) ON DELETE CASCADE,
                import_key int64 NOT NULL,
                id text NOT NULL,
                kind text NOT NULL,
                settings text NOT NULL,
                state text NOT NULL CHECK (state IN ('waiting_for_file', 'ready', 'queued', 'running', 'succeeded',
                    'undoing', 'undone', 'deleted')),
                job_id text,
                upload int64,
                file_bytes int64 NOT NULL DEFAULT 0,
                encoding text,
                records int64 NOT NULL DEFAULT 0,
                rows_read int64 NOT NULL DEFAULT 0,
                created int64 NOT NULL DEFAULT 0,
                updated int64 NOT NULL DEFAULT 0,
                unchanged int64 NOT NULL DEFAULT 0,
                stale int64 NOT NULL DEFAULT 0,
                failed int64 NOT NULL DEFAULT 0,
                bytes_done int64 NOT NULL DEFAULT 0,
                findings int64 NOT NULL DEFAULT 0,
                runs int64 NOT NULL DEFAULT 0,
                trace_count int64 NOT NULL DEFAULT 0,
                trace_bytes int64 NOT NULL DEFAULT 0,
                is_undoable bool NOT NULL DEFAULT true,
                undo_total int64,
                undo_done int64 NOT NULL DEFAULT 0,
                undo_removed int64 NOT NULL DEFAULT 0,
                undo_restored int64 NOT NULL DEFAULT 0,
                undo_kept int64 NOT NULL DEFAULT 0,
                undo_customers int64 NOT NULL DEFAULT 0,
                created_at int64 NOT NULL,
                updated_at int64 NOT NULL,
                started_at int64,
                finished_at int64,
                PRIMARY KEY (user_id, import_key),
                UNIQUE (user_id, id)
                """),
            .sql("CREATE INDEX imports_by_creation ON imports (user_id, created_at, import_key)"),
            .sql("CREATE INDEX imports_by_change ON imports (user_id, updated_at, import_key)"),
            .sql("CREATE INDEX imports_by_state ON imports (user_id, state, updated_at)"),
            // Rows of a mebibyte each: not clustered, or SQLite would keep them inside the tree of the key.
            .createTable(
                "import_chunks",
                """
                user_id int64 NOT NULL,
                import_key int64 NOT NULL,
                upload int64 NOT NULL,
                position int64 NOT NULL,
                written_at int64 NOT NULL,
                bytes blob NOT NULL,
                PRIMARY KEY (user_id, import_key, upload, position),
                FOREIGN KEY (user_id, import_key) REFERENCES imports (user_id, import_key) ON DELETE CASCADE
                """),
            .sql("CREATE INDEX import_chunks_by_age ON import_chunks (user_id, written_at)"),
            .createTable(
                "import_findings", clustered: true,
                """
                user_id int64 NOT NULL,
                import_key int64 NOT NULL,
                number int64 NOT NULL,
                line int64 NOT NULL,
                column_name text NOT NULL,
                reason text NOT NULL,
                value text NOT NULL,
                PRIMARY KEY (user_id, import_key, number),
                FOREIGN KEY (user_id, import_key) REFERENCES imports (user_id, import_key) ON DELETE CASCADE
                """),
            .createTable(
                "import_traces", clustered: true,
                """
                user_id int64 NOT NULL,
                import_key int64 NOT NULL,
                stage int64 NOT NULL,
                record_id text NOT NULL,
                before_mark text,
                before_image text,
                after_mark text NOT NULL,
                PRIMARY KEY (user_id, import_key, stage, record_id),
                FOREIGN KEY (user_id, import_key) REFERENCES imports (user_id, import_key) ON DELETE CASCADE
                """),
        ])
}
