import CRMCore
import CRMDatabase
import CRMPlatform

/// The lots of a wallet: what is left of each earning. They are a projection of the ledger, like the balance.
extension LoyaltyStore {
    /// Lots read at once.
    private static let lotsPerRead = 64

    /// Opens the lot of the wallet's last entry.
    func open(_ draft: LoyaltyEntryDraft, in wallet: LoyaltyWallet) throws {
        try session.perform(
            """
            INSERT INTO loyalty_lots (user_id, wallet_id, lot, points, remaining, is_pending, available_on, expires_on)
            VALUES (\(account), \(wallet.key), \(wallet.entries), \(draft.points), \(draft.points),
                \(draft.effect.pending > 0), \(draft.availableOn ?? draft.day),
                \(draft.expiresOn ?? LoyaltyWallet.never))
            """)
    }

    /// Takes points from the lots that can be spent, soonest expiry first, of one expiry the oldest first.
    func take(_ points: Int64, from wallet: LoyaltyWallet) throws -> [LoyaltyAllocation] {
        var taken: [LoyaltyAllocation] = []
        var open = points
        var drained: LoyaltyLot?
        while open > 0 {
            let lots = try spendable(wallet, after: drained)
            guard !lots.isEmpty else { throw DatabaseError.corrupt("a wallet has fewer points in lots than available") }
            for (lot, part) in zip(lots, LoyaltyLot.allocate(open, to: lots)) {
                taken.append(part)
                open -= part.points
                if part.points == lot.remaining { drained = lot } else { try reduce(part, in: wallet) }
            }
        }
        if let drained { try drain(wallet, through: drained) }
        // The chain covers them in the order of lots.
        return taken.sorted { $0.lot < $1.lot }
    }

    private func spendable(_ wallet: LoyaltyWallet, after last: LoyaltyLot?) throws -> [LoyaltyLot] {
        let place: SQL = last.map { "(l.expires_on, l.lot) > (\($0.expiresOn), \($0.lot))" } ?? "1 = 1"
        return try lots(
            of: wallet, where: "NOT l.is_pending AND \(place)", order: "l.expires_on, l.lot",
            limit: LoyaltyStore.lotsPerRead)
    }

    private func reduce(_ part: LoyaltyAllocation, in wallet: LoyaltyWallet) throws {
        try session.perform(
            """
            UPDATE loyalty_lots
            SET remaining = remaining - \(part.points)
            WHERE user_id = \(account) AND wallet_id = \(wallet.key) AND lot = \(part.lot)
            """)
    }

    private func drain(_ wallet: LoyaltyWallet, through last: LoyaltyLot) throws {
        try session.perform(
            """
            UPDATE loyalty_lots
            SET remaining = 0
            WHERE user_id = \(account) AND wallet_id = \(wallet.key) AND remaining > 0 AND NOT is_pending
                AND (expires_on, lot) <= (\(last.expiresOn), \(last.lot))
            """)
    }

    // MARK: By the passing of days

    /// Pending lots whose points can be spent by the day, in the order of their days.
    func activating(_ wallet: LoyaltyWallet, by day: CalendarDay) throws -> [LoyaltyLot] {
        try lots(
            of: wallet, where: "l.is_pending AND l.available_on <= \(day)", order: "l.available_on, l.lot",
            limit: Int(LoyaltyLimits.entries))
    }

    /// Lots whose points are past their last day, in the order of their days.
    func expiring(_ wallet: LoyaltyWallet, by day: CalendarDay) throws -> [LoyaltyLot] {
        try lots(
            of: wallet, where: "l.expires_on <= \(day)", order: "l.expires_on, l.lot",
            limit: Int(LoyaltyLimits.entries))
    }

    private func lots(of wallet: LoyaltyWallet, where condition: SQL, order: SQL, limit: Int) throws -> [LoyaltyLot] {
        try session.all(
            """
            SELECT l.lot, l.remaining, l.available_on, l.expires_on
            FROM loyalty_lots AS l
            WHERE l.user_id = \(account) AND l.wallet_id = \(wallet.key) AND l.remaining > 0 AND \(condition)
            ORDER BY \(order)
            LIMIT \(limit)
            """
        ) { row in
            LoyaltyLot(
                lot: try row.read(), remaining: try row.read(), availableOn: try row.read(),
                expiresOn: try row.read())
        }
    }

    /// Lets pending lots be spent, and empties those that are past their last day.
    func passDays(of wallet: LoyaltyWallet, through day: CalendarDay) throws {
        try session.execute(
            """
            UPDATE loyalty_lots
            SET is_pending = \(false)
            WHERE user_id = \(account) AND wallet_id = \(wallet.key) AND is_pending AND available_on <= \(day)
            """)
        try session.execute(
            """
            UPDATE loyalty_lots
            SET remaining = 0
            WHERE user_id = \(account) AND wallet_id = \(wallet.key) AND remaining > 0 AND expires_on <= \(day)
            """)
    }

    /// The first day on which points of the wallet become available or expire.
    func firstDueDay(of wallet: LoyaltyWallet) throws -> CalendarDay {
        try session.value(
            """
            SELECT coalesce(min(d.day), \(LoyaltyWallet.never))
            FROM (
                SELECT min(l.expires_on) AS day
                FROM loyalty_lots AS l
                WHERE l.user_id = \(account) AND l.wallet_id = \(wallet.key) AND l.remaining > 0
                UNION ALL
                SELECT min(l.available_on)
                FROM loyalty_lots AS l
                WHERE l.user_id = \(account) AND l.wallet_id = \(wallet.key) AND l.is_pending
            ) AS d
            """)
    }
}
