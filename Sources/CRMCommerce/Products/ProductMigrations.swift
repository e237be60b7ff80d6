import CRMDatabase

/// The products that the orders of an older version name.
enum ProductMigrations {
    static let ordered: [MigrationStep] = [
        .sql(
            """
            CREATE INDEX products_by_folding
            ON products (user_id, product_key)
            WHERE folded_sku IS NULL
            """),
        .sql(
            """
            INSERT INTO products (user_id, product_key, sku, name, category, price, is_active, source, version,
                created_at, updated_at)
            SELECT l.user_id,
                (SELECT coalesce(max(k.product_key), 0) FROM products AS k)
                    + row_number() OVER (ORDER BY l.user_id, l.sku),
                l.sku, l.name, l.category, CASE WHEN o.currency = a.currency THEN l.unit_price END, (1 = 1), 'order',
                1, o.created_at, o.created_at
            FROM (
                SELECT user_id, customer_id, placed_at, order_key, sku, name, category, unit_price,
                    row_number() OVER (
                        PARTITION BY user_id, sku
                        ORDER BY placed_at DESC, order_key DESC, line DESC
                    ) AS place
                FROM order_lines
                WHERE sku IS NOT NULL
            ) AS l
            JOIN orders AS o ON o.user_id = l.user_id AND o.customer_id = l.customer_id AND o.placed_at = l.placed_at
                AND o.order_key = l.order_key
            JOIN accounts AS a ON a.user_id = l.user_id
            WHERE l.place = 1
                AND NOT EXISTS (SELECT 1 FROM products AS p WHERE p.user_id = l.user_id AND p.sku = l.sku)
            """),
        .only(
            .sqlite,
            """
            UPDATE key_sequences
            SET last = max(last, (SELECT coalesce(max(product_key), 0) FROM products))
            WHERE name = 'product'
            """),
        .only(
            .postgres,
            """
            SELECT setval('product_keys', k.last)
            FROM (SELECT max(product_key) AS last FROM products) AS k
            WHERE k.last IS NOT NULL
            """),
        // Plain letters are folded here, as Folding does it; the job `products.fold` does the others.
        .only(.sqlite, fold(isPlain: "length(CAST(t AS BLOB)) = length(t)")),
        .only(.postgres, fold(isPlain: "octet_length(t) = char_length(t)")),
    ]

    private static func fold(isPlain: String) -> String {
        let texts = ["sku", "coalesce(name, '')"].map { isPlain.replacing("(t", with: "(\($0)") }
        let folded = ["sku", "name"].map { "lower(replace(replace(\($0), '''', ''), '`', ''))" }
        return """
            UPDATE products
            SET folded_sku = \(folded[0]), folded_name = \(folded[1])
            WHERE folded_sku IS NULL AND \(texts.joined(separator: " AND "))
            """
    }
}
