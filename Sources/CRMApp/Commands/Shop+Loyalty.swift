package import CRMCommerce
package import CRMPlatform

extension Shop {
    /// Books the points of the account that became available or expired, and takes the heads of wallets that have changed
    /// into the account's chain. `progress` is told how many wallets were done.
    package func settleLoyalty(_ account: Account, progress: (Int) -> Void = { _ in }) async throws -> LoyaltyRun {
        var settled = 0
        while true {
            let count = try await workplace.write(account) { work in try LoyaltyPoints(work).settleDue() }
            guard count > 0 else { break }
            settled += count
            progress(settled)
        }
        var sealed = 0
        while true {
            let sealing = try await workplace.write(account) { work in try LoyaltyPoints(work).sealDue() }
            guard sealing.wallets > 0 else {
                return LoyaltyRun(settled: settled, sealed: sealed, head: sealing.head.map(Hex.text))
            }
            sealed += sealing.wallets
            progress(settled + sealed)
        }
    }

    /// Computes the hash chains of all wallets of the account anew, and that of the account. With a `head` it also looks
    /// whether that hash is one of the account's chain.
    package func verifyLoyalty(
        _ account: Account, head: String? = nil, progress: (Int) -> Void = { _ in }
    ) async throws -> LoyaltyAudit {
        var audit = LoyaltyAudit()
        var place: Int64 = 0
        while true {
            let last = place
            let step = try await workplace.read(account) { work in try LoyaltyVerification(work).step(after: last) }
            guard let next = step.next else { break }
            audit.wallets += step.wallets
            audit.entries += step.entries
            audit.add(step.faults)
            progress(audit.wallets)
            place = next
        }
        try await verifySeals(account, head: head, &audit)
        return audit
    }

    private func verifySeals(_ account: Account, head: String?, _ audit: inout LoyaltyAudit) async throws {
        var isFound = head == nil
        var place: LoyaltySealVerification.Place? = LoyaltySealVerification.Place()
        while let last = place {
            let step = try await workplace.read(account) { work in
                try LoyaltySealVerification(work).step(after: last)
            }
            let heads = step.heads.map(Hex.text)
            audit.seals += heads.count
            audit.head = heads.last ?? audit.head
            audit.add(step.faults)
            if let head { isFound = isFound || heads.contains(head.lowercased()) }
            place = step.next
        }
        guard !isFound else { return }
        audit.add([
            LoyaltyFault(
                walletID: nil, sequence: Int64(audit.seals), what: "no link up to here has the hash that was told")
        ])
    }
}

/// What a run over the due wallets did.
package struct LoyaltyRun: JSONObjectEncodable {
    package let settled: Int
    package let sealed: Int
    package let head: String?

    package static let typeName = "LoyaltyRun"

    package static let fields: [OutputField<LoyaltyRun>] = [
        OutputField("settled", "Customers' points in a program that were brought up to today.") { $0.settled },
        OutputField("sealed", "Customers' points in a program whose head went into the account's chain.") { $0.sealed },
        OutputField("head", "The newest hash of the account's chain; null when there is none.") { $0.head },
    ]
}

/// What the verification of an account's ledger found.
package struct LoyaltyAudit: JSONObjectEncodable {
    package internal(set) var wallets = 0
    package internal(set) var entries = 0
    package internal(set) var seals = 0
    package internal(set) var head: String?
    package internal(set) var faultCount = 0
    /// The first of them.
    package internal(set) var faults: [LoyaltyFault] = []

    /// Faults that are told.
    package static let maximumFaults = 1_000

    mutating func add(_ found: [LoyaltyFault]) {
        faultCount += found.count
        faults += found.prefix(LoyaltyAudit.maximumFaults - faults.count)
    }

    package static let typeName = "LoyaltyAudit"

    package static let fields: [OutputField<LoyaltyAudit>] = [
        OutputField("wallets") { $0.wallets },
        OutputField("entries") { $0.entries },
        OutputField("seals", "Links of the account's chain.") { $0.seals },
        OutputField("head", "The newest hash of the account's chain; null when there is none.") { $0.head },
        OutputField("faultCount") { $0.faultCount },
        OutputField("faults", "The first 1,000.") { $0.faults },
    ]
}
