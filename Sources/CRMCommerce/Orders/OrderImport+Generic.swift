import CRMCore
import CRMPlatform

/// The columns of the generic format, by their places in it.
private enum Column: Int, CaseIterable {
    case orderID, customerID, placedAt, total, status, currency, exchangeRate, updatedAt, channel, email, firstName
    case lastName, phone, sku, product, category, quantity, unitPrice, refundID, refundAmount, refundedAt, refundReason
    case refundLines

    var declaration: ImportColumn {
        switch self {
        case .orderID: ImportColumn("order_id", "orderId")
        case .customerID: ImportColumn("customer_id", "customerId", isRequired: true)
        case .placedAt: ImportColumn("placed_at", "placedAt", isRequired: true)
        case .total: ImportColumn("total", "total", isRequired: true, isNumeric: true)
        case .status: ImportColumn("status", "status")
        case .currency: ImportColumn("currency", "currency")
        case .exchangeRate: ImportColumn("exchange_rate", "exchangeRate", isNumeric: true)
        case .updatedAt: ImportColumn("updated_at", "updatedAt")
        case .channel: ImportColumn("channel", "channel")
        case .email: ImportColumn("email", "email")
        case .firstName: ImportColumn("first_name", "firstName")
        case .lastName: ImportColumn("last_name", "lastName")
        case .phone: ImportColumn("phone", "phone")
        case .sku: ImportColumn("sku", "sku")
        case .product: ImportColumn("product", "name")
        case .category: ImportColumn("category", "category")
        case .quantity: ImportColumn("quantity", "quantity", isNumeric: true)
        case .unitPrice: ImportColumn("unit_price", "unitPrice", isNumeric: true)
        case .refundID: ImportColumn("refund_id", "refundId")
        case .refundAmount: ImportColumn("refund_amount", "amount", isNumeric: true)
        case .refundedAt: ImportColumn("refunded_at", "refundedAt")
        case .refundReason: ImportColumn("refund_reason", "reason")
        case .refundLines: ImportColumn("refund_lines", "lines")
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

/// The format for files of any origin: one row an order, or one row a line with the order's columns repeated.
extension OrderImport {
    static let generic = ImportFormat(
        name: "generic",
        summary: "one row an order, or one row a line with the order's columns repeated",
        columns: Column.allCases.map(\.declaration),
        recordColumns: [Column.orderID.rawValue, Column.updatedAt.rawValue],
        mustStayTogether: { row in
            [Column.sku, .product, .refundAmount].contains { row.text($0) != nil }
        },
        makeRecords: { account in Records(account, genericOrder) })

    private static func genericOrder(_ rows: any ImportRows, _ desk: ImportDesk) throws(ImportFault) -> OrderCells {
        let first = ImportRow(rows, 0)
        for index in 1..<max(1, rows.count) { try checkSameOrder(first, ImportRow(rows, index)) }
        guard let customerID = first.text(.customerID) else { throw ImportFault(.customerID, "is empty") }
        guard let placedAt = try first.instant(.placedAt) else { throw ImportFault(.placedAt, "is empty") }
        // Before anything that can fail: a bad row keeps its place among the orders of its day.
        let orderID = first.text(.orderID) ?? madeUpID(customerID, placedAt, desk)
        guard let total = try first.number(.total) else { throw ImportFault(.total, "is empty") }
        // A row without a version tells the order as it was placed: whatever carries a later version stays.
        let version = try first.instant(.updatedAt) ?? placedAt
        var order = OrderCells(
            orderID: orderID, customerID: customerID, placedAt: placedAt, updatedAt: version, total: total)
        order.status = first.text(.status)?.lowercased()
        order.currency = first.text(.currency)?.uppercased()
        order.exchangeRate = try first.number(.exchangeRate)
        order.channel = first.text(.channel)
        order.email = first.text(.email)
        order.firstName = first.text(.firstName)
        order.lastName = first.text(.lastName)
        order.phone = first.text(.phone)
        for index in 0..<rows.count {
            if let line = try line(ImportRow(rows, index)) { order.lines.append(line) }
            if let refund = try refund(ImportRow(rows, index)) { order.refunds.append(refund) }
        }
        return order
    }

    /// The id of an order that has none in its file: customer, day, and which of that day in the file.
    private static func madeUpID(_ customerID: String, _ placedAt: Instant, _ desk: ImportDesk) -> String {
        let key = "\(customerID)-\(desk.account.calendar.day(of: placedAt).iso)"
        return "\(key)-\(desk.ordinal(of: key))"
    }

    private static func checkSameOrder(_ first: ImportRow, _ row: ImportRow) throws(ImportFault) {
        for column in [Column.customerID, .placedAt, .total, .status, .currency]
        where row.text(column) != first.text(column) {
            throw ImportFault(column, "differs from line \(first.line) of the same order", line: row.line)
        }
    }

    private static func line(_ row: ImportRow) throws(ImportFault) -> OrderCells.Line? {
        let (sku, product) = (row.text(.sku), row.text(.product))
        guard sku != nil || product != nil else { return nil }
        let quantity = try row.number(.quantity)
        var price = try row.number(.unitPrice)
        if price == nil { price = try row.number(.total) }
        guard let price else { throw ImportFault(.unitPrice, "is empty", line: row.line) }
        return OrderCells.Line(
            sku: sku, name: product, category: row.text(.category), quantity: quantity, unitPrice: price)
    }

    private static func refund(_ row: ImportRow) throws(ImportFault) -> OrderCells.Refund? {
        guard let amount = try row.number(.refundAmount) else {
            for column in [Column.refundID, .refundedAt, .refundReason, .refundLines] where row.text(column) != nil {
                throw ImportFault(.refundAmount, "is empty beside \(column.declaration.name)", line: row.line)
            }
            return nil
        }
        guard let lines = [RefundedQuantity](text: row.text(.refundLines) ?? "") else {
            throw ImportFault(.refundLines, "is no list of lines and quantities, such as 1:2 3:0.5", line: row.line)
        }
        return OrderCells.Refund(
            refundID: row.text(.refundID), amount: amount, refundedAt: try row.instant(.refundedAt),
            reason: row.text(.refundReason), lines: lines)
    }
}
