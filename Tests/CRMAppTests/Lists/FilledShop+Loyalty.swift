import CRMDatabase

/// Rows of this area.
extension FilledShop {
    static func loyalty(_ numbers: Numbers) -> [SQL] { [programRows(numbers)] }

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
}
