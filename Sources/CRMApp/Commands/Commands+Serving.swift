import CRMCore
import CRMDatabase
import CRMPlatform
import CRMPostgres
import Logging

extension Commands {
    /// Serves the HTTP API until SIGTERM. SQLite is always brought to this version first, PostgreSQL when told so.
    package func serve(host: String?, port: String?, migrating: Bool) async throws {
        try await serve(try await settings(["host": host, "port": port]), migrating: migrating)
    }

    func serve(_ settings: Settings, migrating: Bool) async throws {
        let logger = Logger(label: "clientele") { label in JSONLogHandler(label: label, level: settings.logLevel) }
        let database = try await settings.database.open(connections: settings.connections, pooler: settings.pooler)
        try await database.closing {
            if migrating || database.dialect == .sqlite {
                let report = try await database.migrate(Features.migrations)
                if !report.applied.isEmpty {
                    logger.notice("migrated", metadata: ["applied": .stringConvertible(report.applied.count)])
                }
                let folded = try await Shop(database: database).fillSearch()
                if folded > 0 {
                    logger.notice("made searchable", metadata: ["accounts": .stringConvertible(folded)])
                }
            }
            try await warn(of: database, logger)
            try await Server(database: database, clock: SystemClock(), logger: logger).run(settings)
        }
    }

    /// Names in the log what leaves the accounts with one guard instead of two.
    private func warn(of database: any Database, _ logger: Logger) async throws {
        guard let postgres = database as? PostgresDatabase else { return }
        for warning in try await postgres.examine().warnings {
            logger.warning("database", metadata: ["warning": .string(warning)])
        }
    }

    /// Works on jobs until SIGTERM, beside the servers of a PostgreSQL database.
    package func work(workers: String?) async throws {
        var settings = try await settings(["jobs.workers": workers])
        guard case .postgres = settings.database else {
            throw UsageError(
                "a SQLite database has one process, and clientele serve works on its jobs too: see jobs.workers")
        }
        guard workers == nil || settings.jobWorkers > 0 else { throw UsageError("--workers must be at least 1") }
        // Whoever starts a worker wants work done, also where servers are told to leave it alone.
        settings.jobWorkers = max(settings.jobWorkers, 1)
        let logger = Logger(label: "clientele") { [level = settings.logLevel] label in
            JSONLogHandler(label: label, level: level)
        }
        let database = try await settings.database.openReady(connections: settings.connections, pooler: settings.pooler)
        try await Server(database: database, clock: SystemClock(), logger: logger).runWorker(settings)
    }

    /// Brings the schema to this version, and on PostgreSQL gives the serving role its rights.
    package func migrate(servingRole: String?) async throws -> CommandReport {
        let settings = try await settings()
        let database = try await settings.database.open(connections: settings.connections, pooler: settings.pooler)
        return try await database.closing {
            let applied = try await database.migrate(Features.migrations).applied
            try await Shop(database: database).fillSearch()
            if let servingRole {
                guard let postgres = database as? PostgresDatabase else {
                    throw UsageError("--serving-role is for PostgreSQL")
                }
                try await postgres.grantServing(role: servingRole)
            }
            let text =
                applied.isEmpty
                ? "The schema is at this version." : "Applied:\n  " + applied.joined(separator: "\n  ")
            return CommandReport(MigrationResult(applied: applied), text: text)
        }
    }

    /// The OpenAPI document of the API.
    package static var openAPI: String { Server.document }
}

/// What `migrate --json` prints.
struct MigrationResult: JSONObjectEncodable {
    let applied: [String]

    static let typeName = "MigrationResult"
    static let fields: [OutputField<MigrationResult>] = [OutputField("applied") { $0.applied }]
}
