import CRMDatabase

/// Rows of this area.
extension FilledShop {
    static func customers(_ numbers: Numbers) -> [SQL] { [identities(numbers), profiles(numbers), texts(numbers)] }

    private static func identities(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_identities (user_id, external_id, customer_id, is_primary, created_at)
        \(numbers.each)
        SELECT \(numbers.account), 'c' || i, \(numbers.first) + i, (1 = 1), \(numbers.start) FROM n
        """
    }

    private static func profiles(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_profiles (user_id, customer_id, external_id, first_name, last_name, customer_type,
            source, status, status_source, do_not_contact, attributes, created_at, updated_at, total_spent,
            total_orders, first_order_date, last_order_date, rfm_segment)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, 'c' || i, 'first' || (i % 50),
            CASE WHEN i % 7 = 0 THEN NULL ELSE 'name' || (i * 7919 % 500) END,
            CASE WHEN i % 1000 = 1 THEN 'distributor' ELSE 'retail' END,
            CASE WHEN i % 1000 = 2 THEN 'referral' ELSE 'direct' END,
            CASE WHEN i % 1000 = 3 THEN 'vip' WHEN i % 3 = 0 THEN 'lost' ELSE 'active' END,
            'automatic', (1 = 0), \(SQLValue.json("{}")), \(numbers.start) + i * 1000,
                \(numbers.start) + i * 7919 % 100000 * 1000,
            i * 7919 % 100000, i % 20,
            CASE WHEN i % 8 = 0 THEN NULL ELSE \(numbers.start) END,
            CASE WHEN i % 8 = 0 THEN NULL ELSE \(numbers.start) + i * 7919 % 100000 * 1000 END, \(segmentOfNumber)
        FROM n
        """
    }

    private static func texts(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_search (user_id, customer_id, text, prefixes)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i,
            '  first' || (i % 50) || '  name' || (i * 7919 % 500) || ' ', \(prefixes)
        FROM n
        """
    }

    private static let prefixes: SQL = "\(SQLValue.json(#"["1f","1fi","1n","1na"]"#))"

    /// The RFM segment of customer `i`; one of eight has none.
    static let segmentOfNumber: SQL = """
        CASE i % 8 WHEN 0 THEN NULL WHEN 1 THEN 'VIP' WHEN 2 THEN 'At Risk' ELSE 'Lost' END
        """
}
