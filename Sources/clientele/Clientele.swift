import ArgumentParser
import CRMApp

/// The command line: each command reads its options, opens the database and calls one function.
@main
struct Clientele: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clientele",
        abstract: "A customer platform for commerce: profiles, orders and RFM segments.",
        discussion: """
            Every command takes --database sqlite:///path/to/file.db or postgres://user@host/name; without it \
            CLIENTELE_DATABASE_URL counts, or else the embedded database data/clientele.db.

            Data goes to standard output, messages to standard error. Exit codes: 0 done, 64 wrong usage, \
            65 unusable input, 69 database not available, 70 unexpected failure, 75 database in use, 78 wrong settings.
            """,
        version: Server.version,
        subcommands: [
            Serve.self, Worker.self, Migrate.self, AccountCommand.self, APIKeyCommand.self, ImportCommand.self,
            ExportCommand.self, RFMCommand.self, AnalyticsCommand.self, LoyaltyCommand.self, JobsCommand.self,
            BackupCommand.self, RestoreCommand.self, DoctorCommand.self, Demo.self, ConfigCommand.self,
            OpenAPICommand.self,
        ])
}
