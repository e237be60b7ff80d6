package import CRMDatabase
import CRMPostgres
import CRMSQLite
import Foundation

/// The two databases; a test that takes one as its argument runs on both.
package enum TestBackend: String, Sendable, CaseIterable, CustomStringConvertible {
    case sqlite, postgres

    /// Set to 1 where no PostgreSQL server can be had.
    package static let withoutPostgresVariable = "CLIENTELE_TEST_WITHOUT_POSTGRES"

    /// Both, unless the environment says that PostgreSQL is to be left out.
    package static let allCases: [TestBackend] = {
        guard ProcessInfo.processInfo.environment[withoutPostgresVariable] == "1" else { return [.sqlite, .postgres] }
        print("\(withoutPostgresVariable)=1: every test on PostgreSQL is left out.")
        return [.sqlite]
    }()

    package var description: String { rawValue }

    /// Runs `body` on a fresh database with the migrations applied, and removes it afterwards. On PostgreSQL the
    /// database is served under a role that owns nothing.
    package func withDatabase(
        _ migrations: [Migration] = [], _ body: (any Database) async throws -> Void
    ) async throws {
        switch self {
        case .sqlite: try await Self.withSQLite(migrations, body)
        case .postgres: try await Self.withPostgres(migrations, body)
        }
    }

    /// As ``withDatabase(_:_:)``; the second argument of `body` counts the rows for the planner, as a database in use does
    /// from time to time.
    package func withAnalysedDatabase(
        _ migrations: [Migration],
        _ body: (any Database, @escaping @Sendable () async throws -> Void) async throws -> Void
    ) async throws {
        switch self {
        case .sqlite:
            try await Self.withSQLite(migrations) { database in
                try await body(database) {
                    try await database.write { session in _ = try session.execute("ANALYZE") }
                }
            }
        case .postgres:
            try await Self.withPostgresDatabase(migrations) { address in
                let database = try PostgresDatabase(address: address(.app), connectionCount: 3)
                let owner = try PostgresDatabase(address: address(.owner), connectionCount: 1)
                try await owner.closing {
                    try await database.closing {
                        try await body(database) { try await owner.administer("VACUUM ANALYZE") }
                    }
                }
            }
        }
    }

    /// As ``withDatabase(_:_:)``; the second argument of `body` brings the schema on to further migrations, as an update
    /// does.
    package func withOldDatabase(
        _ migrations: [Migration],
        _ body: (any Database, @escaping @Sendable ([Migration]) async throws -> Void) async throws -> Void
    ) async throws {
        switch self {
        case .sqlite:
            try await Self.withSQLite(migrations) { database in
                try await body(database) { _ = try await database.migrate($0) }
            }
        case .postgres:
            try await Self.withPostgresDatabase(migrations) { address in
                let database = try PostgresDatabase(address: address(.app), connectionCount: 3)
                let owner = try PostgresDatabase(address: address(.owner), connectionCount: 1)
                try await owner.closing {
                    try await database.closing { try await body(database) { _ = try await owner.migrate($0) } }
                }
            }
        }
    }

    private static func withSQLite(
        _ migrations: [Migration], _ body: (any Database) async throws -> Void
    ) async throws {
        try await TestFolder.with { folder in
            let database = try await SQLiteDatabase.open(path: folder.file("test.db"), readerCount: 2)
            try await database.closing {
                if !migrations.isEmpty { _ = try await database.migrate(migrations) }
                try await body(database)
            }
        }
    }

    private static func withPostgres(
        _ migrations: [Migration], _ body: (any Database) async throws -> Void
    ) async throws {
        try await withPostgresDatabase(migrations) { address in
            let database = try PostgresDatabase(address: address(.app), connectionCount: 3)
            try await database.closing { try await body(database) }
        }
    }

    /// Runs `body` on the database of a program under test, at the address that the program was given.
    package func visiting<Value>(_ address: String, _ body: (any Database) async throws -> Value) async throws -> Value
    {
        let database: any Database =
            switch self {
            case .sqlite:
                try await SQLiteDatabase.open(path: String(address.dropFirst("sqlite://".count)), readerCount: 1)
            case .postgres: try PostgresDatabase(address: address, connectionCount: 1)
            }
        return try await database.closing { try await body(database) }
    }

    /// Runs `body` with the addresses, by role, of a fresh database on the throwaway server.
    package static func withPostgresDatabase(
        _ migrations: [Migration] = [], _ body: ((TestPostgres.Role) -> String) async throws -> Void
    ) async throws {
        let server = try await TestPostgres.shared()
        let name = try await server.freshDatabase(migrations)
        do {
            try await body { server.address(name, $0) }
        } catch {
            try await server.drop(name)
            throw error
        }
        try await server.drop(name)
    }
}
