import CRMDatabase

/// One transaction on one connection.
final class SQLiteSession: MigrationSession {
    let dialect = Dialect.sqlite

    /// Why this transaction can only be undone.
    private var failure: DatabaseError?
    private var savepointDepth = 0
    private var filledTables: Set<String> = []
    private let connection: SQLiteConnection

    init(_ connection: SQLiteConnection) {
        self.connection = connection
    }

    func forEach(_ sql: SQL, _ body: (inout Row) throws -> Void) throws {
        try checkState()
        var stopped: (any Error)?
        try noting {
            try connection.withStatement(sql) { statement in
                while try stopped == nil && statement.step() {
                    var row = Row(statement)
                    do { try body(&row) } catch { stopped = error }
                }
            }
        }
        // An error of the caller's own spoils nothing in the transaction.
        if let stopped { throw stopped }
    }

    @discardableResult
    func execute(_ sql: SQL) throws -> Int {
        try checkState()
        return try noting {
            try connection.withStatement(sql) { statement in
                while try statement.step() {}
                return statement.isReadOnly ? 0 : connection.changeCount
            }
        }
    }

    func script(_ text: String) throws {
        try checkState()
        try noting { try connection.script(text) }
    }

    @discardableResult
    func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        try checkState()
        savepointDepth += 1
        defer { savepointDepth -= 1 }
        do {
            return try connection.savepoint(depth: savepointDepth) {
                let value = try body()
                try throwFailure()
                return value
            }
        } catch {
            // What failed inside is undone, unless SQLite undid the whole transaction.
            failure = connection.isInTransaction ? nil : failure ?? error as? DatabaseError ?? Self.rolledBack
            throw error
        }
    }

    /// Empties what was staged, so that no values stay behind in memory; throws why the work may not be committed.
    func finish() throws {
        try throwFailure()
        // One that was made behind a savepoint is gone with it.
        for table in filledTables where connection.stagedTables[table] != nil {
            try connection.run("DELETE FROM temp.\(unsafeText: table)")
        }
        // At the commit it would undo the work of others too.
        if connection.hasOpenReferences {
            throw DatabaseError.constraint(.foreignKey, name: "FOREIGN KEY constraint failed")
        }
    }

    private static let rolledBack = DatabaseError.statement(code: "rolled_back", message: "the transaction was undone")

    private func checkState() throws {
        try throwFailure()
        if let deadline = connection.watch.deadline, deadline <= .now {
            failure = .timeout
            throw DatabaseError.timeout
        }
    }

    private func throwFailure() throws {
        if let failure { throw failure }
    }

    private func noting<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch {
            failure = error as? DatabaseError ?? failure
            throw error
        }
    }
}

// Staged rows: a temporary table of the connection, kept from one transaction to the next; a single row stands in the
// statement itself.
extension SQLiteSession {
    func stage(_ name: StaticString, _ columns: [StagedColumn], _ rows: [[SQLValue]]) throws -> SQL {
        try StagedColumn.check(columns, rows)
        if rows.count == 1 { return row(columns, rows[0]) }
        let table = "staged_\(name)"
        try prepareTable(table, columns)
        try insert("temp.\(table)", columns, rows.flatMap(\.self))
        return SQL(unsafeText: "temp.\(table)")
    }

    private func row(_ columns: [StagedColumn], _ values: [SQLValue]) -> SQL {
        let named = zip(columns, values).map { column, value in "\(value) AS \(unsafeText: column.name)" as SQL }
        return "(SELECT \(named.joined(separator: ", ")))"
    }

    func insert(into table: StaticString, _ columns: [StagedColumn], _ values: [SQLValue]) throws {
        try StagedColumn.check(columns, values)
        try insert(table.description, columns, values)
    }

    /// Steps one prepared statement over all rows, a stretch at a time, so that the deadline is looked at in between.
    private func insert(_ table: String, _ columns: [StagedColumn], _ values: [SQLValue]) throws {
        let names = columns.map(\.name).joined(separator: ", ")
        let places = (1...columns.count).map { "$\($0)" }.joined(separator: ", ")
        let length = SQLiteSettings.rowsPerCheck * columns.count
        try noting {
            let statement = SQL(unsafeText: "INSERT INTO \(table) (\(names)) VALUES (\(places))")
            try connection.withPrepared(statement) { statement in
                for start in stride(from: 0, to: values.count, by: length) {
                    try checkState()
                    try statement.run(values[start..<min(start + length, values.count)], width: columns.count)
                }
            }
        }
    }

    /// An empty table with these columns.
    private func prepareTable(_ table: String, _ columns: [StagedColumn]) throws {
        try checkState()
        let isFilled = !filledTables.insert(table).inserted
        if connection.stagedTables[table] == columns {
            // Whoever filled it before has emptied it.
            if isFilled { try execute("DELETE FROM temp.\(unsafeText: table)") }
            return
        }
        let list = columns.map { "\($0.name) \(dialect.columnType($0.type))" }.joined(separator: ", ")
        try script("DROP TABLE IF EXISTS temp.\(table); CREATE TEMP TABLE \(table) (\(list)) STRICT")
        connection.stagedTables[table] = columns
    }
}
