package import CRMCore
import CRMDatabase
package import CRMPlatform

/// Products to files.
enum ProductExport {
    static let exporter = Exporter(
        name: "products", summary: "All products as a file, by their SKUs.", scope: .productsRead, columns: columns
    ) { query in
        var filter = ProductFilter()
        filter.category = query.optional("category", .text(max: ProductLimits.word))
        filter.isActive = query.optional("isActive", .bool)
        filter.source = query.optional("source", .closedSet)
        filter.times = ListTimes(query)
        return ExportWalk { [filter] sku, work in
            guard let (products, last) = try ProductStore(work).stretch(after: sku ?? "", count: step, filter) else {
                return .end
            }
            return ExportStep(products, next: last)
        }
    }

    /// Products of one step.
    private static let step = 500

    /// Those of the generic import first.
    private static let columns = [
        "sku", "name", "category", "brand", "price", "stock", "is_active", "url", "image_url", "currency", "source",
        "created_at", "updated_at",
    ]
}

extension ProductStore {
    /// The products that the filter leaves of the next `count` by their ids, and the last id of these; nil at the end.
    func stretch(
        after sku: String, count: Int, _ filter: ProductFilter
    ) throws -> (products: [Product], last: String)? {
        let next: SQL = """
            FROM products
            WHERE user_id = \(account) AND sku > \(sku)
            ORDER BY sku
            LIMIT \(count)
            """
        guard let last = try session.value("SELECT max(sku) FROM (SELECT sku \(next)) AS n", as: String?.self) else {
            return nil
        }
        // The filters stay outside, so that each step is bounded whatever they leave.
        let products = try session.all(
            """
            SELECT \(ProductStore.columns)
            FROM (SELECT * \(next)) AS p
            WHERE \(conditions(filter).conjunction())
            ORDER BY p.sku
            """, decode)
        return (products, last)
    }
}

extension Product: ExportRecord {
    package var rows: [[ExportCell]] {
        [
            [
                .text(sku), ExportCell(content.name), ExportCell(content.category), ExportCell(content.brand),
                ExportCell(price), ExportCell(content.stock.map { DecimalNumber(integer: Int64($0)) }),
                ExportCell(content.isActive), ExportCell(content.url), ExportCell(content.imageURL),
                .text(currency.code), ExportCell(content.source), ExportCell(createdAt), ExportCell(updatedAt),
            ]
        ]
    }

    /// The product as `POST /api/customers/products` takes it: without what only this database knows of it.
    package func writeObject(to writer: inout JSONWriter) {
        write(to: &writer, without: ["currency", "source", "version", "createdAt", "updatedAt"])
    }
}
