package import CRMDatabase

/// Row-level security: on the table of a tenant, a transaction sees and writes the rows of its own account only,
/// whatever its statements say.
package enum PostgresRowSecurity {
    /// The transaction's account.
    static let accountSetting = "clientele.account"
    /// On within a migration. It opens rows to the owner of a table alone, who could drop the policy as well; a serving
    /// role that sets it gains nothing.
    static let migrationSetting = "clientele.migration"

    static let accountPolicy = "clientele_account"
    static let migrationPolicy = "clientele_migration"

    /// Tables that are read before the account is known, though their keys begin with it.
    package static let systemTables: Set<String> = ["accounts", "api_keys", "jobs", "job_slots", "job_checks"]

    /// A table whose primary key begins with the account.
    package struct GuardedTable: Sendable, Equatable {
        package let name: String
        package let owner: String
        /// Row-level security holds, for the owner too, and both policies are there.
        package let isGuarded: Bool
    }

    /// Puts every tenant table of the schema under row-level security; changes nothing where that is done.
    static func guardTables(in session: any MigrationSession) throws {
        for table in try tables(in: session) where !table.isGuarded {
            for statement in statements(table) { try session.script(statement) }
        }
    }

    /// The tenant tables of the schema.
    package static func tables(in session: any DatabaseSession) throws -> [GuardedTable] {
        try session.all(
            """
            SELECT t.relname, pg_get_userbyid(t.relowner),
                t.relrowsecurity AND t.relforcerowsecurity
                AND EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = t.oid AND p.polname = \(accountPolicy))
                AND EXISTS (
                    SELECT FROM pg_policy AS p
                    WHERE p.polrelid = t.oid AND p.polname = \(migrationPolicy) AND p.polroles = ARRAY[t.relowner])
            FROM pg_class AS t
            JOIN pg_index AS i ON i.indrelid = t.oid AND i.indisprimary
            JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
            WHERE t.relnamespace = CAST(current_schema() AS regnamespace) AND t.relkind IN ('r', 'p')
                AND a.attname = 'user_id'
            ORDER BY t.relname
            LIMIT \(tableLimit)
            """
        ) { row in GuardedTable(name: try row.read(), owner: try row.read(), isGuarded: try row.read()) }
        .filter { !systemTables.contains($0.name) }
    }

    /// Tables of one schema, far more than it has.
    private static let tableLimit = 10_000

    private static func statements(_ table: GuardedTable) -> [String] {
        let name = PostgresDatabase.quoted(table.name)
        return [
            "ALTER TABLE \(name) ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            "DROP POLICY IF EXISTS \(accountPolicy) ON \(name)",
            "DROP POLICY IF EXISTS \(migrationPolicy) ON \(name)",
            // The subquery is run once for a statement, not once for a row. Without an account it is NULL, and nothing
            // is equal to that.
            """
            CREATE POLICY \(accountPolicy) ON \(name)
            USING (user_id = (SELECT CAST(nullif(current_setting('\(accountSetting)', true), '') AS BIGINT)))
            """,
            """
            CREATE POLICY \(migrationPolicy) ON \(name) TO \(PostgresDatabase.quoted(table.owner))
            USING ((SELECT current_setting('\(migrationSetting)', true) = 'on'))
            """,
        ]
    }
}
