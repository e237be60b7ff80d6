import CRMDatabase

extension SQLiteConnection {
    /// Runs `body` between `BEGIN …` and `COMMIT`; undone when either throws.
    func transaction<Value>(
        _ begin: SQL, deadline: ContinuousClock.Instant?, _ body: (SQLiteSession) throws -> Value
    ) throws -> Value {
        do {
            try self.begin(begin)
            let value = try perform(deadline: deadline, body)
            try watch.paused { try run(SQLiteCommand.commit) }
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    /// Reads on one snapshot within the allowance of a quick read; nil when it did not suffice.
    func quickRead<Value>(
        deadline: ContinuousClock.Instant?, _ body: (SQLiteSession) throws -> Value
    ) throws -> Value? {
        watch.beginQuickRead()
        defer { watch.endQuickRead() }
        do {
            return try transaction(SQLiteCommand.beginRead, deadline: deadline, body)
        } catch {
            if watch.isOverBudget { return nil }
            throw error
        }
    }

    /// Runs `body` in a session of its own within the transaction that is open, and leaves nothing staged behind.
    func perform<Value>(
        deadline: ContinuousClock.Instant?, _ body: (SQLiteSession) throws -> Value
    ) throws -> Value {
        let session = SQLiteSession(self)
        watch.deadline = deadline
        defer { watch.deadline = nil }
        let value = try body(session)
        // What is done by now is kept: the deadline ends work, not the commit.
        try watch.paused { try session.finish() }
        return value
    }

    /// Runs `body` so that a thrown error undoes just what it did, or the whole transaction when that cannot be.
    func savepoint<Value>(depth: Int, _ body: () throws -> Value) throws -> Value {
        let staged = stagedTables
        try run(SQLiteCommand.savepoint(depth))
        do {
            let value = try body()
            try watch.paused { try run(SQLiteCommand.release(depth)) }
            return value
        } catch {
            goBack(to: depth, stagedTables: staged)
            throw error
        }
    }

    private func goBack(to depth: Int, stagedTables staged: [String: [StagedColumn]]) {
        // SQLite undoes the whole transaction by itself after some errors.
        guard isInTransaction else { return rollBack() }
        do {
            try watch.paused {
                try run(SQLiteCommand.rollbackTo(depth))
                try run(SQLiteCommand.release(depth))
            }
            stagedTables = staged
        } catch {
            rollBack()
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
        try transaction(SQLiteCommand.beginWrite, deadline: nil) { session in
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
