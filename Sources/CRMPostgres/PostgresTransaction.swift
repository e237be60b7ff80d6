import CRMCore
import CRMDatabase

/// How a transaction begins.
struct PostgresOpening: Sendable {
    let begin: SQL
    let isReadOnly: Bool
    /// What else the transaction sets for itself, by name.
    let settings: [(name: String, value: String)]

    /// One snapshot of the rows of an account.
    static func read(_ account: AccountKey?) -> PostgresOpening {
        PostgresOpening(
            begin: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", isReadOnly: true, settings: of(account))
    }

    /// Work on the rows of an account.
    static func write(_ account: AccountKey?) -> PostgresOpening {
        PostgresOpening(
            begin: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", isReadOnly: false, settings: of(account))
    }

    /// A change of the schema, which may rewrite rows of every account.
    static var migration: PostgresOpening {
        PostgresOpening(
            begin: "BEGIN", isReadOnly: false,
            settings: [
                (PostgresRowSecurity.migrationSetting, "on"),
                // A change that waits for a table lets no one else near it: better give up and be run again.
                ("lock_timeout", "\(PostgresSettings.lockTimeoutMilliseconds)"),
            ])
    }

    private static func of(_ account: AccountKey?) -> [(name: String, value: String)] {
        account.map { [(PostgresRowSecurity.accountSetting, "\($0.value)")] } ?? []
    }
}

extension PostgresConnection {
    /// Runs `body` between `BEGIN …` and `COMMIT`; undone when either throws.
    func transaction<Value>(
        _ opening: PostgresOpening, deadline: ContinuousClock.Instant?, _ body: (PostgresSession) throws -> Value
    ) throws -> Value {
        self.deadline = deadline
        hasSentCommit = false
        defer { self.deadline = nil }
        do {
            try open(opening)
            let session = PostgresSession(self, isReadOnly: opening.isReadOnly)
            let value = try body(session)
            try session.finish()
            try commit(opening)
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    /// Queues what opens the transaction: it travels with the first statement.
    private func open(_ opening: PostgresOpening) throws {
        beginOpening()
        try enqueue(opening.begin)
        var settings = address.transactionSettings + opening.settings
        if let deadline {
            // The server watches each statement too, so that it ends what the client has given up. 0 would mean no
            // limit.
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            settings.append(("statement_timeout", "\(Int(max(left.rounded(.up), 1)))"))
        }
        guard !settings.isEmpty else { return }
        let calls = settings.map { name, value in "set_config('\(unsafeText: name)', \(value), true)" as SQL }
        try enqueue("SELECT \(calls.joined(separator: ", "))")
    }

    private func commit(_ opening: PostgresOpening) throws {
        // No statement was run, so that there is nothing to commit.
        if withdrawOpening() { return }
        if opening.isReadOnly { return try enqueueCommit() }
        // What is done by now is kept: the deadline ends work, not the commit. The server's time limit goes too, since
        // it would end the wait for a standby and call that a success.
        deadline = .now + PostgresSettings.commitLimit
        try enqueue("SET LOCAL statement_timeout = 0")
        hasSentCommit = true
        let tag: String
        do {
            tag = try command("COMMIT")
        } catch DatabaseError.timeout {
            throw lost("the server did not confirm the commit in time")
        }
        stagedTables.committed(areKept: !address.isPooled)
        // The server answers ROLLBACK, without an error, when the transaction had failed.
        guard tag == "COMMIT" else {
            throw DatabaseError.statement(code: "25P02", message: "the transaction had failed and was undone")
        }
    }

    private func rollBack() {
        stagedTables.undone()
        if withdrawOpening() { return }
        clearQueue()
        guard isInTransaction else { return }
        deadline = .now + PostgresSettings.rollbackLimit
        do {
            try command("ROLLBACK")
        } catch {
            retire()
        }
    }

    /// Whether a transaction that ended with the error left nothing behind and may succeed on another connection.
    func mayRunElsewhere(after error: any Error, _ opening: PostgresOpening) -> Bool {
        switch error {
        case DatabaseError.connectionLost: opening.isReadOnly || !hasSentCommit
        // The server has become a standby.
        case DatabaseError.readOnly: !opening.isReadOnly
        default: false
        }
    }
}

extension PostgresConnection: MigrationConnection {
    func migration(rebuildsTables: Bool, _ body: (any MigrationSession) throws -> Void) throws {
        try transaction(.migration, deadline: nil) { session in
            try body(session)
            try PostgresRowSecurity.guardTables(in: session)
        }
    }

    /// Runs `body` while no other process migrates this database; the lock ends with the connection at the latest.
    func withMigrationLock<Value>(_ body: () throws -> Value) throws -> Value {
        try script("SELECT pg_advisory_lock(\(PostgresSettings.migrationLockKey))")
        defer { retire() }
        return try body()
    }
}
