package import CRMCommerce
package import CRMPlatform

extension Shop {
    /// Books the points of the account that became available or expired. `progress` is told how many wallets were done.
    package func settleLoyalty(_ account: Account, progress: (Int) -> Void = { _ in }) async throws -> LoyaltyRun {
        var settled = 0
        while true {
            let count = try await workplace.write(account) { work in try LoyaltyPoints(work).settleDue() }
            guard count > 0 else { return LoyaltyRun(settled: settled) }
            settled += count
            progress(settled)
        }
    }

    /// Computes the hash chains of all wallets of the account anew.
    package func verifyLoyalty(
        _ account: Account, progress: (Int) -> Void = { _ in }
    ) async throws -> LoyaltyAudit {
        var audit = LoyaltyAudit()
        var place: Int64 = 0
        while true {
            let last = place
            let step = try await workplace.read(account) { work in try LoyaltyVerification(work).step(after: last) }
            guard let next = step.next else { return audit }
            audit.wallets += step.wallets
            audit.entries += step.entries
            audit.faultCount += step.faults.count
            audit.faults += step.faults.prefix(LoyaltyAudit.maximumFaults - audit.faults.count)
            progress(audit.wallets)
            place = next
        }
    }
}

/// What a run over the due wallets did.
package struct LoyaltyRun: JSONObjectEncodable {
    package let settled: Int

    package static let typeName = "LoyaltyRun"

    package static let fields: [OutputField<LoyaltyRun>] = [
        OutputField("settled", "Customers' points in a program that were brought up to today.") { $0.settled }
    ]
}

/// What the verification of an account's ledger found.
package struct LoyaltyAudit: JSONObjectEncodable {
    package internal(set) var wallets = 0
    package internal(set) var entries = 0
    package internal(set) var faultCount = 0
    /// The first of them.
    package internal(set) var faults: [LoyaltyFault] = []

    /// Faults that are told.
    package static let maximumFaults = 1_000

    package static let typeName = "LoyaltyAudit"

    package static let fields: [OutputField<LoyaltyAudit>] = [
        OutputField("wallets") { $0.wallets },
        OutputField("entries") { $0.entries },
        OutputField("faultCount") { $0.faultCount },
        OutputField("faults", "The first 1,000.") { $0.faults },
    ]
}
