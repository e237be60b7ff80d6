package import CRMCore
import CRMDatabase
package import CRMPlatform

/// An order as the shop told it last.
package struct Order: Sendable {
    package let orderID: OrderID
    package let customerID: CustomerID
    package let placedAt: Instant
    package let updatedAt: Instant
    package let status: OrderStatus
    /// In the order's own currency.
    package let total: Money
    package let refundedAmount: Money
    /// Units of the account's currency for one of the order's; nil when they are the same.
    package let exchangeRate: DecimalNumber?
    package let channel: String?
    package let lines: [OrderLine]
    package let refunds: [Refund]
    package let createdAt: Instant
}

package enum OrderStatus: String, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case pending, paid, fulfilled, cancelled, refunded

    /// Whether an order of this status counts as a purchase.
    package var isQualifying: Bool { self == .paid || self == .fulfilled }
}

/// One product of an order.
package struct OrderLine: Sendable, Hashable {
    package let sku: String?
    package let name: String?
    package let category: String?
    package let quantity: DecimalNumber
    /// In the order's currency.
    package let unitPrice: Money
}

/// Money given back for an order.
package struct Refund: Sendable, Hashable {
    /// The shop's own id of the refund, unique within the order.
    package let refundID: String
    package let amount: Money
    package let refundedAt: Instant
    package let reason: String?
    /// The lines that were given back; empty when only an amount was told.
    package var lines: [RefundedQuantity] = []
}

extension Order: JSONObjectEncodable {
    package static let typeName = "Order"

    package static let fields: [OutputField<Order>] = [
        OutputField("orderId") { $0.orderID },
        OutputField("customerId") { $0.customerID },
        OutputField("placedAt") { $0.placedAt },
        OutputField("updatedAt", "The version: an older one never overwrites a newer one.") { $0.updatedAt },
        OutputField("status") { $0.status },
        OutputField("currency", "ISO 4217.") { $0.total.currency.code },
        OutputField("total", "In the order's currency.") { $0.total },
        OutputField("refundedAmount", "Sum of the refunds.") { $0.refundedAmount },
        OutputField("exchangeRate", "Units of the account's currency for one of the order's.") { $0.exchangeRate },
        OutputField("channel") { $0.channel },
        OutputField("lines") { $0.lines },
        OutputField("refunds") { $0.refunds },
        OutputField("createdAt", "When it was first recorded here.") { $0.createdAt },
    ]
}

extension OrderLine: JSONObjectEncodable {
    package static let typeName = "OrderLine"

    package static let fields: [OutputField<OrderLine>] = [
        OutputField("sku") { $0.sku },
        OutputField("name") { $0.name },
        OutputField("category") { $0.category },
        OutputField("quantity") { $0.quantity },
        OutputField("unitPrice") { $0.unitPrice },
    ]
}

extension Refund: JSONObjectEncodable {
    package static let typeName = "Refund"

    package static let fields: [OutputField<Refund>] = [
        OutputField("refundId") { $0.refundID },
        OutputField("amount") { $0.amount },
        OutputField("refundedAt") { $0.refundedAt },
        OutputField("reason") { $0.reason },
        OutputField("lines", "Empty when only an amount was told.") { $0.lines },
    ]
}
