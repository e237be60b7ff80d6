import ArgumentParser
import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import Logging

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves the HTTP API until SIGTERM.",
        discussion: "Example: clientele serve --database sqlite:///var/lib/clientele/shop.db --port 8080")

    @OptionGroup var options: DatabaseOptions

    @Option(help: "Address to listen on.")
    var host: String?

    @Option(help: "Port to listen on.")
    var port: String?

    @Flag(help: "Bring a PostgreSQL schema to this version first; SQLite is always brought there.")
    var migrate = false

    func run() async throws {
        try await reportingErrors {
            let settings = try await options.settings(["host": host, "port": port])
            try await serve(settings, migrating: migrate)
        }
    }
}

/// Opens the database and serves it.
func serve(_ settings: Settings, migrating: Bool) async throws {
    let logger = makeLogger(settings)
    let database = try await settings.database.open(connections: settings.connections)
    do {
        if migrating || database.dialect == .sqlite {
            let report = try await database.migrate(Features.migrations)
            if !report.applied.isEmpty {
                logger.notice("migrated", metadata: ["applied": .stringConvertible(report.applied.count)])
            }
        }
    } catch {
        await database.close()
        throw error
    }
    try await Server(database: database, clock: SystemClock(), logger: logger).run(settings)
}

func makeLogger(_ settings: Settings) -> Logger {
    Logger(label: "clientele") { label in JSONLogHandler(label: label, level: settings.logLevel) }
}
