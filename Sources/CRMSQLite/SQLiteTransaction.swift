import CRMDatabase

extension SQLiteConnection {
    /// Runs `body` between `BEGIN …` and `COMMIT`; undone when either throws.
    func transaction<Value>(
        _ begin: StaticString, deadline: ContinuousClock.Instant?, _ body: (SQLiteSession) throws -> Value
    ) throws -> Value {
        try script(begin.description)
        self.deadline = deadline
        defer { self.deadline = nil }
        do {
            let session = SQLiteSession(self)
            let value = try body(session)
            // What is done by now is kept: the deadline ends work, not the commit.
            self.deadline = nil
            try session.finish()
            try script("COMMIT")
            return value
        } catch {
            self.deadline = nil
            rollBack()
            throw error
        }
    }
}

extension SQLiteConnection: MigrationConnection {
    func migration(rebuildsTables: Bool, _ body: (any MigrationSession) throws -> Void) throws {
        // Both settings have no effect inside a transaction. The old way of renaming leaves the references of other
        // tables, triggers and views alone, which is what a table that takes an old one's place needs.
        if rebuildsTables { try script("PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON") }
        defer {
            if rebuildsTables { restoreAfterRebuild() }
        }
        try transaction("BEGIN IMMEDIATE", deadline: nil) { session in
            try body(session)
            if rebuildsTables { try checkForeignKeys(session) }
        }
    }

    private func restoreAfterRebuild() {
        do {
            try script("PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON")
        } catch {
            retire()
        }
    }

    private func checkForeignKeys(_ session: SQLiteSession) throws {
        let broken = try session.first("PRAGMA foreign_key_check") { row in try row.read(String.self) }
        if let broken { throw DatabaseError.constraint(.foreignKey, name: broken) }
    }
}
