package import CRMCore

/// What the migrator asks of a driver: a connection that no one else uses and that holds the migration lock.
package protocol MigrationConnection: AnyObject {
    /// Runs `body` in a transaction. While tables are rebuilt, foreign keys are not enforced on SQLite; they are
    /// checked before the commit.
    func migration(rebuildsTables: Bool, _ body: (any MigrationSession) throws -> Void) throws
}

/// A transaction that can also run statements as they stand.
package protocol MigrationSession: DatabaseSession {
    /// Runs the statements, separated by semicolons, without values.
    func script(_ text: String) throws
}

/// Brings a schema from what it is to the end of the list, one transaction a migration.
package struct Migrator: Sendable {
    private let migrations: [Migration]
    private let clock: any WallClock

    package init(_ migrations: [Migration], clock: any WallClock = SystemClock()) {
        self.migrations = migrations
        self.clock = clock
    }

    /// Applies what is missing, in the order of the list; throws ``DatabaseError/schema(_:)`` when the database holds
    /// what the list does not.
    package func run(on connection: any MigrationConnection) throws -> MigrationReport {
        var pending: [Migration] = []
        try connection.migration(rebuildsTables: false) { session in
            pending = try self.pending(in: session)
            if !pending.isEmpty, try !hasHistory(session) { try createHistory(session) }
        }
        for migration in pending {
            let rebuilds = migration.steps.contains(where: \.rebuildsTable)
            do {
                try connection.migration(rebuildsTables: rebuilds) { session in try apply(migration, in: session) }
            } catch {
                throw Self.naming(migration, in: error)
            }
        }
        return MigrationReport(applied: pending.map(\.name))
    }

    /// Compares without changing anything.
    package func state(in session: any DatabaseSession) throws -> SchemaState {
        do {
            let pending = try pending(in: session)
            return pending.isEmpty ? .current : .behind(pending.map(\.name))
        } catch DatabaseError.schema(let why) {
            return .incompatible(why)
        }
    }

    private func pending(in session: any DatabaseSession) throws -> [Migration] {
        try checkNames()
        guard try hasHistory(session) else { return migrations }
        let history = try session.all(
            "SELECT name, checksum FROM schema_migrations ORDER BY position", AppliedMigration.init)
        for applied in history { try compare(applied) }
        let known = Set(history.map(\.name))
        let pending = migrations.filter { !known.contains($0.name) }
        for migration in pending { try checkOrder(of: migration, applied: known) }
        return pending
    }

    /// A feature's migrations build on one another; those of different features may come in any order, so that each
    /// feature can go on by itself.
    private func checkOrder(of migration: Migration, applied: Set<String>) throws {
        let later = migrations.drop { $0.name != migration.name }.first {
            $0.feature == migration.feature && applied.contains($0.name)
        }
        guard let later else { return }
        throw DatabaseError.schema(
            """
            Migration \(migration.name) stands before \(later.name) in this program, which the database already has. \
            Migrations are only ever added at the end of their feature: this program was built from another line of \
            versions than the database.
            """)
    }

    private func compare(_ applied: AppliedMigration) throws {
        guard let migration = migrations.first(where: { $0.name == applied.name }) else {
            throw DatabaseError.schema(
                """
                The database holds migration \(applied.name), which this program does not know. A newer version has \
                been at work on it: start that version, or restore a backup made before it ran.
                """)
        }
        guard migration.checksum == applied.checksum else {
            throw DatabaseError.schema(
                """
                Migration \(applied.name) has another text in this program (\(migration.checksum)) than \
                the one this database was built with (\(applied.checksum)). A shipped migration never changes: start \
                the version that shipped it, or restore the migration's text.
                """)
        }
    }

    private func checkNames() throws {
        var seen: Set<String> = []
        for migration in migrations where !seen.insert(migration.name).inserted {
            throw DatabaseError.schema("Migration \(migration.name) is listed twice in this program.")
        }
    }

    private func apply(_ migration: Migration, in session: any MigrationSession) throws {
        for step in migration.steps {
            for statement in step.statements(for: session.dialect) { try session.script(statement) }
        }
        try session.execute(
            """
            INSERT INTO schema_migrations (position, name, checksum, applied_at)
            SELECT coalesce(max(position), 0) + 1, \(migration.name), \(migration.checksum),
                CAST(\(clock.now().milliseconds) AS BIGINT)
            FROM schema_migrations
            """)
    }

    private func hasHistory(_ session: any DatabaseSession) throws -> Bool {
        switch session.dialect {
        case .sqlite:
            try session.value("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migrations'", as: Int.self) > 0
        case .postgres:
            try session.value("SELECT to_regclass('schema_migrations') IS NOT NULL", as: Bool.self)
        }
    }

    private func createHistory(_ session: any MigrationSession) throws {
        let history = MigrationStep.createTable(
            "schema_migrations",
            """
            position int64 NOT NULL PRIMARY KEY,
            name text NOT NULL UNIQUE,
            checksum text NOT NULL,
            applied_at int64 NOT NULL
            """)
        let sequences = MigrationStep.createTable(
            "key_sequences", clustered: true,
            """
            name text NOT NULL PRIMARY KEY,
            last int64 NOT NULL CHECK (last >= 0)
            """)
        let steps = session.dialect == .sqlite ? [history, sequences] : [history]
        for statement in steps.flatMap({ $0.statements(for: session.dialect) }) { try session.script(statement) }
    }

    /// Adds the migration's name where the database's words alone would leave an operator searching.
    private static func naming(_ migration: Migration, in error: any Error) -> any Error {
        switch error {
        case DatabaseError.statement, DatabaseError.constraint:
            DatabaseError.schema("Migration \(migration.name) failed and was undone: \(error)")
        default:
            error
        }
    }
}

/// A row of `schema_migrations`.
private struct AppliedMigration {
    let name: String
    let checksum: String

    init(_ row: inout Row) throws {
        name = try row.read()
        checksum = try row.read()
    }
}
