import CRMDatabase

/// Rows of this area.
extension FilledShop {
    static func bulk(_ numbers: Numbers) -> [SQL] {
        [
            """
            INSERT INTO bulk_actions (user_id, bulk_key, id, action, parameters, state, unknown_ids, created_at,
                updated_at)
            \(numbers.each)
            SELECT \(numbers.account), \(numbers.first) + i, 'b' || i, 'kind' || (i % 1000), '{}', 'succeeded',
                \(SQLValue.json("[]")), \(numbers.start) + i * 1000, \(numbers.start) + i * 7919 % 100000 * 1000
            FROM n
            """
        ]
    }
}
