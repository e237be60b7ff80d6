package import CRMCore
package import CRMDatabase
import CSQLite
import Foundation

/// A database file that another process works on, read beside it: nothing is written, and no log is brought into the
/// file, so that the one process that writes stays alone.
package final class SQLiteBystander: Database {
    package let dialect = Dialect.sqlite

    private let path: String
    private let readers: WorkerPool<SQLiteConnection>

    /// Throws ``DatabaseError/cannotOpen(_:)`` when there is no such file.
    package init(path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw DatabaseError.cannotOpen("There is no database at \(path).")
        }
        self.path = path
        readers = WorkerPool(name: "sqlite-bystander", workerCount: 1) {
            try SQLiteConnection(path: path, role: .reader)
        }
    }

    package func read<Value: Sendable>(
        in account: AccountKey?, deadline: ContinuousClock.Instant?,
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value {
        try await readers.run(deadline: deadline) { connection in
            try connection.transaction(SQLiteCommand.beginRead, deadline: deadline, body)
        }
    }

    package func write<Value: Sendable>(
        in account: AccountKey?, deadline: ContinuousClock.Instant?,
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value { throw DatabaseError.readOnly }

    package func migrate(_ migrations: [Migration]) async throws -> MigrationReport { throw DatabaseError.readOnly }

    package func schemaState(_ migrations: [Migration]) async throws -> SchemaState {
        try await read { session in try Migrator(migrations).state(in: session) }
    }

    package func describe() async throws -> String {
        "SQLite \(String(cString: sqlite3_libversion())) at \(path), beside the process that works on it"
    }

    package func diagnose() async throws -> [Diagnosis] { try await SQLiteDiagnosis(path: path).run(on: self) }

    package func statistics() async -> DatabaseStatistics {
        var statistics = DatabaseStatistics()
        statistics.pools = [readers.statistics]
        return statistics
    }

    package func close() async { await readers.close() }
}
