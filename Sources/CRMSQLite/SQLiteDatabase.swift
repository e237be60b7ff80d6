package import CRMCore
package import CRMDatabase
import CSQLite
import Foundation
import Synchronization

/// The embedded database: one process, one connection that writes, a few that read.
package final class SQLiteDatabase: Database {
    package let dialect = Dialect.sqlite

    let path: String
    private let lock: SQLiteLock
    private let writer: SQLiteWriter
    /// For reads by key and short pages, on the thread that asks.
    private let shelf: SQLiteShelf
    /// For all other reads, on threads of their own.
    private let readers: WorkerPool<SQLiteConnection>
    private let rerunReads = Atomic(0)

    /// Opens the file, made with its folder when missing; throws ``DatabaseError/inUse(_:)`` while another process has
    /// it open.
    package static func open(path: String, readerCount: Int = 4) async throws -> SQLiteDatabase {
        let database = try SQLiteDatabase(path: SQLiteFile.prepare(path), readerCount: readerCount)
        do {
            // The writer comes first: it turns the log on that readers need.
            try await database.writer.alone { _ in }
            return database
        } catch {
            await database.close()
            throw error
        }
    }

    private init(path: String, readerCount: Int) throws {
        self.path = path
        lock = try SQLiteLock(databasePath: path)
        writer = SQLiteWriter { try SQLiteConnection(path: path, role: .writer) }
        // More threads than processors never read at the same time.
        shelf = SQLiteShelf(limit: ProcessInfo.processInfo.activeProcessorCount) {
            try SQLiteConnection(path: path, role: .reader)
        }
        readers = WorkerPool(name: "sqlite-reader", workerCount: readerCount) {
            try SQLiteConnection(path: path, role: .reader)
        }
    }

    /// Runs `body` at once on the calling thread; what turns out long runs again on a reader's thread.
    package func read<Value: Sendable>(
        in account: AccountKey?, deadline: ContinuousClock.Instant?,
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        if let deadline, deadline <= .now { throw DatabaseError.timeout }
        if let quick = try shelf.lend({ try $0.quickRead(deadline: deadline, body) }) {
            if let value = quick { return value }
            rerunReads.add(1, ordering: .relaxed)
        }
        return try await readers.run(deadline: deadline) { connection in
            try connection.transaction(SQLiteCommand.beginRead, deadline: deadline, body)
        }
    }

    /// Runs `body` in a transaction that it may share with other writes, and answers after the commit.
    @discardableResult
    package func write<Value: Sendable>(
        in account: AccountKey?, deadline: ContinuousClock.Instant?,
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value {
        try await writer.write(deadline: deadline, body)
    }

    package func migrate(_ migrations: [Migration]) async throws -> MigrationReport {
        try await writer.alone { connection in try Migrator(migrations).run(on: connection) }
    }

    package func schemaState(_ migrations: [Migration]) async throws -> SchemaState {
        try await read { session in try Migrator(migrations).state(in: session) }
    }

    package func describe() async throws -> String {
        "SQLite \(String(cString: sqlite3_libversion())) at \(path)"
    }

    package func diagnose() async throws -> [Diagnosis] { try await SQLiteDiagnosis(path: path).run(on: self) }

    package func statistics() async -> DatabaseStatistics {
        var statistics = writer.statistics
        statistics.pools = [shelf.statistics, readers.statistics] + statistics.pools
        statistics.rerunReads = rerunReads.load(ordering: .relaxed)
        statistics.databaseBytes = SQLiteFile.size(path)
        statistics.logBytes = SQLiteFile.size(path + "-wal")
        return statistics
    }

    package func close() async {
        await shelf.close()
        await readers.close()
        // Last, so that its closing brings the log into the file.
        await writer.close()
        lock.release()
    }

    /// Runs `body` on the writing connection outside of a transaction; for tests of the connection itself.
    func onWriter<Value: Sendable>(_ body: @escaping @Sendable (SQLiteConnection) throws -> Value) async throws -> Value
    {
        try await writer.alone(body)
    }
}
