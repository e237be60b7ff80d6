import CRMCore
import CRMPlatform

/// The last entry of a wallet as it was when the account's chain took it in.
struct LoyaltyWalletHead: Sendable, Hashable {
    let wallet: Int64
    /// Entries that the wallet had: the sequence of the last one.
    let entries: Int64
    /// The hash of the last one.
    let head: [UInt8]
}

/// A link of the account's chain. Each one's hash covers the hash before it and the heads of wallets that have changed
/// since they were last taken in, so that no wallet can be rewritten as a whole, or dropped, unseen.
struct LoyaltySeal: Sendable, Hashable {
    /// Counted from 1.
    let number: Int64
    /// Milliseconds since 1970.
    let sealedAt: Int64
    /// By rising wallets.
    let heads: [LoyaltyWalletHead]

    /// What stands for the hash before the first link.
    static func origin(account: UserID) -> [UInt8] {
        Digest.sha256(Array("clientele-loyalty-account-1\n\(account.value)\n".utf8))
    }

    /// The SHA-256 of the hash before and the canonical bytes.
    func hash(after previous: [UInt8]) -> [UInt8] { Digest.sha256(previous + bytes) }

    /// One line a value as those of ``LoyaltyChain``, then a line for each wallet: `wallet:entries:head`.
    var bytes: [UInt8] {
        var text = "clientele-loyalty-seal-1\n\(number)\n\(sealedAt)\n\(heads.count)\n"
        for head in heads { text += "\(head.wallet):\(head.entries):\(Hex.text(head.head))\n" }
        return Array(text.utf8)
    }
}

/// What a run over the wallets has sealed.
package struct LoyaltySealing: Sendable {
    /// Wallets that were taken in.
    package let wallets: Int
    /// The newest hash of the account's chain; nil when nothing was ever sealed.
    package let head: [UInt8]?
}
