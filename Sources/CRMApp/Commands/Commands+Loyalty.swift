import CRMCommerce
import CRMCore
import CRMDatabase

extension Commands {
    /// Books the points that became available or expired.
    package func settleLoyalty(account: String) async throws -> CommandReport {
        try await withAccount(account) { shop, account in
            let run = try await shop.settleLoyalty(account) { settled in Terminal.status("\(settled) wallets") }
            Terminal.endStatus()
            return CommandReport(run, text: "\(run.settled) wallets settled")
        }
    }

    /// Verifies the ledger, also beside a server; false when an entry is not what was booked.
    package func verifyLoyalty(account: String) async throws -> (report: CommandReport, isSound: Bool) {
        guard let userID = UserID(account) else { throw UsageError("--account is no userId") }
        let settings = try await settings()
        let database = try await settings.database.openForReading(
            connections: settings.connections, pooler: settings.pooler)
        return try await database.closing {
            let shop = Shop(database: database)
            let audit = try await shop.verifyLoyalty(try await shop.account(userID)) { wallets in
                Terminal.status("\(wallets) wallets")
            }
            Terminal.endStatus()
            let found = audit.faults.map(\.text)
            let summary = "\(audit.entries) entries of \(audit.wallets) wallets, \(audit.faultCount) of them broken"
            return (
                CommandReport(audit, text: (found + [summary]).joined(separator: "\n")), audit.faultCount == 0
            )
        }
    }
}
