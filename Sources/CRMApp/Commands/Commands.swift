import CRMCore
import CRMDatabase
import CRMPlatform
import Foundation

/// The commands of the program: each takes options as they were typed and gives a report.
package struct Commands: Sendable {
    private let flags: [String: String]

    /// The options that every command takes; nil where none was given.
    package init(database: String?, config: String?) {
        var flags: [String: String] = [:]
        flags["database.url"] = database
        flags["config.filePath"] = config
        self.flags = flags
    }

    /// The settings, with further flags of the command.
    func settings(_ more: [String: String?] = [:]) async throws -> Settings {
        let all = flags.merging(more.compactMapValues { $0 }) { _, new in new }
        return try await Settings.read(flags: all, environment: ProcessInfo.processInfo.environment)
    }

    /// Names every mistake in the settings.
    package func checkSettings() async throws -> CommandReport {
        _ = try await settings()
        return CommandReport(true, text: "The settings are sound.")
    }

    /// Runs `body` over the database, which is closed afterwards.
    func withShop<Value>(_ body: (Shop) async throws -> Value) async throws -> Value {
        let settings = try await settings()
        let database = try await settings.database.openReady(connections: settings.connections, pooler: settings.pooler)
        return try await database.closing { try await body(Shop(database: database)) }
    }

    /// Runs `body` over the database and one of its accounts.
    func withAccount<Value>(
        _ account: String, _ body: (Shop, Account) async throws -> Value
    ) async throws -> Value {
        guard let userID = UserID(account) else { throw UsageError("--account is no userId") }
        return try await withShop { shop in try await body(shop, try await shop.account(userID)) }
    }
}
