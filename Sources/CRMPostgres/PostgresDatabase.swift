package import CRMCore
package import CRMDatabase
import Synchronization

/// A PostgreSQL server, or several of which one takes writes, behind a bounded pool of connections.
package final class PostgresDatabase: Database {
    /// Connections unless the caller says otherwise.
    package static let defaultConnectionCount = 8

    package let dialect = Dialect.postgres

    private let address: PostgresAddress
    private let pool: WorkerPool<PostgresConnection>
    private let counts = Counts()

    /// What was done since the database was opened.
    private final class Counts: Sendable {
        let writes = Atomic(0)
        let failures = Atomic(0)
        let retries = Atomic(0)
    }

    /// Takes a URL (`postgresql://user@host/name`, several hosts allowed) or a connection string as libpq knows them;
    /// connects when first used. Throws ``DatabaseError/cannotOpen(_:)`` for other text.
    package init(
        address text: String, connectionCount: Int = defaultConnectionCount, pooler: PostgresPooler = .none
    ) throws {
        let address = try PostgresAddress(text, pooler: pooler)
        let gate = PostgresGate()
        self.address = address
        pool = WorkerPool(name: "postgres", workerCount: connectionCount) {
            try gate.connect { try PostgresConnection(address) }
        }
    }

    package func read<Value: Sendable>(
        in account: AccountKey?, deadline: ContinuousClock.Instant?,
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value {
        try await transaction(.read(account), deadline: deadline, body)
    }

    @discardableResult
    package func write<Value: Sendable>(
        in account: AccountKey?, deadline: ContinuousClock.Instant?,
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value {
        do {
            let value = try await transaction(.write(account), deadline: deadline, body)
            counts.writes.add(1, ordering: .relaxed)
            return value
        } catch {
            counts.failures.add(1, ordering: .relaxed)
            throw error
        }
    }

    package func migrate(_ migrations: [Migration]) async throws -> MigrationReport {
        guard !address.isPooled else {
            throw DatabaseError.schema(
                "migrations hold a lock on a session of their own: give migrate the address of the server itself, not "
                    + "that of a pooler, and leave database.pooler out")
        }
        // On a connection of its own: the service's time limits are not for migrations.
        let address = try address.with(purpose: .migration)
        let migrator = WorkerPool(name: "postgres-migrator", workerCount: 1) { try PostgresConnection(address) }
        do {
            let report = try await migrator.run(deadline: nil) { connection in
                try connection.withMigrationLock { try Migrator(migrations).run(on: connection) }
            }
            await migrator.close()
            return report
        } catch {
            await migrator.close()
            throw error
        }
    }

    package func schemaState(_ migrations: [Migration]) async throws -> SchemaState {
        try await read { session in try Migrator(migrations).state(in: session) }
    }

    package func describe() async throws -> String {
        let place = address.place
        return try await read { session in
            let version = try session.value("SELECT current_setting('server_version')", as: String.self)
            let role = try session.value("SELECT current_user", as: String.self)
            return "PostgreSQL \(version) at \(place) as \(role)"
        }
    }

    package func statistics() async -> DatabaseStatistics {
        var statistics = DatabaseStatistics()
        statistics.pools = [pool.statistics]
        statistics.writes = counts.writes.load(ordering: .relaxed)
        statistics.commits = statistics.writes
        statistics.rollbacks = counts.failures.load(ordering: .relaxed)
        statistics.retries = counts.retries.load(ordering: .relaxed)
        statistics.databaseBytes = try? await read(in: nil, deadline: .now + PostgresSettings.sizeLimit) { session in
            try session.value("SELECT pg_database_size(current_database())", as: Int64.self)
        }
        return statistics
    }

    package func close() async { await pool.close() }

    /// Runs one statement outside of a transaction: what PostgreSQL refuses inside of one, such as `CREATE DATABASE`.
    package func administer(_ statement: String) async throws {
        try await onConnection { connection in _ = try connection.script(statement) }
    }

    /// Runs `body` on a connection outside of a transaction; for administration and tests of the connection itself.
    func onConnection<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresConnection) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.run(deadline: nil) { connection in
                connection.settle()
                return try body(connection)
            }
        } catch let loss as PostgresLoss {
            throw loss.error
        }
    }

    private func transaction<Value: Sendable>(
        _ opening: PostgresOpening, deadline: ContinuousClock.Instant?,
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value {
        var attempts = 0
        return try await CollisionRetry.run(deadline: deadline) {
            attempts += 1
            if attempts > 1 { counts.retries.add(1, ordering: .relaxed) }
            return try await PostgresRecovery.run(deadline: deadline) {
                try await pool.run(deadline: deadline) { connection in
                    do {
                        return try connection.transaction(opening, deadline: deadline, body)
                    } catch let error as DatabaseError where connection.mayRunElsewhere(after: error, opening) {
                        connection.retire()
                        throw PostgresLoss(error: error)
                    }
                }
            }
        }
    }
}
