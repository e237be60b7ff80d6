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
        let name = "savepoint_\(savepointDepth)"
        try noting { try connection.script("SAVEPOINT \(name)") }
        do {
            let value = try body()
            try throwFailure()
            try noting { try connection.script("RELEASE \(name)") }
            return value
        } catch {
            undo(to: name)
            throw error
        }
    }

    /// Empties what was staged, so that no values stay behind in memory; throws why the transaction may not commit.
    func finish() throws {
        try throwFailure()
        for table in filledTables { try connection.script("DELETE FROM temp.\(table)") }
    }

    private func undo(to name: String) {
        connection.stagedTables = [:]
        // SQLite undoes the whole transaction by itself after some errors.
        guard connection.isInTransaction else {
            failure = failure ?? .statement(code: "rolled_back", message: "the transaction was undone")
            return
        }
        let deadline = connection.deadline
        connection.deadline = nil
        defer { connection.deadline = deadline }
        do {
            try connection.script("ROLLBACK TO \(name); RELEASE \(name)")
            failure = nil
        } catch {
            failure = error as? DatabaseError ?? failure
        }
    }

    private func checkState() throws {
        try throwFailure()
        if let deadline = connection.deadline, deadline <= .now {
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

// Staged rows: a temporary table of the connection, kept from one transaction to the next.
extension SQLiteSession {
    func stage(_ name: StaticString, _ columns: [StagedColumn], _ rows: [[SQLValue]]) throws -> SQL {
        try StagedColumn.check(columns, rows)
        let table = "staged_\(name)"
        try prepareTable(table, columns)
        filledTables.insert(table)
        try insert("temp.\(table)", columns, rows.flatMap(\.self))
        return SQL(unsafeText: "temp.\(table)")
    }

    func insert(into table: StaticString, _ columns: [StagedColumn], _ values: [SQLValue]) throws {
        try StagedColumn.check(columns, values)
        try insert(table.description, columns, values)
    }

    /// A stretch of rows at a time, so that the deadline is looked at in between.
    private func insert(_ table: String, _ columns: [StagedColumn], _ values: [SQLValue]) throws {
        let names = columns.map(\.name).joined(separator: ", ")
        let marks = (1...columns.count).map { "$\($0)" }.joined(separator: ", ")
        let text = "INSERT INTO \(table) (\(names)) VALUES (\(marks))"
        let length = SQLiteSettings.rowsPerDeadlineCheck * columns.count
        for start in stride(from: 0, to: values.count, by: length) {
            try checkState()
            let stretch = Array(values[start..<min(start + length, values.count)])
            try noting { try connection.repeatStatement(text, width: columns.count, stretch) }
        }
    }

    private func prepareTable(_ table: String, _ columns: [StagedColumn]) throws {
        guard connection.stagedTables[table] != columns else {
            return try script("DELETE FROM temp.\(table)")
        }
        let list = columns.map { "\($0.name) \(dialect.columnType($0.type))" }.joined(separator: ", ")
        try script("DROP TABLE IF EXISTS temp.\(table); CREATE TEMP TABLE \(table) (\(list)) STRICT")
        connection.stagedTables[table] = columns
    }
}
