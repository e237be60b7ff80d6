package import CRMCore
import CRMDatabase
package import CRMPlatform

/// A thing that the shop sells, known by its stock-keeping unit.
package struct Product: Sendable {
    let key: Int64
    package let sku: String
    package let content: ProductContent
    /// That of the account.
    let currency: Currency
    package let version: Int
    package let createdAt: Instant
    package let updatedAt: Instant

    var price: Money? { content.price.map { Money(minorUnits: $0, currency: currency) } }
}

/// What is said of a product.
package struct ProductContent: Sendable, Equatable {
    package var name: String?
    package var category: String?
    var brand: String?
    /// Minor units of the account's currency.
    var price: Int64?
    /// Nil when nobody counts them; below zero when more were sold than there are.
    package var stock: Int?
    var isActive = true
    var url: String?
    var imageURL: String?
    var source = ProductSource.catalogue
}

/// How a product came to be known.
package enum ProductSource: String, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    /// Somebody told it.
    case catalogue
    /// It was ordered before anybody told it.
    case order
}

extension Product: JSONObjectEncodable {
    package static let typeName = "Product"

    package static let fields: [OutputField<Product>] = [
        OutputField("sku") { $0.sku },
        OutputField("name") { $0.content.name },
        OutputField("category") { $0.content.category },
        OutputField("brand") { $0.content.brand },
        OutputField("price", "In the account's currency.") { $0.price },
        OutputField("currency", "ISO 4217: the account's.") { $0.currency.code },
        OutputField("stock", "Pieces; null when it is not known, below zero when more were sold than there are.") {
            $0.content.stock
        },
        OutputField("isActive", "On sale.") { $0.content.isActive },
        OutputField("url") { $0.content.url },
        OutputField("imageUrl") { $0.content.imageURL },
        OutputField("source", "`order` until it is told: it was learned from an order's line.") { $0.content.source },
        OutputField("version", "Counts the changes.") { $0.version },
        OutputField("createdAt") { $0.createdAt },
        OutputField("updatedAt") { $0.updatedAt },
    ]
}

/// Bounds on products.
enum ProductLimits {
    /// Characters of a stock-keeping unit, a category, a brand: those of an order's line.
    static let word = OrderLimits.name
    /// Characters of a name: those of an order's line.
    static let name = OrderLimits.text
    /// Characters of an address on the web.
    static let url = 2_000
    /// The farthest that a stock is from zero.
    static let stock = 1_000_000_000
    /// Changes of stock in one call.
    static let changesPerCall = 1_000
}
