import CRMCore
import CRMPlatform

/// The columns of the Analytics export that are read, by their places in the format.
private enum Column: Int, CaseIterable {
    case number, date, revenue, status, customer, email, products, channel

    var declaration: ImportColumn {
        switch self {
        case .number: ImportColumn("Order #", "orderId", isRequired: true)
        case .date: ImportColumn("Date", "placedAt", isRequired: true)
        case .revenue: ImportColumn("N. Revenue (formatted)", "total", isRequired: true, isNumeric: true)
        case .status: ImportColumn("Status", "status", isRequired: true)
        case .customer: ImportColumn("Customer", "customerId", isRequired: true)
        case .email: ImportColumn("Email", "email")
        case .products: ImportColumn("Product(s)", "name")
        case .channel: ImportColumn("Attribution", "channel")
        }
    }
}

extension ImportRow {
    fileprivate func text(_ column: Column) -> String? { text(column.rawValue) }
}

extension ImportFault {
    fileprivate init(_ column: Column, _ reason: String) { self.init(column.rawValue, reason) }
}

/// The orders export of WooCommerce Analytics: one row an order, products in one cell.
extension OrderImport {
    static let wooAnalytics = ImportFormat(
        name: "woocommerce-analytics", summary: "the orders export of WooCommerce Analytics",
        columns: Column.allCases.map(\.declaration),
        signatures: [["Date", "Order #", "N. Revenue (formatted)", "Status", "Customer"]],
        recordColumns: [], mustStayTogether: { _ in false },
        makeRecords: { account in Records(account, analyticsOrder) })

    private static func analyticsOrder(_ rows: any ImportRows, _: ImportDesk) throws(ImportFault) -> OrderCells {
        let row = ImportRow(rows, 0)
        guard let number = row.text(.number) else { throw ImportFault(.number, "is empty") }
        guard let placedAt = try row.instant(Column.date.rawValue) else { throw ImportFault(.date, "is empty") }
        let (total, refunded) = try amounts(row)
        let status = try WooCommerce.status(row, Column.status.rawValue)
        // The export has no id and no address, unless a column is mapped: then the name is all there is.
        let name = row.text(.customer).map(folded)
        if name == nil, row.text(.email) == nil {
            throw ImportFault(.customer, "is empty: the customer cannot be told")
        }
        let customer = try shopCustomer(row, email: Column.email.rawValue, phone: nil, id: name)
        var order = OrderCells(
            orderID: number.hasPrefix("#") ? String(number.dropFirst()) : number, customerID: customer.id,
            placedAt: placedAt, updatedAt: placedAt, total: total)
        order.status = status
        order.email = customer.email
        order.channel = row.text(.channel).map { String($0.prefix(OrderLimits.word)) }
        order.setName(row.text(.customer))
        // The export tells no prices.
        order.lines =
            row.text(.products).map(WooCommerce.products)?.map {
                OrderCells.Line(name: $0.name, quantity: $0.quantity, unitPrice: DecimalNumber(integer: 0))
            } ?? []
        if let refunded, refunded.significand > 0 {
            order.refunds = [OrderCells.Refund(refundID: "woocommerce-export", amount: refunded)]
        }
        return order
    }

    /// The total, and what of it was given back: such an order shows the total and what is left of it.
    private static func amounts(
        _ row: ImportRow
    ) throws(ImportFault) -> (total: DecimalNumber, refunded: DecimalNumber?) {
        let column = Column.revenue.rawValue
        guard let text = row.text(column) else { throw ImportFault(column, "is empty") }
        let words = text.split(whereSeparator: \.isWhitespace).filter { $0.contains(where: \.isNumber) }
        if words.count == 2, let total = try? row.number(of: String(words[0]), column),
            let left = try? row.number(of: String(words[1]), column), total.compared(to: left) != .less,
            (try? row.number(column)) == nil
        {
            return (total, total.minus(left))
        }
        guard let total = try row.number(column) else { throw ImportFault(column, "is empty") }
        return (total, nil)
    }

    /// One spelling of a name: small letters, single spaces.
    private static func folded(_ name: String) -> String {
        name.oneLine.split(separator: " ").joined(separator: " ").lowercased()
    }
}

extension DecimalNumber {
    /// The difference; nil when it does not fit.
    fileprivate func minus(_ other: DecimalNumber) -> DecimalNumber? {
        let scale = max(scale, other.scale)
        guard let left = minorUnits(decimals: scale), let right = other.minorUnits(decimals: scale) else { return nil }
        return DecimalNumber(significand: left - right, scale: scale)
    }
}
