import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of products: writing, always a set at a time.
extension ProductStore {
    /// What is written of a product's content, for staging.
    private static let contentColumns = [
        StagedColumn("name", .text), StagedColumn("folded_name", .text), StagedColumn("category", .text),
        StagedColumn("brand", .text), StagedColumn("price", .int64), StagedColumn("stock", .int64),
        StagedColumn("is_active", .bool), StagedColumn("url", .text), StagedColumn("image_url", .text),
        StagedColumn("source", .text),
    ]

    /// Puts the products in, save those that another transaction has put in meanwhile; gives how many went in. They come in
    /// the order of their ids.
    @discardableResult
    func insert(_ products: [(sku: String, content: ProductContent)]) throws -> Int {
        guard !products.isEmpty else { return 0 }
        let keys = try session.reserveKeys(products.count, from: ProductStore.sequence)
        let fresh = try session.stage(
            "fresh_products",
            [StagedColumn("product_key", .int64), StagedColumn("sku", .text), StagedColumn("folded_sku", .text)]
                + ProductStore.contentColumns,
            zip(products, keys).map { product, key in
                [.int64(key), .text(product.sku), .text(Folding.fold(product.sku))] + values(product.content)
            })
        return try session.execute(
            """
            INSERT INTO products (user_id, product_key, sku, folded_sku, name, folded_name, category, brand, price,
                stock, is_active, url, image_url, source, version, created_at, updated_at)
            SELECT \(account), f.product_key, f.sku, f.folded_sku, f.name, f.folded_name, f.category, f.brand, f.price,
                f.stock, f.is_active, f.url, f.image_url, f.source, 1, CAST(\(work.now) AS BIGINT),
                CAST(\(work.now) AS BIGINT)
            FROM \(fresh) AS f
            WHERE true
            ORDER BY f.product_key
            ON CONFLICT (user_id, sku) DO NOTHING
            """)
    }

    /// Writes other contents and counts the versions.
    func update(_ products: [(product: Product, content: ProductContent)]) throws {
        guard !products.isEmpty else { return }
        let changed = try session.stage(
            "changed_products", [StagedColumn("product_key", .int64)] + ProductStore.contentColumns,
            products.map { [.int64($0.product.key)] + values($0.content) })
        try session.execute(
            """
            UPDATE products AS p
            SET name = c.name,
                folded_name = c.folded_name,
                category = c.category,
                brand = c.brand,
                price = c.price,
                stock = c.stock,
                is_active = c.is_active,
                url = c.url,
                image_url = c.image_url,
                source = c.source,
                version = p.version + 1,
                updated_at = \(work.now)
            FROM \(changed) AS c
            WHERE p.user_id = \(account) AND p.product_key = c.product_key
            """)
    }

    func delete(_ keys: [Int64]) throws {
        guard !keys.isEmpty else { return }
        let removed = try session.stage(
            "removed_products", [StagedColumn("product_key", .int64)], keys.map { [.int64($0)] })
        try session.execute(
            """
            DELETE FROM products
            WHERE user_id = \(account) AND product_key IN (SELECT r.product_key FROM \(removed) AS r)
            """)
    }

    /// In the order of ``contentColumns``.
    private func values(_ content: ProductContent) -> [SQLValue] {
        [
            content.name.sqlValue, content.name.map { Folding.fold($0) }.sqlValue, content.category.sqlValue,
            content.brand.sqlValue, content.price.sqlValue, content.stock.sqlValue, content.isActive.sqlValue,
            content.url.sqlValue, content.imageURL.sqlValue, content.source.sqlValue,
        ]
    }
}
