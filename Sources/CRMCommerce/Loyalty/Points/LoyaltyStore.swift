import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of wallets, their ledger and their lots.
struct LoyaltyStore {
    let work: Work
    var session: any DatabaseSession { work.session }
    var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    static let walletKeys = KeySequence("loyalty_wallet")
    static let entryKeys = KeySequence("loyalty_entry")

    // MARK: Wallets

    /// The customer's wallet in the program, kept from other transactions until this one ends; nil before the first points.
    func locked(_ customer: CustomerKey, in program: LoyaltyProgram) throws -> LoyaltyWallet? {
        try session.first(
            """
            SELECT \(LoyaltyStore.walletColumns)
            FROM loyalty_wallets AS w
            JOIN customer_loyalty_points AS c ON c.user_id = w.user_id AND c.wallet_id = w.wallet_id
            WHERE w.user_id = \(account) AND w.customer_id = \(customer) AND w.program_key = \(program.key)\
            \(session.dialect.forUpdate)
            """
        ) { row in try LoyaltyWallet(&row, program) }
    }

    /// The wallet of that key, kept as ``locked(_:in:)`` does.
    func locked(_ key: Int64, in program: LoyaltyProgram) throws -> LoyaltyWallet? {
        try session.first(
            """
            SELECT \(LoyaltyStore.walletColumns)
            FROM loyalty_wallets AS w
            JOIN customer_loyalty_points AS c ON c.user_id = w.user_id AND c.wallet_id = w.wallet_id
            WHERE w.user_id = \(account) AND w.wallet_id = \(key)\(session.dialect.forUpdate)
            """
        ) { row in try LoyaltyWallet(&row, program) }
    }

    private static let walletColumns: SQL = """
        w.wallet_id, w.id, w.customer_id, c.total_points, c.available_points, c.pending_points, c.held_points,
        c.redeemed_points, c.expired_points, c.entries, c.head, c.due_day, c.last_activity_at
        """

    /// Gives the customer a wallet in the program; ``insertPoints(_:)`` follows once it has entries.
    func enrol(_ customer: CustomerKey, in program: LoyaltyProgram) throws -> LoyaltyWallet {
        let key = try session.reserveKeys(1, from: LoyaltyStore.walletKeys)[0]
        let id = work.entropy.id(at: work.now, number: key).text
        do {
            try session.savepoint {
                try session.execute(
                    """
                    INSERT INTO loyalty_wallets (user_id, wallet_id, id, program_key, customer_id, created_at)
                    VALUES (\(account), \(key), \(id), \(program.key), \(customer), \(work.now))
                    """)
            }
        } catch DatabaseError.constraint(.foreignKey, _) {
            // The program was removed since it was read.
            throw DatabaseError.serialization
        }
        return LoyaltyWallet(
            key: key, id: id, program: program, customer: customer,
            head: LoyaltyChain.origin(wallet: id, program: program.id), lastActivityAt: work.now)
    }

    /// Writes the projection of a new wallet.
    func insertPoints(_ wallet: LoyaltyWallet) throws {
        let balance = wallet.balance
        try session.execute(
            """
            INSERT INTO customer_loyalty_points (user_id, wallet_id, customer_id, program_key, total_points,
                available_points, pending_points, held_points, redeemed_points, expired_points, entries, head, due_day,
                enrolled_at, last_activity_at, updated_at)
            VALUES (\(account), \(wallet.key), \(wallet.customer), \(wallet.program.key), \(balance.total),
                \(balance.available), \(balance.pending), \(balance.held), \(balance.redeemed), \(balance.expired),
                \(wallet.entries), \(wallet.head), \(wallet.dueDay), \(work.now), \(wallet.lastActivityAt), \(work.now))
            """)
    }

    /// Writes the projection of a wallet that was there before.
    func updatePoints(_ wallet: LoyaltyWallet) throws {
        let balance = wallet.balance
        try session.perform(
            """
            UPDATE customer_loyalty_points
            SET total_points = \(balance.total),
                available_points = \(balance.available),
                pending_points = \(balance.pending),
                held_points = \(balance.held),
                redeemed_points = \(balance.redeemed),
                expired_points = \(balance.expired),
                entries = \(wallet.entries),
                head = \(wallet.head),
                due_day = \(wallet.dueDay),
                last_activity_at = \(wallet.lastActivityAt),
                updated_at = \(work.now)
            WHERE user_id = \(account) AND wallet_id = \(wallet.key)
            """)
    }

    // MARK: Due wallets

    /// Wallets in which points become available or expire by today, with their customers and programs.
    func due(limit: Int) throws -> [(wallet: Int64, program: Int64, customer: CustomerKey?)] {
        try session.all(
            """
            SELECT c.wallet_id, c.program_key, c.customer_id
            FROM customer_loyalty_points AS c
            WHERE c.user_id = \(account) AND c.due_day <= \(work.today)
            ORDER BY c.due_day, c.wallet_id
            LIMIT \(limit)
            """
        ) { row in (try row.read(), try row.read(), try row.read()) }
    }
}

extension LoyaltyWallet {
    /// Reads the columns in their order.
    fileprivate init(_ row: inout Row, _ program: LoyaltyProgram) throws {
        let (key, id) = (try row.read(Int64.self), try row.read(String.self))
        let customer = try row.read(CustomerKey?.self)
        let balance = LoyaltyBalance(
            total: try row.read(), available: try row.read(), pending: try row.read(), held: try row.read(),
            redeemed: try row.read(), expired: try row.read())
        self.init(
            key: key, id: id, program: program, customer: customer, balance: balance, entries: try row.read(),
            head: try row.read(), dueDay: try row.read(), lastActivityAt: try row.read())
    }
}
