package import CRMCore

/// An order of the sample shop with its lines and refunds, as its owner would send one.
package struct SampleOrder: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case pending, paid, fulfilled, cancelled, refunded
    }

    package enum Channel: String, Sendable, Hashable, CaseIterable {
        case web, store, marketplace, phone
    }

    /// `1001`, rising in the order of `placedAt`.
    package let orderId: String
    package let customerId: String
    package let placedAt: Instant
    /// When the order last changed: not before `placedAt` or any refund.
    package let updatedAt: Instant
    package let status: Status
    package let currency: Currency
    package let channel: Channel
    /// At least one.
    package let lines: [SampleOrderLine]
    package let refunds: [SampleRefund]

    /// The sum of the lines in minor units; the shop ships free of charge and its prices hold the tax.
    package var total: Int64 { lines.reduce(0) { $0 + $1.amount } }

    /// In minor units, at most the total.
    package var refunded: Int64 { refunds.reduce(0) { $0 + $1.amount } }

    /// Counts for the metrics of its customer.
    package var isQualifying: Bool { status == .paid || status == .fulfilled }
}

/// So many pieces of one product.
package struct SampleOrderLine: Sendable, Hashable {
    package let sku: String
    package let name: String
    package let category: String
    package let quantity: Int
    /// In minor units.
    package let unitPrice: Int64

    /// In minor units.
    package var amount: Int64 { Int64(quantity) * unitPrice }
}

/// Money given back.
package struct SampleRefund: Sendable, Hashable {
    /// `1001-R1`: the order and the number of its refund.
    package let refundId: String
    /// In minor units, more than zero.
    package let amount: Int64
    package let refundedAt: Instant
    package let reason: String
}
