import CRMCore
import CRMPlatform

/// The format for files of any origin: one row an order, or one row a line with the order's columns repeated.
extension OrderImport {
    static let generic = ImportFormat(
        name: "generic",
        summary: "one row an order, or one row a line with the order's columns repeated",
        columns: [
            ImportColumn("order_id", "orderId"), ImportColumn("customer_id", "customerId", isRequired: true),
            ImportColumn("placed_at", "placedAt", isRequired: true),
            ImportColumn("total", "total", isRequired: true, isNumeric: true),
            ImportColumn("status", "status"), ImportColumn("currency", "currency"),
            ImportColumn("exchange_rate", "exchangeRate", isNumeric: true), ImportColumn("updated_at", "updatedAt"),
            ImportColumn("channel", "channel"), ImportColumn("email", "email"),
            ImportColumn("first_name", "firstName"), ImportColumn("last_name", "lastName"),
            ImportColumn("phone", "phone"), ImportColumn("sku", "sku"), ImportColumn("product", "name"),
            ImportColumn("category", "category"), ImportColumn("quantity", "quantity", isNumeric: true),
            ImportColumn("unit_price", "unitPrice", isNumeric: true),
        ],
        recordKey: { row in row.text("order_id").map { "\($0)\u{1F}\(row.text("updated_at") ?? "")" } },
        mustStayTogether: { row in row.text("sku") != nil || row.text("product") != nil },
        record: genericRecord)

    private static func genericRecord(
        _ rows: [any ImportRow], _ desk: ImportDesk
    ) throws(ImportFault) -> JSON {
        let first = rows[0]
        for row in rows.dropFirst() { try checkSameOrder(first, row) }
        guard let customerID = first.text("customer_id") else { throw ImportFault("customer_id", "is empty") }
        guard let placedAt = try first.instant("placed_at") else { throw ImportFault("placed_at", "is empty") }
        // Before anything that can fail: a bad row keeps its place among the orders of its day.
        let orderID = first.text("order_id") ?? madeUpID(customerID, placedAt, desk)
        guard let total = try first.number("total") else { throw ImportFault("total", "is empty") }
        var order = RecordBuilder()
        order.add("orderId", orderID)
        order.add("customerId", customerID)
        order.add("placedAt", placedAt)
        // A row without a version tells the order as it was placed: whatever carries a later version stays.
        order.add("updatedAt", try first.instant("updated_at") ?? placedAt)
        order.add("total", total)
        order.add("status", first.text("status")?.lowercased())
        order.add("currency", first.text("currency")?.uppercased())
        order.add("exchangeRate", try first.number("exchange_rate"))
        for (field, column) in [
            ("channel", "channel"), ("email", "email"), ("firstName", "first_name"), ("lastName", "last_name"),
            ("phone", "phone"),
        ] {
            order.add(field, first.text(column))
        }
        var lines: [JSON] = []
        for row in rows { if let line = try line(row) { lines.append(line) } }
        order.add("lines", lines)
        return order.record
    }

    /// The id of an order that has none in its file: customer, day, and which of that day in the file.
    private static func madeUpID(_ customerID: String, _ placedAt: Instant, _ desk: ImportDesk) -> String {
        let key = "\(customerID)-\(desk.account.calendar.day(of: placedAt).iso)"
        return "\(key)-\(desk.ordinal(of: key))"
    }

    private static func checkSameOrder(_ first: any ImportRow, _ row: any ImportRow) throws(ImportFault) {
        for column in ["customer_id", "placed_at", "total", "status", "currency"]
        where row.text(column) != first.text(column) {
            throw ImportFault(column, "differs from line \(first.line) of the same order", line: row.line)
        }
    }

    private static func line(_ row: any ImportRow) throws(ImportFault) -> JSON? {
        let (sku, product) = (row.text("sku"), row.text("product"))
        guard sku != nil || product != nil else { return nil }
        var line = RecordBuilder()
        line.add("sku", sku)
        line.add("name", product)
        line.add("category", row.text("category"))
        line.add("quantity", try row.number("quantity"))
        var price = try row.number("unit_price")
        if price == nil { price = try row.number("total") }
        line.add("unitPrice", price)
        return line.record
    }
}
