import CRMDatabase

extension PostgresConnection {
    /// Runs `body` between `BEGIN …` and `COMMIT`; undone when either throws.
    func transaction<Value>(
        _ begin: StaticString, deadline: ContinuousClock.Instant?, _ body: (PostgresSession) throws -> Value
    ) throws -> Value {
        self.deadline = deadline
        defer { self.deadline = nil }
        do {
            try script(begin.description + Self.serverDeadline(deadline))
            let session = PostgresSession(self)
            let value = try body(session)
            try session.finish()
            try commit()
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    /// The server watches each statement too, so that it ends what the client has given up.
    private static func serverDeadline(_ deadline: ContinuousClock.Instant?) -> String {
        guard let deadline else { return "" }
        let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
        // 0 would mean no limit.
        return "; SET LOCAL statement_timeout = \(Int(max(left.rounded(.up), 1)))"
    }

    private func commit() throws {
        // What is done by now is kept: the deadline ends work, not the commit. The server's time limit goes too, since
        // it would end the wait for a standby and call that a success.
        deadline = .now + PostgresSettings.commitLimit
        let tag: String
        do {
            tag = try script("SET LOCAL statement_timeout = 0; COMMIT")
        } catch DatabaseError.timeout {
            throw DatabaseError.connectionLost("the server did not confirm the commit in time")
        }
        // The server answers ROLLBACK, without an error, when the transaction had failed.
        guard tag == "COMMIT" else {
            throw DatabaseError.statement(code: "25P02", message: "the transaction had failed and was undone")
        }
    }

    private func rollBack() {
        guard isInTransaction else { return }
        deadline = .now + PostgresSettings.rollbackLimit
        do {
            try script("ROLLBACK")
        } catch {
            retire()
        }
    }
}

extension PostgresConnection: MigrationConnection {
    func migration(rebuildsTables: Bool, _ body: (any MigrationSession) throws -> Void) throws {
        try transaction("BEGIN", deadline: nil) { session in
            // A change that waits for a table lets no one else near it: better give up and be run again.
            try session.script("SET LOCAL lock_timeout = \(PostgresSettings.lockTimeoutMilliseconds)")
            try body(session)
        }
    }

    /// Runs `body` while no other process migrates this database; the lock ends with the connection at the latest.
    func withMigrationLock<Value>(_ body: () throws -> Value) throws -> Value {
        try script("SELECT pg_advisory_lock(\(PostgresSettings.migrationLockKey))")
        defer { retire() }
        return try body()
    }
}
