import CRMDatabase

/// What stands behind a connection: the server, the role's rights, the guard of every table, the standbys.
package struct PostgresReport: Sendable {
    package let serverVersion: String
    package let role: PostgresRole
    package let tables: [PostgresRowSecurity.GuardedTable]
    package let replication: PostgresReplication

    /// What an operator should change, a sentence each; empty when row-level security holds for this role.
    package var warnings: [String] {
        var result: [String] = []
        if role.isSuperuser {
            result.append("the role \(role.name) is a superuser, whom row-level security does not hold")
        }
        if role.bypassesRowSecurity {
            result.append("the role \(role.name) has BYPASSRLS: row-level security does not hold it")
        }
        if !role.ownedTables.isEmpty {
            result.append(
                "the role \(role.name) owns tables or is a member of their owner and could change them: serve with "
                    + "another one, see clientele migrate --serving-role")
        }
        let open = tables.filter { !$0.isGuarded }.map(\.name)
        if !open.isEmpty {
            result.append("without row-level security: \(open.joined(separator: ", ")); run clientele migrate")
        }
        return result
    }
}

/// The role of a connection and what it could do beyond reading and writing its account's rows.
package struct PostgresRole: Sendable {
    package let name: String
    package let isSuperuser: Bool
    package let bypassesRowSecurity: Bool
    /// Tables of the schema whose owner the role is, or can act as.
    package let ownedTables: [String]
}

/// How the server stands to others that hold the same data.
package struct PostgresReplication: Sendable {
    /// True for a server that follows another and takes no writes.
    package let isStandby: Bool
    /// The setting `synchronous_standby_names`; empty when a commit waits for nobody.
    package let synchronousStandbys: String
    /// Servers that follow this one, as far as the role may see them.
    package let standbys: [Standby]

    /// A server that follows this one.
    package struct Standby: Sendable {
        package let name: String
        /// `streaming`, `catchup` and so on; nil when the role may not know.
        package let state: String?
        /// `sync`, `async`, `potential` or `quorum`; nil when the role may not know.
        package let synchrony: String?
        /// Bytes that it has not written down yet; nil when the role may not know.
        package let lagBytes: Int64?
    }
}

extension PostgresDatabase {
    /// Looks at the server, the role and the tables; for the log at start, backups and the doctor.
    package func examine() async throws -> PostgresReport {
        try await read { session in
            PostgresReport(
                serverVersion: try session.value("SELECT current_setting('server_version')", as: String.self),
                role: try Self.role(session),
                tables: try PostgresRowSecurity.tables(in: session),
                replication: try Self.replication(session))
        }
    }

    private static func role(_ session: any DatabaseSession) throws -> PostgresRole {
        let owned = try session.all(
            """
            SELECT relname
            FROM pg_class
            WHERE relnamespace = CAST(current_schema() AS regnamespace) AND relkind IN ('r', 'p')
                AND pg_has_role(current_user, relowner, 'MEMBER')
            ORDER BY relname
            LIMIT \(examinedLimit)
            """
        ) { row in try row.read(String.self) }
        let role = try session.first(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ) { row in
            PostgresRole(
                name: try row.read(), isSuperuser: try row.read(), bypassesRowSecurity: try row.read(),
                ownedTables: owned)
        }
        guard let role else { throw DatabaseError.statement(code: "no_row", message: "the role is not in pg_roles") }
        return role
    }

    private static func replication(_ session: any DatabaseSession) throws -> PostgresReplication {
        let standbys = try session.all(
            """
            SELECT coalesce(application_name, ''), state, sync_state, CAST(CASE WHEN NOT pg_is_in_recovery()
                THEN pg_wal_lsn_diff(pg_current_wal_lsn(), flush_lsn) END AS BIGINT)
            FROM pg_stat_replication
            ORDER BY application_name, pid
            LIMIT \(examinedLimit)
            """
        ) { row in
            PostgresReplication.Standby(
                name: try row.read(), state: try row.read(), synchrony: try row.read(), lagBytes: try row.read())
        }
        return PostgresReplication(
            isStandby: try session.value("SELECT pg_is_in_recovery()", as: Bool.self),
            synchronousStandbys: try session.value(
                "SELECT current_setting('synchronous_standby_names')", as: String.self),
            standbys: standbys)
    }

    /// Rows of each list of a report.
    private static let examinedLimit = 1_000
}
