package import CRMCore

/// Why a verb of orders refuses.
package enum OrderError: DomainError {
    case unknownOrder(OrderID)
    case refundExceedsTotal(rest: Money)
    case refundIDUsed(String)
    case tooManyRefunds

    package var kind: DomainErrorKind {
        switch self {
        case .unknownOrder: .notFound
        case .refundExceedsTotal, .refundIDUsed, .tooManyRefunds: .conflict
        }
    }

    package var code: String {
        switch self {
        case .unknownOrder: "order.unknown"
        case .refundExceedsTotal: "order.refund_exceeds_total"
        case .refundIDUsed: "order.refund_id_used"
        case .tooManyRefunds: "order.too_many_refunds"
        }
    }

    package var detail: String {
        switch self {
        case .unknownOrder(let orderID): "There is no order \(orderID.value)"
        case .refundIDUsed(let id): "Refund \(id) is known with another amount"
        case .tooManyRefunds: "An order has at most \(OrderLimits.refunds) refunds"
        case .refundExceedsTotal(let rest) where rest.minorUnits == 0: "Nothing is left to refund"
        case .refundExceedsTotal(let rest):
            "More than zero and at most \(rest.plain) \(rest.currency.code) can be refunded"
        }
    }
}
