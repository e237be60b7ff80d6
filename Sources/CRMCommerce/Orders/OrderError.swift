package import CRMCore

/// Why a verb of orders refuses.
package enum OrderError: DomainError {
    case unknownOrder(OrderID)
    case refundExceedsTotal(rest: Money)

    package var kind: DomainErrorKind {
        switch self {
        case .unknownOrder: .notFound
        case .refundExceedsTotal: .conflict
        }
    }

    package var code: String {
        switch self {
        case .unknownOrder: "order.unknown"
        case .refundExceedsTotal: "order.refund_exceeds_total"
        }
    }

    package var detail: String {
        switch self {
        case .unknownOrder(let orderID): "There is no order \(orderID.value)"
        case .refundExceedsTotal(let rest): "Only \(rest.plain) \(rest.currency.code) are left to refund"
        }
    }
}
