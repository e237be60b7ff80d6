import CRMDatabase

/// One transaction on one connection.
final class PostgresSession: MigrationSession {
    let dialect = Dialect.postgres

    /// Why this transaction can only be undone.
    private var failure: DatabaseError?
    private var savepointDepth = 0
    private let connection: PostgresConnection

    init(_ connection: PostgresConnection) {
        self.connection = connection
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
        return PostgresStaging.table(columns, rows)
    }

    @discardableResult
    func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        savepointDepth += 1
        defer { savepointDepth -= 1 }
        let name = "savepoint_\(savepointDepth)"
        try script("SAVEPOINT \(name)")
        do {
            let value = try body()
            try throwFailure()
            try script("RELEASE \(name)")
            return value
        } catch {
            undo(to: name)
            throw error
        }
    }

    /// Throws why the transaction may not commit.
    func finish() throws { try throwFailure() }

    private func undo(to name: String) {
        guard connection.isInTransaction else {
            failure = failure ?? .connectionLost("the connection broke within a savepoint")
            return
        }
        do {
            try connection.script("ROLLBACK TO \(name); RELEASE \(name)")
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
