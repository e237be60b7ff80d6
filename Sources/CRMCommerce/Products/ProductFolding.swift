import CRMCore
import CRMDatabase
import CRMPlatform

/// Makes products findable that a migration took from orders: it can fold plain letters only, and leaves the rest to this.
enum ProductFolding {
    static let kind = JobKind(
        "products.fold", "Makes products findable by the beginning of their names that an update took from orders.",
        schedule: .daily(hour: 0, minute: 50)
    ) { run in
        var done = 0
        var last = productsPerStep
        while last == productsPerStep {
            let before = done
            last = try await run.step { work in
                let folded = try ProductStore(work).foldNext(productsPerStep)
                return JobStep(folded, progress: JobProgress(done: before + folded))
            }
            done += last
        }
        return ["folded": .number(String(done))]
    }

    private static let productsPerStep = 500
}

extension ProductStore {
    /// Folds the texts of the next products that are not folded yet; gives how many there were.
    fileprivate func foldNext(_ count: Int) throws -> Int {
        let next: [(key: Int64, sku: String, name: String?)] = try session.all(
            """
            SELECT p.product_key, p.sku, p.name
            FROM products AS p
            WHERE p.user_id = \(account) AND p.folded_sku IS NULL
            ORDER BY p.product_key
            LIMIT \(count)\(session.dialect.forUpdate)
            """
        ) { row in (try row.read(), try row.read(), try row.read()) }
        guard !next.isEmpty else { return 0 }
        let folded = try session.stage(
            "folded_products",
            [
                StagedColumn("product_key", .int64), StagedColumn("folded_sku", .text),
                StagedColumn("folded_name", .text),
            ],
            next.map { product in
                [
                    .int64(product.key), .text(Folding.fold(product.sku)),
                    product.name.map { Folding.fold($0) }.sqlValue,
                ]
            })
        try session.execute(
            """
            UPDATE products AS p
            SET folded_sku = f.folded_sku, folded_name = f.folded_name
            FROM \(folded) AS f
            WHERE p.user_id = \(account) AND p.product_key = f.product_key
            """)
        return next.count
    }
}
