package import CRMCore

/// Why a verb of products refuses.
package enum ProductError: DomainError, Equatable {
    case unknownProduct(String)
    /// An unknown number of pieces cannot become more or less.
    case stockUnknown(String)
    case stockOutOfRange(String)

    package var kind: DomainErrorKind {
        switch self {
        case .unknownProduct: .notFound
        case .stockUnknown, .stockOutOfRange: .conflict
        }
    }

    package var code: String {
        switch self {
        case .unknownProduct: "products.unknown"
        case .stockUnknown: "products.stock_unknown"
        case .stockOutOfRange: "products.stock_out_of_range"
        }
    }

    package var detail: String {
        switch self {
        case .unknownProduct(let sku): "There is no product \(sku)"
        case .stockUnknown(let sku): "The stock of \(sku) is not known: set it before it is adjusted"
        case .stockOutOfRange(let sku):
            "The stock of \(sku) would be farther from zero than \(ProductLimits.stock)"
        }
    }

    static let unknown: (kind: DomainErrorKind, code: String) = (.notFound, "products.unknown")
}
