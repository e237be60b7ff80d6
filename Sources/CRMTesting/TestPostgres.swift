package import CRMDatabase
import CRMPostgres
import Foundation

/// One throwaway server for all tests of this process, with a template for every list of migrations.
package actor TestPostgres {
    /// Who connects: the superuser, the owner of the schema, or the role that serves and owns nothing.
    package enum Role: String, Sendable {
        case admin = "clientele_admin"
        case owner = "clientele_owner"
        case app = "clientele_app"
    }

    private let cluster: PostgresCluster
    private let admin: PostgresDatabase
    private var templates: [String: Task<String, any Error>] = [:]
    private var databaseCount = 0

    private static let starting = Task { try await start() }

    /// The server, started when first asked for.
    package static func shared() async throws -> TestPostgres { try await starting.value }

    private init(_ cluster: PostgresCluster, _ admin: PostgresDatabase) {
        self.cluster = cluster
        self.admin = admin
    }

    private static func start() async throws -> TestPostgres {
        guard let installation = PostgresInstallation.find() else { throw TestFailure(missing) }
        let cluster = try await PostgresCluster.start(installation)
        let admin = try PostgresDatabase(address: address("postgres", .admin, cluster), connectionCount: 2)
        for role in [Role.owner, .app] {
            try await admin.administer(
                "CREATE ROLE \(role.rawValue) LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
        }
        return TestPostgres(cluster, admin)
    }

    static let missing = """
        These tests need the programs of a PostgreSQL server. Install them (Debian: apt-get install postgresql) or set \
        \(TestBackend.withoutPostgresVariable)=1 to test on SQLite alone.
        """

    /// A new database, copied from a template with the migrations applied by the owner and served to the app's role.
    package func freshDatabase(_ migrations: [Migration]) async throws -> String {
        let template = try await template(migrations)
        let name = nextName("test")
        try await admin.administer(
            "CREATE DATABASE \(name) TEMPLATE \(template) OWNER \(Role.owner.rawValue)")
        return name
    }

    package func drop(_ database: String) async throws {
        try await admin.administer("DROP DATABASE IF EXISTS \(database) WITH (FORCE)")
    }

    /// Where the server listens.
    nonisolated var port: UInt16 { cluster.port }

    /// The address of a database for a role.
    package nonisolated func address(_ database: String, _ role: Role) -> String {
        Self.address(database, role, cluster)
    }

    private static func address(_ database: String, _ role: Role, _ cluster: PostgresCluster) -> String {
        "postgresql://\(role.rawValue)@127.0.0.1:\(cluster.port)/\(database)"
    }

    private func template(_ migrations: [Migration]) async throws -> String {
        let key = String(describing: migrations)
        if let template = templates[key] { return try await template.value }
        let name = nextName("template")
        let making = Task { try await makeTemplate(name, migrations) }
        templates[key] = making
        return try await making.value
    }

    private func makeTemplate(_ name: String, _ migrations: [Migration]) async throws -> String {
        // Where the server knows them, an order of text other than that of its bytes: a column without COLLATE shows.
        let create = "CREATE DATABASE \(name) TEMPLATE template0 OWNER \(Role.owner.rawValue)"
        do {
            try await admin.administer(create + " LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'")
        } catch DatabaseError.statement {
            try await admin.administer(create)
        }
        let owner = try PostgresDatabase(address: address(name, .owner), connectionCount: 1)
        do {
            if !migrations.isEmpty { _ = try await owner.migrate(migrations) }
            try await owner.grantServing(role: Role.app.rawValue)
        } catch {
            await owner.close()
            throw error
        }
        // A template must have no connections when it is copied.
        await owner.close()
        return name
    }

    private func nextName(_ kind: String) -> String {
        databaseCount += 1
        return "\(kind)_\(databaseCount)"
    }
}
