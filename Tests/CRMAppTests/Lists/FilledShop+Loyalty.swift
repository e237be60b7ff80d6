import CRMDatabase

/// Rows of this area.
extension FilledShop {
    static func loyalty(_ numbers: Numbers) -> [SQL] {
        [programRows(numbers), walletRows(numbers), pointsRows(numbers), entryRows(numbers), lotRows(numbers)]
    }

    private static func programRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO loyalty_programs (user_id, program_key, id, name, folded_name, program_type, point_multiplier,
            minimum_purchase, pending_days, tiers, rewards, is_active, version, created_at, updated_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, 'p' || i, 'program' || (i * 7919 % 100000), 'program' || i,
            CASE WHEN i % 1000 = 1 THEN 'vip' ELSE 'points' END, 10000, 0, 0, \(SQLValue.json("[]")),
            \(SQLValue.json("[]")), i % 1000 <> 2, 1, \(numbers.start) + i * 1000,
            \(numbers.start) + i * 7919 % 100000 * 1000
        FROM n
        """
    }

    /// Everybody has points in one program, but for every thousandth, who has them in the second.
    private static func walletRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO loyalty_wallets (user_id, wallet_id, id, program_key, customer_id, created_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, 'w' || i,
            \(numbers.first) + CASE WHEN i % 1000 = 2 THEN 2 ELSE 1 END, \(numbers.first) + i, \(numbers.start)
        FROM n
        """
    }

    private static func pointsRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_loyalty_points (user_id, wallet_id, customer_id, program_key, total_points,
            available_points, pending_points, held_points, redeemed_points, expired_points, entries, head, due_day,
            enrolled_at, last_activity_at, updated_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, \(numbers.first) + i,
            \(numbers.first) + CASE WHEN i % 1000 = 2 THEN 2 ELSE 1 END, i * 6007 % 100000 + 1, 1, 0, 0, 0, 0, 1,
            \([0] as [UInt8]), 2932896, \(numbers.start) + i * 1000, \(numbers.start),
            \(numbers.start) + i * 7919 % 100000 * 1000
        FROM n
        """
    }

    private static func entryRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO loyalty_ledger (user_id, wallet_id, sequence, entry_key, id, program_key, kind, points, available,
            pending, held, balance, day, available_on, hash, created_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, 1, \(numbers.first) + i, 'e' || i,
            \(numbers.first) + CASE WHEN i % 1000 = 2 THEN 2 ELSE 1 END,
            CASE WHEN i % 1000 = 1 THEN 'adjust' ELSE 'earn' END, 1, 1, 0, 0, 1, 19675, 19675, \([0] as [UInt8]),
            \(numbers.start) + i * 7919 % 100000 * 1000
        FROM n
        """
    }

    private static func lotRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO loyalty_lots (user_id, wallet_id, lot, points, remaining, is_pending, available_on, expires_on)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, 1, 1, 1, (1 = 0), 19675, 2932896
        FROM n
        """
    }
}
