import CRMCore
import CRMPlatform

/// The columns of WooCommerce's export that are read, by their places in the format.
private enum Column: Int, CaseIterable {
    case sku, name, published, stock, price, categories, images, brands

    var declaration: ImportColumn {
        switch self {
        case .sku: ImportColumn("SKU", "sku", isRequired: true)
        case .name: ImportColumn("Name", "name", isRequired: true)
        case .published: ImportColumn("Published", "isActive")
        case .stock: ImportColumn("Stock", "stock", isNumeric: true)
        case .price: ImportColumn("Regular price", "price", isNumeric: true)
        case .categories: ImportColumn("Categories", "category")
        case .images: ImportColumn("Images", "imageUrl")
        case .brands: ImportColumn("Brands", "brand")
        }
    }
}

extension ImportRow {
    fileprivate func text(_ column: Column) -> String? { text(column.rawValue) }

    /// The first of several values, which are separated by commas.
    fileprivate func first(_ column: Column) -> String? {
        text(column)?.split(separator: ",").first.map { String($0).trimmingSpaces() }
    }
}

/// The export of the product importer that comes with WooCommerce: one row a product or a variation.
extension ProductImport {
    static let wooCommerce = ImportFormat(
        name: "woocommerce-products", summary: "the products export of WooCommerce",
        columns: Column.allCases.map(\.declaration),
        signatures: [["SKU", "Name", "Published", "Regular price", "Categories"]],
        recordColumns: [], mustStayTogether: { _ in false },
        makeRecords: { account in Records(account, wooProduct) })

    private static func wooProduct(_ rows: any ImportRows) throws(ImportFault) -> [ProductCells] {
        let row = ImportRow(rows, 0)
        guard let sku = row.text(.sku) else {
            throw ImportFault(Column.sku.rawValue, "is empty: orders cannot name the product")
        }
        var product = ProductCells(sku: sku)
        product.name = row.text(.name)
        product.category = row.first(.categories)
        product.brand = row.first(.brands)
        product.price = try row.number(Column.price.rawValue)
        product.stock = try row.number(Column.stock.rawValue)
        product.isActive = try wooActivity(row)
        product.imageURL = row.first(.images)
        return [product]
    }

    private static func wooActivity(_ row: ImportRow) throws(ImportFault) -> Bool? {
        switch row.text(.published) {
        case "1": true
        // Private, and a draft.
        case "0", "-1": false
        case nil: nil
        case .some(let other):
            throw ImportFault(Column.published.rawValue, "\"\(other.prefix(40))\" must be 1, 0 or -1")
        }
    }
}
