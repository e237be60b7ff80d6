import CRMApp
import CRMCore
import CRMDatabase
import CRMTesting
import Testing

/// All rows of one account, and the words that mark them.
struct MatrixRows: Sendable {
    let database: any Database
    let columns: [String: [String]]

    /// Columns that change with every call that is let through.
    private static let restless = ["api_keys": ["last_used_at"]]
    /// Tables that hold what calls were answered, not what they did.
    private static let answers: Set = ["idempotency_keys"]

    init(_ database: any Database) async throws {
        self.database = database
        columns = try await database.tables().filter { $0.value.contains("user_id") }
    }

    /// Each row of the account as text, by table.
    func dump(_ account: AccountKey) async throws -> [String: [String]] {
        let isPostgres = database.dialect == .postgres
        let queries: [(table: String, query: SQL)] = columns.filter { !Self.answers.contains($0.key) }
            .map { table, columns in
                let kept = columns.filter { !Self.restless[table, default: []].contains($0) }
                let texts = kept.map { column in
                    isPostgres ? "coalesce(CAST(\(column) AS TEXT), 'NULL')" : "quote(\(column))"
                }
                let text = texts.joined(separator: " || ' | ' || ")
                return (table, SQL(unsafeText: "SELECT \(text) FROM \(table) WHERE user_id = \(account.value)"))
            }
        return try await database.read(in: account, deadline: nil) { session in
            var result: [String: [String]] = [:]
            for (table, query) in queries {
                result[table] = try session.all(query) { row in try row.read(String.self) }.sorted()
            }
            return result
        }
    }

    /// Puts the word before every text of the account that may be any text; gives the columns, by table.
    func mark(_ account: AccountKey, with word: String) async throws -> [String: [String]] {
        var marked: [String: [String]] = [:]
        for (table, columns) in columns {
            // Ids are how the things are asked for.
            for column in columns where column != "id" && !column.hasSuffix("_id") {
                let statement = SQL(
                    unsafeText: """
                        UPDATE \(table) SET \(column) = '\(word)' || \(column)
                        WHERE user_id = \(account.value) AND \(column) IS NOT NULL
                        """)
                // Numbers and closed sets do not take it.
                let count = try? await database.write(in: account, deadline: nil) { try $0.execute(statement) }
                if let count, count > 0 { marked[table, default: []].append(column) }
            }
        }
        return marked
    }

    /// The tables that differ.
    static func changes(_ before: [String: [String]], _ after: [String: [String]]) -> [String] {
        before.keys.filter { before[$0] != after[$0] }.sorted()
    }
}
