import CRMDatabase

/// Rows of this area.
extension FilledShop {
    static func governance(_ numbers: Numbers) -> [SQL] { [imports(numbers)] }

    private static func imports(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO imports (user_id, import_key, id, kind, settings, state, created_at, updated_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, 'i' || i,
            CASE WHEN i % 100 = 1 THEN 'customers' ELSE 'orders' END, '{}',
            CASE WHEN i % 100 = 2 THEN 'ready' ELSE 'undone' END, \(numbers.start) + i * 1000,
            \(numbers.start) + i * 7919 % 100000 * 1000
        FROM n
        """
    }
}
