import CRMDatabase

/// Rows of this area.
extension FilledShop {
    static func products(_ numbers: Numbers) -> [SQL] {
        [
            """
            INSERT INTO products (user_id, product_key, sku, folded_sku, name, folded_name, category, brand, price,
                stock, is_active, source, version, created_at, updated_at)
            \(numbers.each)
            SELECT \(numbers.account), \(numbers.first) + i, 'P' || i, 'p' || i,
                CASE WHEN i % 7 <> 0 THEN 'Name' || i END, CASE WHEN i % 7 <> 0 THEN 'name' || i END,
                CASE WHEN i % 1000 = 1 THEN 'rare' ELSE 'usual' END, CASE WHEN i % 1000 = 2 THEN 'rare' END,
                CASE WHEN i % 8 <> 0 THEN i * 7919 % 100000 END,
                CASE WHEN i % 1000 = 3 THEN 0 WHEN i % 4 <> 0 THEN i * 6007 % 1000 + 1 END, i % 1000 <> 4,
                CASE WHEN i % 1000 = 5 THEN 'order' ELSE 'catalogue' END, 1, \(numbers.start) + i * 1000,
                \(numbers.start) + i * 7919 % 100000 * 1000
            FROM n
            """
        ]
    }
}
