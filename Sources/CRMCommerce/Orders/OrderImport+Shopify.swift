import CRMCore
import CRMPlatform

/// The orders export of Shopify: one row a line item, the order's own columns on the first row of each `Name`.
extension OrderImport {
    static let shopify = ImportFormat(
        name: "shopify-orders",
        summary: "the orders export of Shopify",
        columns: [
            ImportColumn("Name", "orderId", isRequired: true), ImportColumn("Id"),
            ImportColumn("Email", "email", isRequired: true), ImportColumn("Phone", "phone"),
            ImportColumn("Financial Status", "status", isRequired: true), ImportColumn("Fulfillment Status"),
            ImportColumn("Currency", "currency"), ImportColumn("Total", "total", isRequired: true, isNumeric: true),
            ImportColumn("Created at", "placedAt", isRequired: true), ImportColumn("Paid at", "updatedAt"),
            ImportColumn("Fulfilled at"), ImportColumn("Cancelled at"),
            ImportColumn("Refunded Amount", "amount", isNumeric: true),
            ImportColumn("Billing Name", "lastName"), ImportColumn("Billing Phone"), ImportColumn("Shipping Name"),
            ImportColumn("Source", "channel"), ImportColumn("Lineitem quantity", "quantity", isNumeric: true),
            ImportColumn("Lineitem name", "name"), ImportColumn("Lineitem price", "unitPrice", isNumeric: true),
            ImportColumn("Lineitem sku", "sku"),
        ],
        recordKey: { row in row.text("Name") }, mustStayTogether: { _ in true },
        record: shopifyRecord)

    private static func shopifyRecord(
        _ rows: [any ImportRow], _: ImportDesk
    ) throws(ImportFault) -> JSON {
        let first = rows[0]
        guard let orderID = first.text("Id") ?? first.text("Name") else { throw ImportFault("Name", "is empty") }
        guard let placedAt = try first.instant("Created at") else { throw ImportFault("Created at", "is empty") }
        guard let total = try first.number("Total") else { throw ImportFault("Total", "is empty") }
        var version = placedAt
        for column in ["Paid at", "Fulfilled at", "Cancelled at"] {
            version = max(version, try first.instant(column) ?? version)
        }
        var order = RecordBuilder()
        order.add("orderId", orderID)
        order.add("placedAt", placedAt)
        order.add("updatedAt", version)
        order.add("total", total)
        order.add("status", try shopifyStatus(first))
        order.add("currency", first.text("Currency")?.uppercased())
        order.add("channel", first.text("Source"))
        try addCustomer(first, to: &order)
        var lines: [JSON] = []
        for row in rows { if let line = try shopifyLine(row) { lines.append(line) } }
        order.add("lines", lines)
        if let refunded = try first.number("Refunded Amount"), refunded.significand > 0 {
            order.add("refunds", [["refundId": "shopify-export", "amount": .number(refunded.plain)]])
        }
        return order.record
    }

    /// The customer is known by e-mail address, or else by telephone number: the export has no id of the customer.
    private static func addCustomer(_ row: any ImportRow, to order: inout RecordBuilder) throws(ImportFault) {
        let email = row.text("Email")
        let phone = row.text("Phone") ?? row.text("Billing Phone")
        if let email {
            guard let address = EmailAddress(email) else { throw ImportFault("Email", "is no e-mail address") }
            order.add("customerId", address.value)
        } else if let number = phone.flatMap({ PhoneNumber($0) }) {
            order.add("customerId", number.value)
        } else {
            throw ImportFault("Email", "is empty, and there is no telephone number: the customer cannot be told")
        }
        order.add("email", email)
        order.add("phone", phone.flatMap { PhoneNumber($0) }?.value)
        let name = (row.text("Billing Name") ?? row.text("Shipping Name"))?.split(separator: " ", maxSplits: 1)
        order.add("firstName", name.flatMap { $0.count > 1 ? String($0[0]) : nil })
        order.add("lastName", name.flatMap { $0.last.map { String($0).trimmingSpaces() } })
    }

    private static func shopifyStatus(_ row: any ImportRow) throws(ImportFault) -> String {
        if row.text("Cancelled at") != nil { return OrderStatus.cancelled.rawValue }
        let isFulfilled = row.text("Fulfillment Status")?.lowercased() == "fulfilled"
        switch row.text("Financial Status")?.lowercased() {
        case "paid", "partially_refunded": return (isFulfilled ? OrderStatus.fulfilled : .paid).rawValue
        case "refunded": return OrderStatus.refunded.rawValue
        case "pending", "authorized", "partially_paid", nil: return OrderStatus.pending.rawValue
        case "voided", "expired": return OrderStatus.cancelled.rawValue
        case .some(let other):
            throw ImportFault("Financial Status", "\"\(other.prefix(40))\" is no status of a Shopify payment")
        }
    }

    private static func shopifyLine(_ row: any ImportRow) throws(ImportFault) -> JSON? {
        guard let name = row.text("Lineitem name") else { return nil }
        var line = RecordBuilder()
        line.add("sku", row.text("Lineitem sku"))
        line.add("name", name)
        line.add("quantity", try row.number("Lineitem quantity"))
        guard let price = try row.number("Lineitem price") else {
            throw ImportFault("Lineitem price", "is empty", line: row.line)
        }
        line.add("unitPrice", price)
        return line.record
    }
}
