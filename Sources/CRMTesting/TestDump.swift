package import CRMDatabase
import CRMPostgres
import CRMSQLite

/// A database opened by its address, for what a test does to it beside the product.
package enum TestDatabase {
    /// Runs `body` on the database at `sqlite:///path` or `postgresql://…`, and closes it.
    package static func with<Value>(
        _ address: String, _ body: (any Database) async throws -> Value
    ) async throws -> Value {
        let database = try await open(address)
        return try await database.closing { try await body(database) }
    }

    private static func open(_ address: String) async throws -> any Database {
        guard address.hasPrefix("sqlite://") else {
            return try PostgresDatabase(address: address, connectionCount: 1)
        }
        return try await SQLiteDatabase.open(path: String(address.dropFirst("sqlite://".count)), readerCount: 1)
    }
}

extension Database {
    /// Runs the statements of a dump as they stand, in one transaction.
    package func load(dump: String) async throws {
        // The transaction is ours, and references are checked when all rows are there.
        let skipped = ["BEGIN TRANSACTION;", "COMMIT;", "PRAGMA foreign_keys=OFF;"]
        let text = dump.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !skipped.contains(String($0)) }
            .joined(separator: "\n")
        try await write { session in
            guard let session = session as? any MigrationSession else { return }
            if session.dialect == .sqlite { try session.script("PRAGMA defer_foreign_keys = ON") }
            try session.script(text)
        }
    }

    /// Every row of the columns, as text, in the order of that text; NULL reads as itself.
    package func rows(of table: String, columns: [String]) async throws -> [String] {
        let texts = columns.map { "coalesce(CAST(\($0) AS TEXT), 'NULL')" }.joined(separator: " || ' | ' || ")
        return try await read { session in
            try session.all(SQL(unsafeText: "SELECT \(texts) FROM \(table)")) { row in try row.read(String.self) }
                .sorted()
        }
    }

    /// The tables of the schema, with their columns in order.
    package func tables() async throws -> [String: [String]] {
        let query: SQL =
            switch dialect {
            case .sqlite:
                """
                SELECT t.name, c.name
                FROM sqlite_schema AS t
                JOIN pragma_table_info(t.name) AS c
                WHERE t.type = 'table'
                ORDER BY t.name, c.cid
                """
            case .postgres:
                """
                SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT)
                FROM information_schema.columns
                WHERE table_schema = 'public'
                ORDER BY table_name, ordinal_position
                """
            }
        let pairs = try await read { session in
            try session.all(query) { row in (try row.read(String.self), try row.read(String.self)) }
        }
        return Dictionary(grouping: pairs, by: \.0).mapValues { $0.map(\.1) }
    }
}
