import CRMDatabase
import CSQLite

/// One connection, opened without SQLite's own locking and used by one thread alone.
final class SQLiteConnection: WorkerConnection {
    enum Role: Sendable { case writer, reader }

    private(set) var isUsable = true
    /// Temporary tables as they stand, by name; forgotten whenever a rollback may have undone one.
    var stagedTables: [String: [StagedColumn]] = [:]

    private let handle: OpaquePointer
    private var statements = StatementCache<String, SQLiteStatement>(limit: SQLiteSettings.statementCacheLimit)
    private let watch = DeadlineWatch()

    init(path: String, role: Role) throws {
        let access = role == .writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK, let handle else {
            let error = SQLiteError.last(on: handle)
            sqlite3_close_v2(handle)
            throw error
        }
        self.handle = handle
        do {
            try configure(role)
        } catch {
            close()
            throw error
        }
    }

    func close() {
        for statement in statements.removeAll() { statement.finalize() }
        sqlite3_close_v2(handle)
    }

    func noticeLoss() {}

    /// Statements kept for reuse, never more than the limit.
    var cachedStatementCount: Int { statements.count }

    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// When running statements are interrupted; nil for never.
    var deadline: ContinuousClock.Instant? {
        get { watch.deadline }
        set { watch.deadline = newValue }
    }

    /// Rows that the last INSERT, UPDATE or DELETE changed itself.
    var changeCount: Int { Int(sqlite3_changes64(handle)) }

    /// Runs statements without values or rows, as they stand.
    func script(_ text: String) throws {
        guard sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK else { throw lastError() }
    }

    /// Hands `body` the prepared statement with its values bound.
    func withStatement<Value>(_ sql: SQL, _ body: (SQLiteStatement) throws -> Value) throws -> Value {
        let text = sql.text
        let statement = try statements.take(text) ?? prepare(text)
        defer {
            statement.reset()
            statements.put(statement, for: text)?.finalize()
        }
        do {
            try statement.bind(sql.values)
            return try body(statement)
        } catch let error as DatabaseError {
            noteDamage(error)
            throw error
        }
    }

    /// Runs the prepared statement once for each row of `width` values.
    func repeatStatement(_ text: String, width: Int, _ values: [SQLValue]) throws {
        let statement = try statements.take(text) ?? prepare(text)
        defer {
            statement.reset()
            statements.put(statement, for: text)?.finalize()
        }
        do {
            try values.withUnsafeBufferPointer { values in
                for start in stride(from: 0, to: values.count, by: width) {
                    try statement.run(UnsafeBufferPointer(rebasing: values[start..<start + width]))
                }
            }
        } catch let error as DatabaseError {
            noteDamage(error)
            throw error
        }
    }

    /// The value of a statement with one row of one integer.
    func integer(_ text: String) throws -> Int64 {
        try withStatement(SQL(unsafeText: text)) { statement in
            guard try statement.step() else { throw DatabaseError.cannotOpen("SQLite does not answer \(text)") }
            return try statement.int64(0)
        }
    }

    private func prepare(_ text: String) throws -> SQLiteStatement {
        var statement: OpaquePointer?
        var tail: UnsafePointer<CChar>?
        let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
        let (code, rest) = text.withCString { start in
            let code = sqlite3_prepare_v3(handle, start, Int32(text.utf8.count), flags, &statement, &tail)
            return (code, tail.map { String(cString: $0) } ?? "")
        }
        guard code == SQLITE_OK else { throw lastError() }
        guard let statement else { throw DatabaseError.statement(code: "empty", message: "a statement without text") }
        guard rest.allSatisfy({ $0.isWhitespace || $0 == ";" }) else {
            sqlite3_finalize(statement)
            throw DatabaseError.statement(code: "several", message: "one statement at a time")
        }
        return SQLiteStatement(statement)
    }

    private func lastError() -> DatabaseError {
        let error = SQLiteError.last(on: handle)
        noteDamage(error)
        return error
    }

    /// After a failed read or write of the file nothing that is cached can be trusted: the connection is replaced.
    private func noteDamage(_ error: DatabaseError) {
        switch error {
        case .inputOutput, .corrupt: isUsable = false
        default: break
        }
    }

    /// Takes the connection out of service after the job.
    func retire() { isUsable = false }

    /// Ends the transaction without its changes, if SQLite has not done so already.
    func rollBack() {
        stagedTables = [:]
        if isInTransaction { try? script("ROLLBACK") }
        if isInTransaction { isUsable = false }
    }
}

// How a connection is set up.
extension SQLiteConnection {
    private func configure(_ role: Role) throws {
        sqlite3_busy_timeout(handle, SQLiteSettings.busyTimeoutMilliseconds)
        watchDeadline()
        try script(
            """
            PRAGMA trusted_schema = OFF;
            PRAGMA cell_size_check = ON;
            PRAGMA foreign_keys = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -\(SQLiteSettings.cacheKibibytes);
            PRAGMA mmap_size = \(SQLiteSettings.mappedBytes);
            """)
        switch role {
        case .writer: try configureWriter()
        // Two connections that checkpoint at the same instant can lose a commit in older versions of SQLite.
        case .reader: try script("PRAGMA wal_autocheckpoint = 0")
        }
        guard try integer("PRAGMA foreign_keys") == 1 else {
            throw DatabaseError.cannotOpen("This SQLite was built without foreign keys.")
        }
    }

    private func configureWriter() throws {
        let mode = try withStatement("PRAGMA journal_mode = WAL") { statement in
            try statement.step() ? try statement.text(0) : ""
        }
        guard mode == "wal" else {
            throw DatabaseError.cannotOpen(
                "The database cannot use a write-ahead log (it uses \(mode)); is it on a network file system?")
        }
        try script(
            """
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = \(SQLiteSettings.checkpointPages);
            PRAGMA journal_size_limit = \(SQLiteSettings.logSizeLimitBytes);
            """)
        guard try integer("PRAGMA synchronous") == SQLiteSettings.synchronousFull else {
            throw DatabaseError.cannotOpen(
                "SQLite refuses synchronous = FULL, without which a power cut loses commits.")
        }
    }

    private func watchDeadline() {
        let context = Unmanaged.passUnretained(watch).toOpaque()
        sqlite3_progress_handler(
            handle, SQLiteSettings.stepsPerDeadlineCheck,
            { context in
                guard let context else { return 0 }
                return Unmanaged<DeadlineWatch>.fromOpaque(context).takeUnretainedValue().hasPassed ? 1 : 0
            }, context)
    }
}

/// The deadline where SQLite's progress handler finds it; lives as long as its connection.
final class DeadlineWatch {
    var deadline: ContinuousClock.Instant?

    var hasPassed: Bool { deadline.map { $0 <= .now } ?? false }
}
