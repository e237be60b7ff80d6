import ArgumentParser
import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMPostgres

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings the schema to this version.",
        discussion: """
            On PostgreSQL the role of --database owns the schema; --serving-role names the role under which servers \
            run, which owns nothing and gets just the rights that serving needs.

            Example: clientele migrate --database postgres://owner@localhost/shop --serving-role clientele_app
            """)

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "PostgreSQL role that servers run under.")
    var servingRole: String?

    func run() async throws {
        try await reportingErrors {
            let settings = try await options.settings()
            let database = try await settings.database.open(connections: settings.connections)
            do {
                let report = try await database.migrate(Features.migrations)
                if let servingRole {
                    guard let postgres = database as? PostgresDatabase else {
                        throw ValidationError("--serving-role is for PostgreSQL")
                    }
                    try await postgres.grantServing(role: servingRole)
                }
                await database.close()
                output.print(MigrationResult(applied: report.applied)) {
                    report.applied.isEmpty
                        ? "The schema is at this version." : "Applied:\n  " + report.applied.joined(separator: "\n  ")
                }
            } catch {
                await database.close()
                throw error
            }
        }
    }
}

/// What `migrate --json` prints.
struct MigrationResult: JSONObjectEncodable {
    let applied: [String]

    static let typeName = "MigrationResult"
    static let fields: [OutputField<MigrationResult>] = [OutputField("applied") { $0.applied }]
}
