import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of products.
struct ProductStore {
    let work: Work
    var session: any DatabaseSession { work.session }
    var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("createdAt", "p.created_at", .int64),
        SortKey("updatedAt", "p.updated_at", .int64),
        SortKey("sku", "p.sku", .text),
        SortKey("name", "p.name", .text, isNullable: true),
        SortKey("price", "p.price", .int64, isNullable: true),
        SortKey("stock", "p.stock", .int64, isNullable: true),
    ]

    static let sequence = KeySequence("product")

    static let columns: SQL = """
        p.product_key, p.sku, p.name, p.category, p.brand, p.price, p.stock, p.is_active, p.url, p.image_url, p.source,
        p.version, p.created_at, p.updated_at
        """

    private static let table = ListTable("products AS p", as: "p", columns: columns, key: "p.product_key")

    /// The product of that id; throws ``ProductError/unknownProduct(_:)``.
    func product(_ sku: String, lock: Bool) throws -> Product {
        let product = try session.first(
            """
            SELECT \(ProductStore.columns)
            FROM products AS p
            WHERE p.user_id = \(account) AND p.sku = \(sku)\(lock ? session.dialect.forUpdate : "")
            """, decode)
        guard let product else { throw ProductError.unknownProduct(sku) }
        return product
    }

    /// Those products that there are of these ids, locked in the order of their keys.
    func locked(_ skus: [String]) throws -> [Product] {
        let wanted = try staged(skus)
        return try session.all(
            """
            SELECT \(ProductStore.columns)
            FROM products AS p
            WHERE p.user_id = \(account) AND p.sku IN (SELECT w.sku FROM \(wanted) AS w)
            ORDER BY p.product_key\(session.dialect.forUpdate)
            """, decode)
    }

    /// The products of these keys, by age.
    func products(_ keys: [Int64]) throws -> [Product] {
        let found = try session.stage(
            "found_products", [StagedColumn("product_key", .int64)], keys.map { [.int64($0)] })
        return try session.all(
            """
            SELECT \(ProductStore.columns)
            FROM products AS p
            WHERE p.user_id = \(account) AND p.product_key IN (SELECT f.product_key FROM \(found) AS f)
            ORDER BY p.product_key
            """, decode)
    }

    func staged(_ skus: some Sequence<String>) throws -> SQL {
        try session.stage("wanted_products", [StagedColumn("sku", .text)], Set(skus).sorted().map { [.text($0)] })
    }

    func list(_ filter: ProductFilter, _ listing: Listing) throws -> ListPage<Product> {
        try listing.page(of: ProductStore.table, where: conditions(filter), in: session, decode)
    }

    func conditions(_ filter: ProductFilter) -> [SQL] {
        let optional: [SQL?] = [
            filter.category.map { "p.category = \($0)" },
            filter.brand.map { "p.brand = \($0)" },
            filter.source.map { "p.source = \($0)" },
            filter.isActive.map { $0 ? "p.is_active" : "NOT p.is_active" },
            filter.isInStock.map { $0 ? "p.stock > 0" : "p.stock <= 0" },
            filter.beginning.map { "p.product_key IN (\(matches($0)))" },
        ]
        return ["p.user_id = \(account)"] + optional.compactMap { $0 }
            + (filter.times?.conditions(created: "p.created_at", updated: "p.updated_at", in: work.account.calendar)
                ?? [])
    }

    /// The keys of the products whose id or name begins with the text, whatever its case and accents.
    private func matches(_ beginning: String) -> SQL {
        let folded = Folding.fold(beginning)
        // No text that is stored has the last character of Unicode.
        let end = folded + "\u{10FFFF}"
        return """
            SELECT s.product_key
            FROM products AS s
            WHERE s.user_id = \(account) AND s.folded_sku >= \(folded) AND s.folded_sku < \(end)
            UNION
            SELECT n.product_key
            FROM products AS n
            WHERE n.user_id = \(account) AND n.folded_name >= \(folded) AND n.folded_name < \(end)
            """
    }

    /// Reads the columns in their order.
    func decode(_ row: inout Row) throws -> Product {
        let (key, sku): (Int64, String) = (try row.read(), try row.read())
        let content = ProductContent(
            name: try row.read(), category: try row.read(), brand: try row.read(), price: try row.read(),
            stock: try row.read(), isActive: try row.read(), url: try row.read(), imageURL: try row.read(),
            source: try row.read())
        return Product(
            key: key, sku: sku, content: content, currency: work.account.currency, version: try row.read(),
            createdAt: try row.read(), updatedAt: try row.read())
    }
}

/// Which products a list holds.
struct ProductFilter: Sendable {
    /// Of the id or the name.
    var beginning: String?
    var category: String?
    var brand: String?
    var source: ProductSource?
    var isActive: Bool?
    var isInStock: Bool?
    var times: ListTimes?
}
