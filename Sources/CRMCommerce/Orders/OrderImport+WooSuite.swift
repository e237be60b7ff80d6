import CRMCore
import CRMPlatform

/// The columns of the suite's export that are read, by their places in the format.
private enum Column: Int, CaseIterable {
    case orderID, orderNumber, orderDate, paidDate, status, total, refunded, currency, customerID, customerEmail
    case billingEmail, phone, firstName, lastName, itemName, itemSKU, itemQuantity, itemPrice

    var declaration: ImportColumn {
        switch self {
        case .orderID: ImportColumn("order_id", "orderId", isRequired: true)
        case .orderNumber: ImportColumn("order_number")
        case .orderDate: ImportColumn("order_date", "placedAt", isRequired: true)
        case .paidDate: ImportColumn("paid_date")
        case .status: ImportColumn("status", "status", isRequired: true)
        case .total: ImportColumn("order_total", "total", isRequired: true, isNumeric: true)
        case .refunded: ImportColumn("refunded_total", "amount", isNumeric: true)
        case .currency: ImportColumn("order_currency", "currency")
        case .customerID: ImportColumn("customer_id", "customerId")
        case .customerEmail: ImportColumn("customer_email", "email")
        case .billingEmail: ImportColumn("billing_email", "email")
        case .phone: ImportColumn("billing_phone", "phone")
        case .firstName: ImportColumn("billing_first_name", "firstName")
        case .lastName: ImportColumn("billing_last_name", "lastName")
        case .itemName: ImportColumn("item_name", "name")
        case .itemSKU: ImportColumn("item_sku", "sku")
        case .itemQuantity: ImportColumn("item_quantity", "quantity", isNumeric: true)
        case .itemPrice: ImportColumn("item_price", "unitPrice", isNumeric: true)
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

/// The orders of the Import Export Suite for WooCommerce: one row an order, or one a line item.
extension OrderImport {
    static let wooSuite = ImportFormat(
        name: "woocommerce-suite", summary: "the orders of the Import Export Suite for WooCommerce",
        columns: Column.allCases.map(\.declaration),
        signatures: [["order_id", "order_number", "order_date", "order_total"]],
        recordColumns: [Column.orderID.rawValue], mustStayTogether: { row in row.text(.itemName) != nil },
        makeRecords: { account in Records(account, suiteOrder) })

    private static func suiteOrder(_ rows: any ImportRows, _: ImportDesk) throws(ImportFault) -> OrderCells {
        let first = ImportRow(rows, 0)
        // The number is what the Analytics export calls the order.
        guard let orderID = first.text(.orderNumber) ?? first.text(.orderID) else {
            throw ImportFault(.orderID, "is empty")
        }
        guard let placedAt = try first.instant(.orderDate) else { throw ImportFault(.orderDate, "is empty") }
        guard let total = try first.number(.total) else { throw ImportFault(.total, "is empty") }
        let status = try WooCommerce.status(first, Column.status.rawValue)
        let emailColumn = first.text(.billingEmail) == nil ? Column.customerEmail : .billingEmail
        // Guests have the number 0.
        let id = first.text(.customerID).flatMap { $0 == "0" ? nil : $0 }
        let customer = try shopCustomer(first, email: emailColumn.rawValue, phone: first.text(.phone), id: id)
        var order = OrderCells(
            orderID: orderID, customerID: customer.id, placedAt: placedAt,
            updatedAt: max(placedAt, try first.instant(.paidDate) ?? placedAt), total: total)
        order.status = status
        order.currency = first.text(.currency)?.uppercased()
        order.email = customer.email
        order.phone = customer.phone?.value
        order.firstName = first.text(.firstName)
        order.lastName = first.text(.lastName)
        for index in 0..<rows.count {
            if let line = try suiteLine(ImportRow(rows, index)) { order.lines.append(line) }
        }
        if let refunded = try first.number(.refunded), refunded.significand != 0 {
            order.refunds = [OrderCells.Refund(refundID: "woocommerce-export", amount: refunded.magnitude)]
        }
        return order
    }

    private static func suiteLine(_ row: ImportRow) throws(ImportFault) -> OrderCells.Line? {
        guard let name = row.text(.itemName) else { return nil }
        guard let price = try row.number(.itemPrice) else { throw ImportFault(.itemPrice, "is empty", line: row.line) }
        return OrderCells.Line(
            sku: row.text(.itemSKU), name: name, quantity: try row.number(.itemQuantity), unitPrice: price)
    }
}

extension DecimalNumber {
    /// Without its sign: some shops write what they gave back below zero.
    fileprivate var magnitude: DecimalNumber { DecimalNumber(significand: abs(significand), scale: scale) ?? self }
}
