import CRMDatabase

/// Rows of this area.
extension FilledShop {
    static func tags(_ numbers: Numbers) -> [SQL] { [tagRows(numbers), linkRows(numbers)] }

    private static func tagRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_tags (user_id, tag_key, id, name, folded_name, color, customer_count, created_at, updated_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, 't' || i, 'tag' || i, 'tag' || i, '#4477aa',
            i * 6007 % 100000, \(numbers.start) + i * 1000, \(numbers.start) + i * 7919 % 100000 * 1000
        FROM n
        """
    }

    /// Everybody has the first tag and one of ten others.
    private static func linkRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_tag_links (user_id, tag_key, customer_id, created_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + 1, \(numbers.first) + i,
            \(numbers.start) + i * 7919 % 100000 * 1000
        FROM n
        UNION ALL
        SELECT \(numbers.account), \(numbers.first) + 2 + i % 10, \(numbers.first) + i, \(numbers.start) + i
        FROM n
        """
    }
}
