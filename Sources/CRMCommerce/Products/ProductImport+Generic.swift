import CRMCore
import CRMPlatform

/// The columns of the generic format, by their places in it.
private enum Column: Int, CaseIterable {
    case sku, name, category, brand, price, stock, isActive, url, imageURL

    var declaration: ImportColumn {
        switch self {
        case .sku: ImportColumn("sku", "sku", isRequired: true)
        case .name: ImportColumn("name", "name")
        case .category: ImportColumn("category", "category")
        case .brand: ImportColumn("brand", "brand")
        case .price: ImportColumn("price", "price", isNumeric: true)
        case .stock: ImportColumn("stock", "stock", isNumeric: true)
        case .isActive: ImportColumn("is_active", "isActive")
        case .url: ImportColumn("url", "url")
        case .imageURL: ImportColumn("image_url", "imageUrl")
        }
    }
}

extension ImportRow {
    fileprivate func text(_ column: Column) -> String? { text(column.rawValue) }
    fileprivate func number(_ column: Column) throws(ImportFault) -> DecimalNumber? { try number(column.rawValue) }
}

/// The format for files of any origin: one row a product.
extension ProductImport {
    static let generic = ImportFormat(
        name: "generic", summary: "one row a product; empty cells keep what is known",
        columns: Column.allCases.map(\.declaration), recordColumns: [], mustStayTogether: { _ in false },
        makeRecords: { account in Records(account, genericProduct) })

    private static func genericProduct(_ rows: any ImportRows) throws(ImportFault) -> [ProductCells] {
        let row = ImportRow(rows, 0)
        guard let sku = row.text(.sku) else { throw ImportFault(Column.sku.rawValue, "is empty") }
        var product = ProductCells(sku: sku)
        product.name = row.text(.name)
        product.category = row.text(.category)
        product.brand = row.text(.brand)
        product.price = try row.number(.price)
        product.stock = try row.number(.stock)
        product.isActive = try row.truth(Column.isActive.rawValue)
        product.url = row.text(.url)
        product.imageURL = row.text(.imageURL)
        return [product]
    }
}
