import CRMDatabase

/// One transaction on one connection.
final class PostgresSession: MigrationSession {
    let dialect = Dialect.postgres

    /// Why this transaction can only be undone.
    private var failure: DatabaseError?
    private var savepointDepth = 0
    private let connection: PostgresConnection
    private let isReadOnly: Bool

    init(_ connection: PostgresConnection, isReadOnly: Bool) {
        self.connection = connection
        self.isReadOnly = isReadOnly
    }

    func forEach(_ sql: SQL, _ body: (inout Row) throws -> Void) throws {
        let rows = try run(sql)
        for index in 0..<rows.rowCount {
            rows.current = index
            var row = Row(rows)
            try body(&row)
        }
    }

    @discardableResult
    func execute(_ sql: SQL) throws -> Int { try run(sql).changeCount }

    func script(_ text: String) throws {
        try checkState()
        try noting { _ = try connection.script(text) }
    }

    func stage(_ name: StaticString, _ columns: [StagedColumn], _ rows: [[SQLValue]]) throws -> SQL {
        try StagedColumn.check(columns, rows)
        guard try mayCopy(rows.count) else { return PostgresStaging.table(columns, rows) }
        return try noting {
            let table = try copy(name.description, columns, rows)
            // Without it the planner takes the rows for few and alike.
            try connection.enqueue("ANALYZE \(table)", isKept: false)
            return table
        }
    }

    /// By way of staged rows, of which the planner need know nothing: each is taken once.
    func insert(into table: StaticString, _ columns: [StagedColumn], _ values: [SQLValue]) throws {
        guard !values.isEmpty else { return }
        let rows = StagedColumn.rows(columns, values)
        try StagedColumn.check(columns, rows)
        let staged =
            try mayCopy(rows.count)
            ? try noting { try copy("inserted_rows", columns, rows) } : PostgresStaging.table(columns, rows)
        try insert(into: table, columns, from: staged)
    }

    /// A temporary table cannot be made by a transaction that only reads, nor by a role without the right to.
    private func mayCopy(_ rowCount: Int) throws -> Bool {
        guard !isReadOnly, rowCount >= PostgresSettings.copyThreshold else { return false }
        if let known = connection.stagedTables.areAllowed { return known }
        let isAllowed = try value(
            "SELECT has_database_privilege(current_database(), 'TEMPORARY')", as: Bool.self)
        connection.stagedTables.areAllowed = isAllowed
        return isAllowed
    }

    private func copy(_ name: String, _ columns: [StagedColumn], _ rows: [[SQLValue]]) throws -> SQL {
        // Before the table is touched: what cannot be stored shall not break off a COPY.
        for row in rows { for value in row { try value.check() } }
        try checkState()
        let table = "staged_\(name)"
        let areKept = !connection.address.isPooled
        for step in connection.stagedTables.preparation(of: table, columns, areKept: areKept) {
            try connection.enqueue(step, isKept: false)
        }
        let names = columns.map(\.name).joined(separator: ", ")
        try connection.copy(into: "pg_temp.\(table) (\(names))", rows)
        return "pg_temp.\(unsafeText: table)"
    }

    @discardableResult
    func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        savepointDepth += 1
        defer { savepointDepth -= 1 }
        let name = "savepoint_\(savepointDepth)"
        let start = "SAVEPOINT \(unsafeText: name)" as SQL
        try checkState()
        try connection.enqueue(start)
        do {
            let value = try body()
            try throwFailure()
            if !connection.withdraw(start) { try connection.enqueue("RELEASE \(unsafeText: name)") }
            return value
        } catch {
            undo(start, name)
            throw error
        }
    }

    /// Throws why the transaction may not commit.
    func finish() throws { try throwFailure() }

    private func undo(_ start: SQL, _ name: String) {
        if connection.withdraw(start) {
            // Nothing was run since.
            failure = nil
            return
        }
        // What is queued lies within the savepoint.
        connection.clearQueue()
        guard connection.isInTransaction else {
            failure = failure ?? .connectionLost("the connection broke within a savepoint")
            return
        }
        do {
            try connection.enqueue("ROLLBACK TO \(unsafeText: name)")
            try connection.command("RELEASE \(unsafeText: name)")
            connection.stagedTables.undone()
            failure = nil
        } catch {
            failure = error as? DatabaseError ?? failure
        }
    }

    private func run(_ sql: SQL) throws -> PostgresRows {
        try checkState()
        return try noting { try connection.run(sql) }
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
