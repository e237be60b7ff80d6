import CRMDatabase
import CSQLite

/// One connection, opened without SQLite's own locking and used by one thread alone.
final class SQLiteConnection: WorkerConnection {
    enum Role: Sendable {
        case writer, reader
        /// Writes a new file that nobody else knows yet.
        case copy
    }

    private(set) var isUsable = true
    /// Temporary tables as they stand, by name; a rollback brings back those of before.
    var stagedTables: [String: [StagedColumn]] = [:]
    private var stagedTablesAtBegin: [String: [StagedColumn]] = [:]
    /// What interrupts running statements.
    let watch = SQLiteWatch()

    private let handle: OpaquePointer
    private var statements = StatementCache<String, SQLiteStatement>(limit: SQLiteSettings.statementCacheLimit)
    /// Pages in the write-ahead log at the last commit; kept where SQLite's hook finds it.
    private let log = SQLiteLog()

    /// Counting memory costs a lock of the whole process for every allocation. It is refused, without harm, where another
    /// library has used SQLite before.
    private static let library = csqlite_leave_out_memory_statistics()

    init(path: String, role: Role) throws {
        _ = SQLiteConnection.library
        let access = role == .reader ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
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

    /// Rows that the last INSERT, UPDATE or DELETE changed itself.
    var changeCount: Int { Int(sqlite3_changes64(handle)) }

    /// Whether a foreign key that is checked at the commit points nowhere as yet.
    var hasOpenReferences: Bool {
        var (current, highest): (Int32, Int32) = (0, 0)
        sqlite3_db_status(handle, SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0)
        return current != 0
    }

    /// Makes every commit fail from now on; for tests of what then becomes of the writes.
    func refuseCommits(_ isRefused: Bool) {
        sqlite3_commit_hook(handle, isRefused ? { _ in 1 } : nil, nil)
    }

    /// Runs a statement for its effect.
    func run(_ sql: SQL) throws {
        try withStatement(sql) { statement in while try statement.step() {} }
    }

    /// Runs statements without values or rows, as they stand.
    func script(_ text: String) throws {
        guard sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK else { throw lastError() }
    }

    /// Hands `body` the prepared statement with its values bound.
    func withStatement<Value>(_ sql: SQL, _ body: (SQLiteStatement) throws -> Value) throws -> Value {
        try withPrepared(sql.text) { statement in
            try statement.bind(sql.values)
            return try body(statement)
        }
    }

    /// Hands `body` the prepared statement.
    func withPrepared<Value>(_ text: String, _ body: (SQLiteStatement) throws -> Value) throws -> Value {
        let statement = try statements.take(text) ?? prepare(text)
        defer {
            statement.reset()
            statements.put(statement, for: text)?.finalize()
        }
        do {
            return try body(statement)
        } catch {
            noteDamage()
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
        noteDamage()
        return SQLiteError.last(on: handle)
    }

    /// After a failed read or write of the file nothing that is cached can be trusted: the connection is replaced.
    private func noteDamage() {
        if SQLiteError.isDamage(on: handle) { isUsable = false }
    }

    /// Takes the connection out of service after the job.
    func retire() { isUsable = false }

    /// Begins a transaction.
    func begin(_ command: SQL) throws {
        stagedTablesAtBegin = stagedTables
        try run(command)
    }

    /// Ends the transaction without its changes, if SQLite has not done so already.
    func rollBack() {
        stagedTables = stagedTablesAtBegin
        if isInTransaction { watch.paused { try? run(SQLiteCommand.rollback) } }
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
            PRAGMA cache_size = -\(role == .writer ? SQLiteSettings.writerCacheKibibytes : SQLiteSettings.cacheKibibytes);
            PRAGMA mmap_size = \(SQLiteSettings.mappedBytes);
            """)
        switch role {
        case .writer:
            try configureWriter()
            watchLog()
        // Two connections that checkpoint at the same instant can lose a commit in older versions of SQLite.
        case .reader: try script("PRAGMA wal_autocheckpoint = 0")
        case .copy: break
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
            PRAGMA wal_autocheckpoint = 0;
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
            handle, SQLiteSettings.stepsPerCheck,
            { context in
                guard let context else { return 0 }
                return Unmanaged<SQLiteWatch>.fromOpaque(context).takeUnretainedValue().interrupts() ? 1 : 0
            }, context)
    }
}

// Bringing the write-ahead log into the file: after the answers, not inside a commit.
extension SQLiteConnection {
    /// Copies the log into the file once it is long enough; what fails is tried again after the next commit.
    func checkpointIfDue() {
        guard isUsable, log.pages >= SQLiteSettings.checkpointPages else { return }
        let isOverdue = log.pages >= SQLiteSettings.overdueCheckpointPages
        // A passive one waits for nobody, yet as long as a reader needs the log's end the log only grows.
        let mode = isOverdue ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE
        if isOverdue { sqlite3_busy_timeout(handle, SQLiteSettings.checkpointPatienceMilliseconds) }
        let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, nil, nil)
        if isOverdue { sqlite3_busy_timeout(handle, SQLiteSettings.busyTimeoutMilliseconds) }
        if code != SQLITE_OK { noteDamage() }
    }

    private func watchLog() {
        sqlite3_wal_hook(
            handle,
            { context, _, _, pages in
                guard let context else { return SQLITE_OK }
                Unmanaged<SQLiteLog>.fromOpaque(context).takeUnretainedValue().pages = Int(pages)
                return SQLITE_OK
            }, Unmanaged.passUnretained(log).toOpaque())
    }
}

/// The length of the write-ahead log.
private final class SQLiteLog {
    var pages = 0
}

// Copying a whole database.
extension SQLiteConnection {
    /// Takes over every page of the other's snapshot; `check` may throw between two steps.
    func copyPages(of source: SQLiteConnection, check: () throws -> Void) throws {
        guard let backup = sqlite3_backup_init(handle, "main", source.handle, "main") else { throw lastError() }
        var code = SQLITE_OK
        do {
            while code == SQLITE_OK {
                try check()
                code = sqlite3_backup_step(backup, SQLiteSettings.pagesPerBackupStep)
            }
        } catch {
            sqlite3_backup_finish(backup)
            throw error
        }
        // Tells the error of the last step again, now as the connection's own.
        guard sqlite3_backup_finish(backup) == SQLITE_OK, code == SQLITE_DONE else { throw lastError() }
    }
}
