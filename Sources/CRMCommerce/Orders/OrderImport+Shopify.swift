import CRMCore
import CRMPlatform

/// The columns of Shopify's export that are read, by their places in the format.
private enum Column: Int, CaseIterable {
    case name, id, email, phone, financialStatus, fulfillmentStatus, currency, total, createdAt, paidAt, fulfilledAt
    case cancelledAt, refundedAmount, billingName, billingPhone, shippingName, source, lineQuantity, lineName
    case linePrice, lineSKU

    var declaration: ImportColumn {
        switch self {
        case .name: ImportColumn("Name", "orderId", isRequired: true)
        case .id: ImportColumn("Id")
        case .email: ImportColumn("Email", "email", isRequired: true)
        case .phone: ImportColumn("Phone", "phone")
        case .financialStatus: ImportColumn("Financial Status", "status", isRequired: true)
        case .fulfillmentStatus: ImportColumn("Fulfillment Status")
        case .currency: ImportColumn("Currency", "currency")
        case .total: ImportColumn("Total", "total", isRequired: true, isNumeric: true)
        case .createdAt: ImportColumn("Created at", "placedAt", isRequired: true)
        case .paidAt: ImportColumn("Paid at", "updatedAt")
        case .fulfilledAt: ImportColumn("Fulfilled at")
        case .cancelledAt: ImportColumn("Cancelled at")
        case .refundedAmount: ImportColumn("Refunded Amount", "amount", isNumeric: true)
        case .billingName: ImportColumn("Billing Name", "lastName")
        case .billingPhone: ImportColumn("Billing Phone")
        case .shippingName: ImportColumn("Shipping Name")
        case .source: ImportColumn("Source", "channel")
        case .lineQuantity: ImportColumn("Lineitem quantity", "quantity", isNumeric: true)
        case .lineName: ImportColumn("Lineitem name", "name")
        case .linePrice: ImportColumn("Lineitem price", "unitPrice", isNumeric: true)
        case .lineSKU: ImportColumn("Lineitem sku", "sku")
        }
    }
}

extension ImportRow {
    fileprivate func text(_ column: Column) -> String? { text(column.rawValue) }
    fileprivate func number(_ column: Column) throws(ImportFault) -> DecimalNumber? { try number(column.rawValue) }
    fileprivate func instant(_ column: Column) throws(ImportFault) -> Instant? { try instant(column.rawValue) }
}

extension ImportFault {
    fileprivate init(_ column: Column, _ reason: String, line: Int? = nil) {
        self.init(column.rawValue, reason, line: line)
    }
}

/// The orders export of Shopify: one row a line item, the order's own columns on the first row of each `Name`.
extension OrderImport {
    static let shopify = ImportFormat(
        name: "shopify-orders",
        summary: "the orders export of Shopify",
        columns: Column.allCases.map(\.declaration),
        signatures: [["Name", "Financial Status", "Fulfillment Status", "Lineitem quantity", "Lineitem name"]],
        recordColumns: [Column.name.rawValue], mustStayTogether: { _ in true },
        makeRecords: { account in Records(account, shopifyOrder) })

    private static func shopifyOrder(_ rows: any ImportRows, _: ImportDesk) throws(ImportFault) -> OrderCells {
        let first = ImportRow(rows, 0)
        guard let orderID = first.text(.id) ?? first.text(.name) else { throw ImportFault(.name, "is empty") }
        guard let placedAt = try first.instant(.createdAt) else { throw ImportFault(.createdAt, "is empty") }
        guard let total = try first.number(.total) else { throw ImportFault(.total, "is empty") }
        var version = placedAt
        for column in [Column.paidAt, .fulfilledAt, .cancelledAt] {
            version = max(version, try first.instant(column) ?? version)
        }
        let status = try shopifyStatus(first)
        let phone = first.text(.phone) ?? first.text(.billingPhone)
        let customer = try shopCustomer(first, email: Column.email.rawValue, phone: phone)
        var order = OrderCells(
            orderID: orderID, customerID: customer.id, placedAt: placedAt, updatedAt: version, total: total)
        order.status = status
        order.currency = first.text(.currency)?.uppercased()
        order.channel = first.text(.source)
        order.email = customer.email
        order.phone = customer.phone?.value
        order.setName(first.text(.billingName) ?? first.text(.shippingName))
        for index in 0..<rows.count {
            if let line = try shopifyLine(ImportRow(rows, index)) { order.lines.append(line) }
        }
        if let refunded = try first.number(.refundedAmount), refunded.significand > 0 {
            order.refunds = [OrderCells.Refund(refundID: "shopify-export", amount: refunded)]
        }
        return order
    }

    private static func shopifyStatus(_ row: ImportRow) throws(ImportFault) -> String {
        if row.text(.cancelledAt) != nil { return OrderStatus.cancelled.rawValue }
        let isFulfilled = row.text(.fulfillmentStatus)?.lowercased() == "fulfilled"
        switch row.text(.financialStatus)?.lowercased() {
        case "paid", "partially_refunded": return (isFulfilled ? OrderStatus.fulfilled : .paid).rawValue
        case "refunded": return OrderStatus.refunded.rawValue
        case "pending", "authorized", "partially_paid", nil: return OrderStatus.pending.rawValue
        case "voided", "expired": return OrderStatus.cancelled.rawValue
        case .some(let other):
            throw ImportFault(.financialStatus, "\"\(other.prefix(40))\" is no status of a Shopify payment")
        }
    }

    private static func shopifyLine(_ row: ImportRow) throws(ImportFault) -> OrderCells.Line? {
        guard let name = row.text(.lineName) else { return nil }
        let quantity = try row.number(.lineQuantity)
        guard let price = try row.number(.linePrice) else {
            throw ImportFault(.linePrice, "is empty", line: row.line)
        }
        return OrderCells.Line(sku: row.text(.lineSKU), name: name, quantity: quantity, unitPrice: price)
    }
}
