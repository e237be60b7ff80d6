import CRMCore
import CRMPlatform

/// The account's chain over the heads of its wallets.
extension LoyaltyPoints {
    /// Takes the next wallets that have changed into the account's chain, at most `limit`.
    package func sealDue(limit: Int = LoyaltyLimits.walletsPerSeal) throws -> LoyaltySealing {
        let heads = try store.lockedUnsealed(limit: limit)
        let last = try store.lastSeal()
        guard !heads.isEmpty else { return LoyaltySealing(wallets: 0, head: last?.hash) }
        let seal = LoyaltySeal(number: (last?.number ?? 0) + 1, sealedAt: work.now.milliseconds, heads: heads)
        let hash = seal.hash(after: last?.hash ?? LoyaltySeal.origin(account: work.account.userID))
        try store.insert(seal, hash: hash)
        return LoyaltySealing(wallets: heads.count, head: hash)
    }
}
