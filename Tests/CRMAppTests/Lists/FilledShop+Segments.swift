import CRMDatabase

/// Rows of this area.
extension FilledShop {
    static func segments(_ numbers: Numbers) -> [SQL] { [segmentRows(numbers), memberRows(numbers)] }

    private static func segmentRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_segments (user_id, segment_key, id, name, folded_name, description, color, kind, criteria,
            is_active, member_count, version, created_at, updated_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, 's' || i, 'segment' || (i * 7919 % 100000), 'segment' || i,
            NULL, '#4477aa', 'static', \(SQLValue.json("{}")), i % 1000 <> 1, i * 6007 % 100000, 1,
            \(numbers.start) + i * 1000, \(numbers.start) + i * 7919 % 100000 * 1000
        FROM n
        """
    }

    /// Everybody is in the first segment and in one of their own.
    private static func memberRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_segment_members (user_id, segment_key, customer_id, created_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + 1, \(numbers.first) + i,
            \(numbers.start) + i * 7919 % 100000 * 1000
        FROM n
        UNION ALL
        SELECT \(numbers.account), \(numbers.first) + i, \(numbers.first) + i, \(numbers.start)
        FROM n
        WHERE i > 1
        """
    }
}
