import CRMCore
import CRMPlatform

/// The columns of Shopify's export that are read, by their places in the format.
private enum Column: Int, CaseIterable {
    case handle, title, vendor, productCategory, type, published, option1, option2, option3, sku, tracker, quantity
    case price, image, variantImage, status

    var declaration: ImportColumn {
        switch self {
        case .handle: ImportColumn("Handle", isRequired: true)
        case .title: ImportColumn("Title", "name", isRequired: true)
        case .vendor: ImportColumn("Vendor", "brand")
        case .productCategory: ImportColumn("Product Category")
        case .type: ImportColumn("Type", "category")
        case .published: ImportColumn("Published", "isActive")
        case .option1: ImportColumn("Option1 Value")
        case .option2: ImportColumn("Option2 Value")
        case .option3: ImportColumn("Option3 Value")
        case .sku: ImportColumn("Variant SKU", "sku", isRequired: true)
        case .tracker: ImportColumn("Variant Inventory Tracker")
        case .quantity: ImportColumn("Variant Inventory Qty", "stock", isNumeric: true)
        case .price: ImportColumn("Variant Price", "price", isNumeric: true)
        case .image: ImportColumn("Image Src", "imageUrl")
        case .variantImage: ImportColumn("Variant Image")
        case .status: ImportColumn("Status")
        }
    }
}

extension ImportRow {
    fileprivate func text(_ column: Column) -> String? { text(column.rawValue) }
    fileprivate func number(_ column: Column) throws(ImportFault) -> DecimalNumber? { try number(column.rawValue) }
}

/// The products export of Shopify: one row a variant, the product's own columns on the first row of each `Handle`; rows
/// of further images have neither.
extension ProductImport {
    static let shopify = ImportFormat(
        name: "shopify-products", summary: "the products export of Shopify",
        columns: Column.allCases.map(\.declaration),
        signatures: [["Handle", "Title", "Vendor", "Variant SKU", "Variant Price"]],
        recordColumns: [Column.handle.rawValue], mustStayTogether: { _ in true },
        makeRecords: { account in Records(account, shopifyVariants) })

    private static func shopifyVariants(_ rows: any ImportRows) throws(ImportFault) -> [ProductCells] {
        let first = ImportRow(rows, 0)
        let isActive = try shopifyActivity(first)
        var variants: [ProductCells] = []
        for index in 0..<rows.count {
            let row = ImportRow(rows, index)
            guard let sku = row.text(.sku) else { continue }
            var variant = ProductCells(sku: sku)
            variant.name = shopifyName(first.text(.title), row)
            variant.brand = first.text(.vendor)
            variant.category = first.text(.type) ?? first.text(.productCategory)
            variant.isActive = isActive
            variant.price = try row.number(.price)
            // A shop that does not count a variant writes zero.
            if row.text(.tracker) != nil { variant.stock = try row.number(.quantity) }
            variant.imageURL = row.text(.variantImage) ?? first.text(.image)
            variants.append(variant)
        }
        guard !variants.isEmpty else {
            throw ImportFault(Column.sku.rawValue, "is empty in every variant: orders cannot name them")
        }
        return variants
    }

    /// As the lines of Shopify's orders name it: `Shirt - Red / M`.
    private static func shopifyName(_ title: String?, _ row: ImportRow) -> String? {
        let options = [Column.option1, .option2, .option3].compactMap { row.text($0) }.filter { $0 != "Default Title" }
        return title.map { options.isEmpty ? $0 : "\($0) - \(options.joined(separator: " / "))" }
    }

    private static func shopifyActivity(_ row: ImportRow) throws(ImportFault) -> Bool? {
        switch row.text(.status)?.lowercased() {
        case "active": return true
        case "draft", "archived", "unlisted": return false
        case nil: return try row.truth(Column.published.rawValue)
        case .some(let other):
            throw ImportFault(Column.status.rawValue, "\"\(other.prefix(40))\" is no status of a Shopify product")
        }
    }
}
