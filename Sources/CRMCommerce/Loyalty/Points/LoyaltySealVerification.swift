import CRMCore
import CRMDatabase
package import CRMPlatform

/// Computes the account's chain anew, and holds the ledger against the heads that it took in: what
/// ``LoyaltyVerification`` cannot see, since a chain that was rewritten as a whole is a chain.
package struct LoyaltySealVerification {
    private let work: Work

    package init(_ work: Work) {
        self.work = work
    }

    /// Where a verification stands: behind this link.
    package struct Place: Sendable {
        fileprivate(set) var number: Int64 = 0
        /// The hash of the last link, as it stands there and as it should; empty before the first.
        fileprivate(set) var hashes: [[UInt8]] = []

        package init() {}
    }

    /// What was found in the next links.
    package struct Step: Sendable {
        /// Where the next ones begin; nil at the end.
        package let next: Place?
        /// Hashes of the links.
        package let heads: [[UInt8]]
        package let faults: [LoyaltyFault]
    }

    /// Verifies the next links.
    package func step(after place: Place, limit: Int = LoyaltyLimits.sealsPerStep) throws -> Step {
        let links: [(number: Int64, sealedAt: Int64, hash: [UInt8])] = try work.session.all(
            """
            SELECT h.number, h.sealed_at, h.hash
            FROM loyalty_account_heads AS h
            WHERE h.user_id = \(work.account.key) AND h.number > \(place.number)
            ORDER BY h.number
            LIMIT \(limit)
            """
        ) { row in (try row.read(), try row.read(), try row.read()) }
        guard let last = links.last else { return Step(next: nil, heads: [], faults: []) }
        var (heads, faults) = try held(after: place.number, through: last.number)
        var place = place
        if place.hashes.isEmpty { place.hashes = [LoyaltySeal.origin(account: work.account.userID)] }
        for link in links {
            let seal = LoyaltySeal(
                number: link.number, sealedAt: link.sealedAt, heads: heads.removeValue(forKey: link.number) ?? [])
            let hashes = place.hashes.map { seal.hash(after: $0) }
            if link.number != place.number &+ 1 {
                faults.append(LoyaltyFault(walletID: nil, sequence: place.number &+ 1, what: "is missing"))
            } else if !hashes.contains(link.hash) {
                let what = "does not have the hash of what it says"
                faults.append(LoyaltyFault(walletID: nil, sequence: link.number, what: what))
            }
            place.hashes = [link.hash] + hashes
            place.number = link.number
        }
        return Step(next: place, heads: links.map(\.hash), faults: faults)
    }

    /// The heads that the links took in, by link, and what the ledger does not hold of them any more.
    private func held(
        after first: Int64, through last: Int64
    ) throws -> (heads: [Int64: [LoyaltyWalletHead]], faults: [LoyaltyFault]) {
        var heads: [Int64: [LoyaltyWalletHead]] = [:]
        var faults: [LoyaltyFault] = []
        try work.session.forEach(
            """
            SELECT h.number, h.wallet_id, h.entries, h.head, w.id, e.hash
            FROM loyalty_wallet_heads AS h
            LEFT JOIN loyalty_wallets AS w ON w.user_id = h.user_id AND w.wallet_id = h.wallet_id
            LEFT JOIN loyalty_ledger AS e ON e.user_id = h.user_id AND e.wallet_id = h.wallet_id
                AND e.sequence = h.entries
            WHERE h.user_id = \(work.account.key) AND h.number > \(first) AND h.number <= \(last)
            ORDER BY h.number, h.wallet_id
            """
        ) { row in
            let number = try row.read(Int64.self)
            let head = LoyaltyWalletHead(wallet: try row.read(), entries: try row.read(), head: try row.read())
            heads[number, default: []].append(head)
            let (id, hash) = (try row.read(String?.self), try row.read([UInt8]?.self))
            if let what = LoyaltySealVerification.fault(of: head, hasWallet: id != nil, hash, in: number) {
                faults.append(LoyaltyFault(walletID: head.wallet, sequence: head.entries, what: what))
            }
        }
        return (heads, faults)
    }

    private static func fault(
        of head: LoyaltyWalletHead, hasWallet: Bool, _ hash: [UInt8]?, in number: Int64
    ) -> String? {
        if !hasWallet { return "is missing with its whole wallet, which link \(number) of the account's chain holds" }
        guard let hash else { return "is missing, and link \(number) of the account's chain holds it" }
        return hash == head.head ? nil : "is another than the one that link \(number) of the account's chain holds"
    }
}
