import CRMCore
import CRMPlatform

/// What the rows of a file say of one order, read from their cells but not held to the rules yet.
struct OrderCells {
    var orderID: String
    var customerID: String
    var placedAt: Instant
    var updatedAt: Instant
    var total: DecimalNumber
    var status: String?
    var currency: String?
    var exchangeRate: DecimalNumber?
    var channel: String?
    var email: String?
    var phone: String?
    var firstName: String?
    var lastName: String?
    /// Empty: the file tells no lines.
    var lines: [Line] = []
    /// Empty: the file tells no refunds.
    var refunds: [Refund] = []

    struct Line {
        var sku: String?
        var name: String?
        var category: String?
        var quantity: DecimalNumber?
        var unitPrice: DecimalNumber
    }

    struct Refund {
        var refundID: String?
        var amount: DecimalNumber
        var refundedAt: Instant?
        var reason: String?
        var lines: [RefundedQuantity] = []
    }
}

extension OrderInput {
    /// Holds the cells to the rules of ``OrderFields``; nil when a mistake was noted.
    init?(_ cells: OrderCells, _ sink: ErrorSink) {
        let orderID = OrderFields.orderID.read(cells.orderID, sink)
        let customerID = OrderFields.customerID.read(cells.customerID, sink)
        let placedAt = OrderFields.placedAt.check(cells.placedAt, sink)
        updatedAt = OrderFields.updatedAt.check(cells.updatedAt, sink)
        status = OrderFields.status.read(cells.status?.oneLine, sink) ?? .paid
        currency = OrderFields.currency.read(cells.currency?.oneLine, sink)
        let total = OrderFields.total.check(cells.total, sink)
        exchangeRate = OrderFields.exchangeRate.check(cells.exchangeRate, sink)
        channel = OrderFields.channel.read(cells.channel?.oneLine, sink)
        email = OrderFields.email.read(cells.email?.oneLine, sink)
        phone = OrderFields.phone.read(cells.phone?.oneLine, sink)
        firstName = OrderFields.firstName.read(cells.firstName?.oneLine, sink)
        lastName = OrderFields.lastName.read(cells.lastName?.oneLine, sink)
        lines = OrderInput.lines(cells.lines, sink)
        refunds = OrderInput.refunds(cells.refunds, sink)
        let ids = OrderInput.ids(of: refunds)
        if Set(ids).count < ids.count {
            sink.note("/refunds", "field.duplicate", "must not hold the same refundId twice")
        }
        guard let orderID, let customerID, let placedAt, let total, sink.errors.isEmpty else { return nil }
        self.orderID = orderID
        self.customerID = customerID
        self.placedAt = placedAt
        self.total = total
    }

    private static func refunds(_ cells: [OrderCells.Refund], _ sink: ErrorSink) -> [RefundInput]? {
        guard !cells.isEmpty else { return nil }
        guard cells.count <= OrderLimits.refunds else {
            return sink.fail("/refunds", "field.too_many", "must have at most \(OrderLimits.refunds) elements")
        }
        return cells.enumerated().map { index, refund in
            sink.within("refunds", index) { RefundInput(refund, sink) }
        }
    }

    private static func lines(_ cells: [OrderCells.Line], _ sink: ErrorSink) -> [OrderLineInput]? {
        guard !cells.isEmpty else { return nil }
        guard cells.count <= OrderLimits.lines else {
            return sink.fail("/lines", "field.too_many", "must have at most \(OrderLimits.lines) elements")
        }
        return cells.enumerated().map { index, line in
            sink.within("lines", index) { OrderLineInput(line, sink) }
        }
    }
}

extension OrderLineInput {
    fileprivate init(_ cells: OrderCells.Line, _ sink: ErrorSink) {
        sku = OrderFields.Line.sku.read(cells.sku?.oneLine, sink)
        name = OrderFields.Line.name.read(cells.name?.oneLine, sink)
        category = OrderFields.Line.category.read(cells.category?.oneLine, sink)
        quantity = OrderFields.Line.quantity.check(cells.quantity, sink) ?? OrderLimits.oneUnit
        unitPrice = OrderFields.Line.unitPrice.check(cells.unitPrice, sink) ?? cells.unitPrice
        if sku == nil, name == nil { OrderFields.Line.sku.noteMissing(sink) }
    }
}

extension RefundInput {
    fileprivate init(_ cells: OrderCells.Refund, _ sink: ErrorSink) {
        refundID = OrderFields.Refund.refundID.read(cells.refundID?.oneLine, sink)
        amount = OrderFields.Refund.amount.check(cells.amount, sink) ?? cells.amount
        refundedAt = OrderFields.Refund.refundedAt.check(cells.refundedAt, sink)
        reason = OrderFields.Refund.reason.read(cells.reason?.oneLine, sink)
        lines = cells.lines.isEmpty ? nil : cells.lines
    }
}
