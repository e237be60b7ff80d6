import CRMApp
import CRMDatabase
import CRMTesting
import Testing

/// The schema of the product as PostgreSQL has it.
@Suite(.enabled(if: TestBackend.allCases.contains(.postgres)), .timeLimit(.minutes(1)))
struct TenantTableTests {
    /// Read before the account is known: outside of row-level security by intention.
    private static let systemTables: Set<String> = ["accounts", "api_keys", "jobs", "job_slots", "job_checks"]

    private struct Table {
        let name: String
        let isForced: Bool
        let policyCount: Int
        let firstKeyColumn: String?
    }

    @Test func `every table that names an account is held to it by row-level security`() async throws {
        try await TestBackend.postgres.withDatabase(Features.migrations) { database in
            let tables = try await database.read { session in
                try session.all(
                    """
                    SELECT t.relname, t.relrowsecurity AND t.relforcerowsecurity,
                        (SELECT count(*) FROM pg_policy AS p WHERE p.polrelid = t.oid),
                        (SELECT k.attname
                        FROM pg_index AS i
                        JOIN pg_attribute AS k ON k.attrelid = t.oid AND k.attnum = i.indkey[0]
                        WHERE i.indrelid = t.oid AND i.indisprimary)
                    FROM pg_class AS t
                    JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attname = 'user_id'
                    WHERE t.relkind IN ('r', 'p') AND t.relnamespace = CAST('public' AS regnamespace)
                    ORDER BY t.relname
                    LIMIT 10000
                    """
                ) { row in
                    Table(
                        name: try row.read(), isForced: try row.read(), policyCount: try row.read(),
                        firstKeyColumn: try row.read())
                }
            }
            #expect(tables.count > Self.systemTables.count)
            for table in tables where !Self.systemTables.contains(table.name) {
                #expect(table.firstKeyColumn == "user_id", "\(table.name)")
                #expect(table.isForced, "\(table.name)")
                #expect(table.policyCount == 2, "\(table.name)")
            }
        }
    }
}
