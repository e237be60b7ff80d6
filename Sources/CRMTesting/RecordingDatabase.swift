package import CRMCore
package import CRMDatabase
import Synchronization

/// A statement that ran, with the database's plan for it: lines of `EXPLAIN QUERY PLAN` on SQLite, one JSON text of
/// `EXPLAIN (ANALYZE)` on PostgreSQL.
package struct RecordedQuery: Sendable {
    package let text: String
    package let plan: [String]
}

/// A database that has every query explained, in the transaction that ran it, while it records.
package final class RecordingDatabase: Database {
    private let base: any Database
    private let state = Mutex<(isRecording: Bool, queries: [RecordedQuery])>((false, []))

    package init(_ base: any Database) {
        self.base = base
    }

    package var dialect: Dialect { base.dialect }

    /// Runs `body` and answers with the queries that ran meanwhile.
    package func recording(_ body: () async throws -> Void) async throws -> [RecordedQuery] {
        state.withLock { $0 = (true, []) }
        try await body()
        return state.withLock { state in
            defer { state = (false, []) }
            return state.queries
        }
    }

    fileprivate var isRecording: Bool { state.withLock { $0.isRecording } }
    fileprivate func note(_ query: RecordedQuery) { state.withLock { $0.queries.append(query) } }

    package func read<Value: Sendable>(
        in account: AccountKey?, deadline: ContinuousClock.Instant?,
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value {
        try await base.read(in: account, deadline: deadline) { session in
            try body(RecordingSession(session, self))
        }
    }

    @discardableResult
    package func write<Value: Sendable>(
        in account: AccountKey?, deadline: ContinuousClock.Instant?,
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value {
        try await base.write(in: account, deadline: deadline) { session in
            try body(RecordingSession(session, self))
        }
    }

    package func migrate(_ migrations: [Migration]) async throws -> MigrationReport {
        try await base.migrate(migrations)
    }

    package func schemaState(_ migrations: [Migration]) async throws -> SchemaState {
        try await base.schemaState(migrations)
    }

    package func describe() async throws -> String { try await base.describe() }
    package func statistics() async -> DatabaseStatistics { await base.statistics() }
    package func diagnose() async throws -> [Diagnosis] { try await base.diagnose() }
    package func close() async { await base.close() }
}

private final class RecordingSession: DatabaseSession {
    private let base: any DatabaseSession
    private let recorder: RecordingDatabase

    init(_ base: any DatabaseSession, _ recorder: RecordingDatabase) {
        self.base = base
        self.recorder = recorder
    }

    var dialect: Dialect { base.dialect }

    func forEach(_ sql: SQL, _ body: (inout Row) throws -> Void) throws {
        if recorder.isRecording, sql.text.hasPrefix("SELECT") { try explain(sql) }
        try base.forEach(sql, body)
    }

    private func explain(_ sql: SQL) throws {
        let plan: [String] =
            switch dialect {
            case .sqlite:
                try base.all("EXPLAIN QUERY PLAN \(sql)") { row in
                    for _ in 1...3 { _ = try row.read(Int64?.self) }
                    return try row.read()
                }
            case .postgres: try base.all("EXPLAIN (ANALYZE, FORMAT JSON) \(sql)") { row in try row.read() }
            }
        recorder.note(RecordedQuery(text: sql.text, plan: plan))
    }

    @discardableResult
    func execute(_ sql: SQL) throws -> Int { try base.execute(sql) }

    func stage(_ name: StaticString, _ columns: [StagedColumn], _ rows: [[SQLValue]]) throws -> SQL {
        try base.stage(name, columns, rows)
    }

    @discardableResult
    func savepoint<Value>(_ body: () throws -> Value) throws -> Value { try base.savepoint(body) }
}
