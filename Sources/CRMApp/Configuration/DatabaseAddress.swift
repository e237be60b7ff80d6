package import CRMDatabase
package import CRMPostgres
import CRMSQLite

/// Which database, as operators write it: `sqlite:///path` or `postgres://…`.
package enum DatabaseAddress: Sendable, Equatable {
    case sqlite(path: String)
    case postgres(String)

    /// In the folder where the program runs.
    package static let standard = DatabaseAddress.sqlite(path: "data/clientele.db")

    /// Nil when the text is neither.
    package init?(_ text: String) {
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            self = .postgres(text)
        } else if text.hasPrefix("sqlite:///"), text.utf8.count > "sqlite:///".utf8.count, !text.contains("\0") {
            self = .sqlite(path: "/" + text.dropFirst("sqlite:///".count))
        } else {
            return nil
        }
    }

    package static let expectation =
        "must be sqlite:///absolute/path/to/file.db or postgres://user:password@host/database"

    /// Opens the database; the schema stays as it is.
    package func open(connections: Int, pooler: PostgresPooler) async throws -> any Database {
        switch self {
        case .sqlite(let path): try await SQLiteDatabase.open(path: path)
        case .postgres(let address):
            try PostgresDatabase(address: address, connectionCount: connections, pooler: pooler)
        }
    }

    /// Opens a database that is there, to be looked at; also while a server works on it.
    package func openForReading(connections: Int, pooler: PostgresPooler) async throws -> any Database {
        guard case .sqlite(let path) = self else { return try await open(connections: connections, pooler: pooler) }
        let bystander = try SQLiteBystander(path: path)
        do {
            // Where nobody works on it, it is held, so that nobody begins meanwhile.
            let database = try await SQLiteDatabase.open(path: path)
            await bystander.close()
            return database
        } catch DatabaseError.inUse {
            return bystander
        }
    }

    /// Opens the database for a command: SQLite is brought to this version, PostgreSQL must be at it.
    package func openReady(connections: Int, pooler: PostgresPooler) async throws -> any Database {
        let database = try await open(connections: connections, pooler: pooler)
        do {
            if case .sqlite = self {
                _ = try await database.migrate(Features.migrations)
                try await Shop(database: database).fillSearch()
            } else {
                try await checkSchema(of: database)
            }
            return database
        } catch {
            await database.close()
            throw error
        }
    }

    private func checkSchema(of database: any Database) async throws {
        switch try await database.schemaState(Features.migrations) {
        case .current: return
        case .behind(let names):
            throw DatabaseError.schema(
                "the schema lacks \(names.count) migrations: run clientele migrate --database URL first")
        case .incompatible(let why): throw DatabaseError.schema(why)
        }
    }
}
