import CRMDatabase

/// Rows of this area.
extension FilledShop {
    static func commerce(_ numbers: Numbers) -> [SQL] { [orders(numbers)] }

    private static func orders(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO orders (user_id, customer_id, placed_at, order_key, placed_day, external_id, status, currency,
            total, refunded, is_qualifying, value, channel, updated_at, fingerprint, created_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, \(numbers.start) + i * 7919 % 100000 * 1000,
            \(numbers.first) + i, 19675, 'o' || i,
            CASE WHEN i % 1000 = 1 THEN 'pending' ELSE 'paid' END, 'USD', 1000, 0, (1 = 1), 1000,
            CASE WHEN i % 1000 = 2 THEN 'phone' WHEN i % 2 = 0 THEN 'web' END,
            \(numbers.start) + i * 6007 % 100000 * 1000, 1, \(numbers.start) + i * 1000
        FROM n
        """
    }
}
