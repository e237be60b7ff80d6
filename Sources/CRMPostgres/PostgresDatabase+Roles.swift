import CRMDatabase

extension PostgresDatabase {
    /// Lets `role` work on the rows of this schema, now and of tables to come, without owning or changing any of it.
    ///
    /// Run as the owner after every migration; throws ``DatabaseError/schema(_:)`` when the role of this connection has
    /// no right to give. The role may read the history of migrations, not write it.
    package func grantServing(role: String) async throws {
        let name = Self.quoted(role)
        try await write { session in
            let schema = Self.quoted(try session.value("SELECT current_schema()", as: String.self))
            for statement in Self.grants(to: name, schema: schema) {
                try session.execute(SQL(unsafeText: statement))
            }
            for function in try session.all(Self.ownFunctions, { row in try row.read(String.self) }) {
                try session.execute(SQL(unsafeText: "GRANT EXECUTE ON FUNCTION \(function) TO \(name)"))
            }
            if try session.value("SELECT to_regclass('schema_migrations') IS NOT NULL", as: Bool.self) {
                // A grant without the right to it is a warning to PostgreSQL, and a server that cannot work to us.
                let canRead = try session.value(
                    "SELECT has_table_privilege(\(role), 'schema_migrations', 'SELECT')", as: Bool.self)
                guard canRead else {
                    throw DatabaseError.schema("the role of --database does not own the schema and cannot grant rights")
                }
                try session.execute(
                    "REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM \(unsafeText: name)")
            }
        }
    }

    /// The functions of this schema that we own, as GRANT names them; those of extensions belong to others.
    private static let ownFunctions: SQL = """
        SELECT CAST(CAST(oid AS regprocedure) AS text)
        FROM pg_proc
        WHERE pronamespace = CAST(current_schema() AS regnamespace)
            AND proowner = CAST(quote_ident(current_user) AS regrole)
        """

    private static func grants(to role: String, schema: String) -> [String] {
        let rows = "SELECT, INSERT, UPDATE, DELETE"
        return [
            "GRANT USAGE ON SCHEMA \(schema) TO \(role)",
            "GRANT \(rows) ON ALL TABLES IN SCHEMA \(schema) TO \(role)",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA \(schema) TO \(role)",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA \(schema) GRANT \(rows) ON TABLES TO \(role)",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA \(schema) GRANT USAGE, SELECT ON SEQUENCES TO \(role)",
        ]
    }

    static func quoted(_ name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }
}
