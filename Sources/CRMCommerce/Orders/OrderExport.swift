package import CRMCore
import CRMDatabase
package import CRMPlatform

/// Orders to files.
enum OrderExport {
    static let exporter = Exporter(
        name: "orders", summary: "All orders as a file, by their ids.", scope: .ordersRead, columns: columns
    ) { query in
        var filter = OrderFilter()
        filter.placedAfter = query.optional("placedAfter", .moment, "Placed after this day or time.")
        filter.placedBefore = query.optional("placedBefore", .moment, "Placed before this day or time.")
        filter.times.updatedAfter = query.optional("updatedAfter", .moment, "Version after this day or time.")
        return ExportWalk { [filter] key, work in
            guard let (orders, last) = try OrderStore(work).stretch(after: key ?? "", count: step, filter) else {
                return .end
            }
            return ExportStep(orders, next: last)
        }
    }

    /// Orders of one step.
    private static let step = 200

    /// Those of the generic import.
    private static let columns = [
        "order_id", "customer_id", "placed_at", "updated_at", "status", "currency", "total", "exchange_rate", "channel",
        "sku", "product", "category", "quantity", "unit_price", "refund_id", "refund_amount", "refunded_at",
        "refund_reason", "refund_lines",
    ]
}

extension OrderStore {
    /// The orders that the filter leaves of the next `count` by their ids, and the last id of these; nil at the end.
    func stretch(after id: String, count: Int, _ filter: OrderFilter) throws -> (orders: [Order], last: String)? {
        let next: SQL = """
            FROM orders
            WHERE user_id = \(work.account.key) AND external_id > \(id)
            ORDER BY external_id
            LIMIT \(count)
            """
        let last = try work.session.value(
            "SELECT max(external_id) FROM (SELECT external_id \(next)) AS n", as: String?.self)
        guard let last else { return nil }
        // The filters stay outside, so that each step is bounded whatever they leave.
        let rows = try work.session.all(
            """
            SELECT \(OrderStore.columns)
            FROM (SELECT * \(next)) AS o
            WHERE \(conditions(filter).conjunction())
            ORDER BY o.external_id
            """
        ) { row in try OrderRow(&row) }
        return (try complete(rows), last)
    }
}

extension Order: ExportRecord {
    /// One row a line and a refund: they stand side by side, whichever line the money was given back for.
    package var rows: [[ExportCell]] {
        (0..<max(1, lines.count, refunds.count)).map { index in
            let line = lines.indices.contains(index) ? lines[index] : nil
            let refund = refunds.indices.contains(index) ? refunds[index] : nil
            return [
                .text(orderID.value), .text(customerID.value), ExportCell(placedAt), ExportCell(updatedAt),
                ExportCell(status), .text(total.currency.code), ExportCell(total), ExportCell(exchangeRate),
                ExportCell(channel), ExportCell(line?.sku), ExportCell(line?.name), ExportCell(line?.category),
                ExportCell(line?.quantity), ExportCell(line?.unitPrice), ExportCell(refund?.refundID),
                ExportCell(refund?.amount), ExportCell(refund?.refundedAt), ExportCell(refund?.reason),
                ExportCell(refund.flatMap { $0.lines.isEmpty ? nil : $0.lines.text }),
            ]
        }
    }

    /// The order as `POST /api/customers/orders` takes it: without what only this database knows of it.
    package func writeObject(to writer: inout JSONWriter) {
        write(to: &writer, without: ["refundedAmount", "createdAt"])
    }
}
