import CRMCore
package import CRMPlatform

/// An order as a caller or a file tells it, before the account's currency is known.
package struct OrderInput: ObjectInput, RequestInput {
    package static let typeName: String? = "OrderInput"

    let orderID: OrderID
    let customerID: CustomerID
    let placedAt: Instant
    /// Nil: the version is unknown, so that it counts as the newest.
    let updatedAt: Instant?
    let status: OrderStatus
    let currency: Currency?
    let total: DecimalNumber
    let exchangeRate: DecimalNumber?
    let channel: String?
    let email: EmailAddress?
    let phone: PhoneNumber?
    let firstName: String?
    let lastName: String?
    /// Nil: keeps the lines that are known.
    let lines: [OrderLineInput]?
    /// Nil: keeps the refunds that are known.
    let refunds: [RefundInput]?

    package init(_ fields: ObjectReader) {
        orderID = fields.required(OrderFields.orderID)
        customerID = fields.required(OrderFields.customerID)
        placedAt = fields.required(OrderFields.placedAt)
        updatedAt = fields.optional(OrderFields.updatedAt)
        status = fields.optional(OrderFields.status, default: .paid)
        currency = fields.optional(OrderFields.currency)
        total = fields.required(OrderFields.total)
        exchangeRate = fields.optional(OrderFields.exchangeRate)
        channel = fields.optional(OrderFields.channel)
        email = fields.optional(OrderFields.email)
        phone = fields.optional(OrderFields.phone)
        firstName = fields.optional(OrderFields.firstName)
        lastName = fields.optional(OrderFields.lastName)
        lines = fields.optional(
            "lines", .list(.object(OrderLineInput.self), max: OrderLimits.lines),
            "Replaces the known lines; left out, they stay.")
        refunds = fields.optional(
            "refunds", .list(.object(RefundInput.self), max: OrderLimits.refunds),
            "Replaces the known refunds; left out, they stay.")
        if Set(refundIDs).count < refundIDs.count {
            fields.fail("refunds", "field.duplicate", "must not hold the same refundId twice")
        }
    }

    package init(_ request: RequestReader) {
        self.init(request.body)
    }

    /// The ids of the refunds in their order; one without an id is known by its place.
    var refundIDs: [String] { OrderInput.ids(of: refunds) }

    static func ids(of refunds: [RefundInput]?) -> [String] {
        (refunds ?? []).enumerated().map { index, refund in refund.refundID ?? "refund-\(index + 1)" }
    }
}

package struct OrderLineInput: ObjectInput {
    package static let typeName: String? = "OrderLineInput"

    let sku: String?
    let name: String?
    let category: String?
    let quantity: DecimalNumber
    let unitPrice: DecimalNumber

    package init(_ fields: ObjectReader) {
        sku = fields.optional(OrderFields.Line.sku)
        name = fields.optional(OrderFields.Line.name)
        category = fields.optional(OrderFields.Line.category)
        quantity = fields.optional(OrderFields.Line.quantity, default: OrderLimits.oneUnit)
        unitPrice = fields.required(OrderFields.Line.unitPrice)
        if sku == nil, name == nil { fields.fail("sku", "field.required", "is required when there is no name") }
    }
}

package struct RefundInput: ObjectInput {
    package static let typeName: String? = "RefundInput"

    let refundID: String?
    let amount: DecimalNumber
    let refundedAt: Instant?
    let reason: String?
    /// Nil: keeps the lines that are known of the refund.
    let lines: [RefundedQuantity]?

    package init(_ fields: ObjectReader) {
        refundID = fields.optional(OrderFields.Refund.refundID)
        amount = fields.required(OrderFields.Refund.amount)
        refundedAt = fields.optional(OrderFields.Refund.refundedAt)
        reason = fields.optional(OrderFields.Refund.reason)
        lines = fields.optional(
            "lines", .list(.object(RefundedQuantityInput.self), max: OrderLimits.lines),
            "The lines that were given back; left out, those that are known stay."
        )?.map(\.value)
    }
}

/// Bounds on an order's fields.
enum OrderLimits {
    /// Lines of an order.
    static let lines = 1_000
    /// Refunds of an order.
    static let refunds = 100
    /// Characters of a short word: a channel, a refund's id.
    static let word = 64
    /// Characters of a name or a stock-keeping unit.
    static let name = 200
    /// Characters of a product's name or a reason.
    static let text = 500
    /// Quantity of a line, also of one that is given back.
    static let quantity: Int64 = 1_000_000
    static let oneUnit = DecimalNumber(integer: 1)
}
