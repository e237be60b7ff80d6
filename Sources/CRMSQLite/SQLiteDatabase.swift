package import CRMCore
package import CRMDatabase
import CSQLite

/// The embedded database: one process, one connection that writes, a few that read.
package final class SQLiteDatabase: Database {
    package let dialect = Dialect.sqlite

    private let path: String
    private let lock: SQLiteLock
    private let writer: WorkerPool<SQLiteConnection>
    private let readers: WorkerPool<SQLiteConnection>

    /// Opens the file, made with its folder when missing; throws ``DatabaseError/inUse(_:)`` while another process has
    /// it open.
    package static func open(path: String, readerCount: Int = 4) async throws -> SQLiteDatabase {
        let database = try SQLiteDatabase(path: SQLiteFile.prepare(path), readerCount: readerCount)
        do {
            // The writer comes first: it turns the log on that readers need.
            try await database.writer.run(deadline: nil) { _ in }
            return database
        } catch {
            await database.close()
            throw error
        }
    }

    private init(path: String, readerCount: Int) throws {
        self.path = path
        lock = try SQLiteLock(databasePath: path)
        writer = WorkerPool(name: "sqlite-writer", workerCount: 1) {
            try SQLiteConnection(path: path, role: .writer)
        }
        readers = WorkerPool(name: "sqlite-reader", workerCount: readerCount) {
            try SQLiteConnection(path: path, role: .reader)
        }
    }

    package func read<Value: Sendable>(
        in account: AccountKey?, deadline: ContinuousClock.Instant?,
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value {
        try await readers.run(deadline: deadline) { connection in
            try connection.transaction("BEGIN DEFERRED", deadline: deadline, body)
        }
    }

    @discardableResult
    package func write<Value: Sendable>(
        in account: AccountKey?, deadline: ContinuousClock.Instant?,
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value {
        try await writer.run(deadline: deadline) { connection in
            try connection.transaction("BEGIN IMMEDIATE", deadline: deadline, body)
        }
    }

    package func migrate(_ migrations: [Migration]) async throws -> MigrationReport {
        try await writer.run(deadline: nil) { connection in try Migrator(migrations).run(on: connection) }
    }

    package func schemaState(_ migrations: [Migration]) async throws -> SchemaState {
        try await read { session in try Migrator(migrations).state(in: session) }
    }

    package func describe() async throws -> String {
        "SQLite \(String(cString: sqlite3_libversion())) at \(path)"
    }

    package func close() async {
        await readers.close()
        // Last, so that its closing brings the log into the file.
        await writer.close()
        lock.release()
    }

    /// Runs `body` on the writing connection outside of a transaction; for tests of the connection itself.
    func onWriter<Value: Sendable>(_ body: @escaping @Sendable (SQLiteConnection) throws -> Value) async throws -> Value
    {
        try await writer.run(deadline: nil, body)
    }
}
