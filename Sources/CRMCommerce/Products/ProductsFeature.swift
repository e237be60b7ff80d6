import CRMDatabase
package import CRMPlatform

/// Products: what the shop sells, as its catalogue tells it and as its orders show it.
package enum ProductsFeature {
    package static let feature = Feature(
        name: "products", migrations: migrations, endpoints: ProductRoutes.endpoints,
        handlers: [.on(OrdersWritten.self) { event, work in try Products(work).learn(from: event.changes) }],
        importers: [ProductImport.importer], exporters: [ProductExport.exporter], jobs: [ProductFolding.kind])

    private static let migrations = [
        Migration(
            "products/1-products",
            [
                .createSequence(ProductStore.sequence),
                .createTable(
                    "products",
                    """
                    user_id int64 NOT NULL,
                    product_key int64 NOT NULL,
                    sku text NOT NULL,
                    folded_sku text,
                    name text,
                    folded_name text,
                    category text,
                    brand text,
                    price int64 CHECK (price >= 0),
                    stock int64,
                    is_active bool NOT NULL,
                    url text,
                    image_url text,
                    source text NOT NULL CHECK (source IN ('catalogue', 'order')),
                    version int64 NOT NULL CHECK (version >= 1),
                    created_at int64 NOT NULL,
                    updated_at int64 NOT NULL,
                    PRIMARY KEY (user_id, product_key),
                    UNIQUE (user_id, sku)
                    """),
                index("creation", on: "created_at"),
                index("change", on: "updated_at"),
                index("sku", on: "sku"),
                index("name", on: "name"),
                index("price", on: "price"),
                index("stock", on: "stock"),
                index("category", on: "category, created_at", where: "category IS NOT NULL"),
                index("brand", on: "brand, created_at", where: "brand IS NOT NULL"),
                index("source", on: "source, created_at"),
                index("end", on: "created_at", where: "NOT is_active"),
                index("lack", on: "created_at", where: "stock <= 0"),
                index("folded_sku", on: "folded_sku"),
                index("folded_name", on: "folded_name", where: "folded_name IS NOT NULL"),
            ]),
        Migration("products/2-ordered", ProductMigrations.ordered),
    ]

    private static func index(_ name: String, on columns: String, where condition: String? = nil) -> MigrationStep {
        let part = condition.map { " WHERE \($0)" } ?? ""
        return .sql("CREATE INDEX products_by_\(name) ON products (user_id, \(columns), product_key)\(part)")
    }
}
