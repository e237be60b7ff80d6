package import CRMCore

/// One transaction on one connection. Synchronous: verbs and stores compose inside it and never suspend.
package protocol DatabaseSession: AnyObject {
    /// The differences between the two databases.
    var dialect: Dialect { get }

    /// Runs the statement and hands over each row in turn.
    func forEach(_ sql: SQL, _ body: (inout Row) throws -> Void) throws

    /// Runs the statement and answers with the number of rows it changed.
    @discardableResult
    func execute(_ sql: SQL) throws -> Int

    /// Runs a statement whose outcome nobody looks at. On PostgreSQL it travels with the next one, so that what is wrong
    /// with it may show there; within a savepoint it shows before that ends.
    func perform(_ sql: SQL) throws

    /// Makes rows of values readable as a table within this transaction: `FROM \(staged) AS s`.
    ///
    /// The fragment stands for a table with the given columns. A second call with the same name replaces the first.
    func stage(_ name: StaticString, _ columns: [StagedColumn], _ rows: [[SQLValue]]) throws -> SQL

    /// Adds rows to a table as they stand; `values` holds one row after the other. Rows in the order of most of the table's
    /// indexes go in fastest.
    func insert(into table: StaticString, _ columns: [StagedColumn], _ values: [SQLValue]) throws

    /// Runs `body` so that a thrown error undoes just what it did. After a statement has failed outside of a
    /// savepoint the transaction can only be undone, on both databases, even if the error was caught.
    @discardableResult
    func savepoint<Value>(_ body: () throws -> Value) throws -> Value
}

/// A column of a staged table.
package struct StagedColumn: Sendable, Hashable {
    package let name: String
    package let type: SQLType

    package init(_ name: String, _ type: SQLType) {
        self.name = name
        self.type = type
    }
}

extension StagedColumn {
    /// The rows of values that lie one after the other.
    package static func rows(_ columns: [StagedColumn], _ values: [SQLValue]) -> [[SQLValue]] {
        stride(from: 0, to: values.count, by: columns.count).map { start in
            Array(values[start..<min(start + columns.count, values.count)])
        }
    }
}

extension DatabaseSession {
    package func perform(_ sql: SQL) throws { try execute(sql) }

    /// By way of staged rows.
    package func insert(into table: StaticString, _ columns: [StagedColumn], _ values: [SQLValue]) throws {
        guard !values.isEmpty else { return }
        try insert(into: table, columns, from: try stage("inserted_rows", columns, StagedColumn.rows(columns, values)))
    }

    /// Adds all rows of a staged table with these columns.
    package func insert(into table: StaticString, _ columns: [StagedColumn], from staged: SQL) throws {
        let names = SQL(unsafeText: columns.map(\.name).joined(separator: ", "))
        try perform("INSERT INTO \(unsafeText: table.description) (\(names)) SELECT \(names) FROM \(staged) AS s")
    }

    /// All rows of the statement; the statement itself carries the LIMIT.
    @inlinable package func all<Value>(_ sql: SQL, _ decode: (inout Row) throws -> Value) throws -> [Value] {
        var result: [Value] = []
        try forEach(sql) { row in result.append(try decode(&row)) }
        return result
    }

    /// The first row of the statement, or nil.
    @inlinable package func first<Value>(_ sql: SQL, _ decode: (inout Row) throws -> Value) throws -> Value? {
        var result: Value?
        try forEach(sql) { row in if result == nil { result = try decode(&row) } }
        return result
    }

    /// The single value of a statement that always has one row with one column.
    @inlinable package func value<Value: SQLDecodable>(_ sql: SQL, as type: Value.Type = Value.self) throws -> Value {
        guard let value = try first(sql, { row in try row.read(Value.self) }) else {
            throw DatabaseError.statement(code: "no_row", message: "a statement that always answers gave no row")
        }
        return value
    }

    /// Draws `count` fresh keys of a sequence, in rising order; keys are never used twice.
    package func reserveKeys(_ count: Int, from sequence: KeySequence) throws -> [Int64] {
        guard count > 0 else { return [] }
        let keys = try all(dialect.reserveKeys(count, from: sequence)) { row in try row.read(Int64.self) }
            .flatMap { last in dialect.expandKeys(last: last, count: count) }
        guard keys.count == count else {
            throw DatabaseError.statement(code: "no_sequence", message: "no key sequence \(sequence.name)")
        }
        return keys
    }
}

/// A named source of integer keys, created by a migration step.
package struct KeySequence: Sendable, Hashable {
    package let name: String

    package init(_ name: StaticString) {
        self.name = name.description
    }
}

/// A database that runs transactions. A write closure may run again after a collision, so that ids and the time are
/// drawn outside it.
///
/// The account says whose rows a transaction may touch; nil is for the system's own tables, which lie outside of all
/// accounts. PostgreSQL holds a transaction to it by row-level security.
package protocol Database: Sendable {
    var dialect: Dialect { get }

    /// Runs `body` in a read-only transaction with one snapshot. It may run again.
    func read<Value: Sendable>(
        in account: AccountKey?, deadline: ContinuousClock.Instant?,
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value

    /// Runs `body` in a transaction; committed when it returns, undone when it throws.
    @discardableResult
    func write<Value: Sendable>(
        in account: AccountKey?, deadline: ContinuousClock.Instant?,
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value

    /// Brings the schema to this program's version, or refuses with what stands in the way.
    func migrate(_ migrations: [Migration]) async throws -> MigrationReport

    /// Compares the schema with this program's, without changing it.
    func schemaState(_ migrations: [Migration]) async throws -> SchemaState

    /// What operators want to see at start: product, version, place.
    func describe() async throws -> String

    /// Looks the database over without changing anything; on a large one it takes its time.
    func diagnose() async throws -> [Diagnosis]

    /// How the database stands and what it has done; also while it cannot be reached.
    func statistics() async -> DatabaseStatistics

    /// Ends running work and closes every connection.
    func close() async
}

extension Database {
    /// Runs `body` on one snapshot of the system's own tables.
    package func read<Value: Sendable>(
        deadline: ContinuousClock.Instant? = nil, _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value {
        try await read(in: nil, deadline: deadline, body)
    }

    /// Runs `body` in one transaction on the system's own tables.
    @discardableResult
    package func write<Value: Sendable>(
        deadline: ContinuousClock.Instant? = nil, _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value {
        try await write(in: nil, deadline: deadline, body)
    }
}

extension Database {
    /// Runs `body` and closes the database, also when it throws.
    package func closing<Value>(after body: () async throws -> Value) async throws -> Value {
        do {
            let value = try await body()
            await close()
            return value
        } catch {
            await close()
            throw error
        }
    }
}
