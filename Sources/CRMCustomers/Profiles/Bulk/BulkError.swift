import CRMCore

/// Why a verb of bulk actions refuses.
enum BulkError: DomainError, Equatable {
    case unknownAction
    case tooManyCustomers
    case tooManyActions
    case live(BulkState)
    case alreadyUndone

    var kind: DomainErrorKind { self == .unknownAction ? .notFound : .conflict }

    var code: String {
        switch self {
        case .unknownAction: "bulk.unknown"
        case .tooManyCustomers: "bulk.too_many_customers"
        case .tooManyActions: "bulk.too_many"
        case .live: "bulk.live"
        case .alreadyUndone: "bulk.already_undone"
        }
    }

    var detail: String {
        switch self {
        case .unknownAction: "There is no such bulk action"
        case .tooManyCustomers: "A bulk action takes at most \(BulkLimits.customers) customers: choose fewer at a time"
        case .tooManyActions: "At most \(BulkLimits.live) bulk actions may wait or run at the same time"
        case .live(let state): "The bulk action is \(state.rawValue): cancel its job first, or wait for its end"
        case .alreadyUndone: "The bulk action was taken back already"
        }
    }

    static let unknown: (kind: DomainErrorKind, code: String) = (.notFound, "bulk.unknown")

    static func refusal(_ code: String) -> (kind: DomainErrorKind, code: String) { (.conflict, code) }
}
