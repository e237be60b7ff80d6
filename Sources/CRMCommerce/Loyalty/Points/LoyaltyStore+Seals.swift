import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of the account's chain.
extension LoyaltyStore {
    private static let headColumns = [
        StagedColumn("user_id", .int64), StagedColumn("number", .int64), StagedColumn("wallet_id", .int64),
        StagedColumn("entries", .int64), StagedColumn("head", .blob),
    ]

    /// Wallets with entries that the account's chain does not hold yet, kept as they are until this transaction ends.
    func lockedUnsealed(limit: Int) throws -> [LoyaltyWalletHead] {
        try session.all(
            """
            SELECT c.wallet_id, c.entries, c.head
            FROM customer_loyalty_points AS c
            WHERE c.user_id = \(account) AND c.entries > c.sealed_entries
            ORDER BY c.wallet_id
            LIMIT \(limit)\(session.dialect.forUpdate)
            """
        ) { row in LoyaltyWalletHead(wallet: try row.read(), entries: try row.read(), head: try row.read()) }
    }

    /// The newest link of the account's chain.
    func lastSeal() throws -> (number: Int64, hash: [UInt8])? {
        try session.first(
            """
            SELECT h.number, h.hash
            FROM loyalty_account_heads AS h
            WHERE h.user_id = \(account)
            ORDER BY h.number DESC
            LIMIT 1
            """
        ) { row in (try row.read(), try row.read()) }
    }

    /// Adds a link to the account's chain; wallets remember how far they are in it.
    func insert(_ seal: LoyaltySeal, hash: [UInt8]) throws {
        do {
            try session.savepoint {
                try session.execute(
                    """
                    INSERT INTO loyalty_account_heads (user_id, number, sealed_at, hash)
                    VALUES (\(account), \(seal.number), \(seal.sealedAt), \(hash))
                    """)
            }
        } catch DatabaseError.constraint(.unique, _) {
            // Somebody else has sealed meanwhile: this link would not be the next one any more.
            throw DatabaseError.serialization
        }
        try session.insert(
            into: "loyalty_wallet_heads", LoyaltyStore.headColumns,
            seal.heads.flatMap { head in
                [
                    account.sqlValue, seal.number.sqlValue, head.wallet.sqlValue, head.entries.sqlValue,
                    head.head.sqlValue,
                ]
            })
        try session.execute(
            """
            UPDATE customer_loyalty_points
            SET sealed_entries = entries
            WHERE user_id = \(account)
                AND wallet_id IN (
                    SELECT h.wallet_id
                    FROM loyalty_wallet_heads AS h
                    WHERE h.user_id = \(account) AND h.number = \(seal.number))
            """)
    }
}
