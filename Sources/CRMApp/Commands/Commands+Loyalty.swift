import CRMCommerce
import CRMCore
import CRMDatabase

extension Commands {
    /// Books the points that became available or expired.
    package func settleLoyalty(account: String) async throws -> CommandReport {
        try await withAccount(account) { shop, account in
            let run = try await shop.settleLoyalty(account) { settled in Terminal.status("\(settled) wallets") }
            Terminal.endStatus()
            return CommandReport(run, text: "\(run.settled) wallets settled, \(run.sealed) sealed")
        }
    }

    /// Verifies the ledger, also beside a server; false when an entry is not what was booked. `head` is a hash of the
    /// account's chain that was kept elsewhere.
    package func verifyLoyalty(account: String, head: String?) async throws -> (report: CommandReport, isSound: Bool) {
        guard let userID = UserID(account) else { throw UsageError("--account is no userId") }
        let settings = try await settings()
        let database = try await settings.database.openForReading(
            connections: settings.connections, pooler: settings.pooler)
        return try await database.closing {
            let shop = Shop(database: database)
            let audit = try await shop.verifyLoyalty(try await shop.account(userID), head: head) { wallets in
                Terminal.status("\(wallets) wallets")
            }
            Terminal.endStatus()
            let found = audit.faults.map(\.text)
            let sealed = audit.head.map { "sealed \(audit.seals) times, head \($0)" } ?? "never sealed"
            let summary =
                "\(audit.entries) entries of \(audit.wallets) wallets, \(sealed); \(audit.faultCount) faults"
            return (
                CommandReport(audit, text: (found + [summary]).joined(separator: "\n")), audit.faultCount == 0
            )
        }
    }
}
