import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of orders: writing, always a set at a time.
extension OrderStore {
    /// Puts the orders into the store, in place of the rows they replace; answers with the customers whose orders
    /// changed, in rising order.
    func write(_ changes: [OrderChange]) throws -> [CustomerKey] {
        try work.holdTimeZone()
        let fresh = changes.count { $0.stored == nil }
        var keys = try work.session.reserveKeys(fresh, from: KeySequence("order")).makeIterator()
        var places = changes.indices.compactMap { index in
            let change = changes[index]
            return (change.stored?.key ?? keys.next()).map { key in
                PlacedChange(
                    place: OrderPlace(customer: change.customer, placedAt: change.draft.placedAt, orderKey: key),
                    index: index)
            }
        }
        // In the order in which the tables of lines and refunds keep their rows.
        places.sort()
        try remove(changes.compactMap(\.stored))
        // Four of the orders' indexes go by time and one by customer: in the order of time a load touches each page of the
        // four once, however many orders are there.
        try insertOrders(changes, places.sorted(by: PlacedChange.isEarlier))
        try insertLines(changes, places)
        try insertRefunds(changes, places)
        var customers = places.map(\.place.customer)
        let former = changes.compactMap(\.stored?.customer)
        if !former.isEmpty { customers = (customers + former).sorted { $0.value < $1.value } }
        return customers.withoutRepeats()
    }

    /// A change by its index, with the place of its row.
    private struct PlacedChange: Comparable {
        let place: OrderPlace
        let index: Int

        static func < (left: PlacedChange, right: PlacedChange) -> Bool {
            let (a, b) = (left.place, right.place)
            if a.customer != b.customer { return a.customer.value < b.customer.value }
            if a.placedAt != b.placedAt { return a.placedAt < b.placedAt }
            return a.orderKey < b.orderKey
        }

        static func isEarlier(_ left: PlacedChange, than right: PlacedChange) -> Bool {
            let (a, b) = (left.place, right.place)
            return a.placedAt == b.placedAt ? a.orderKey < b.orderKey : a.placedAt < b.placedAt
        }

        static func == (left: PlacedChange, right: PlacedChange) -> Bool { left.place == right.place }
    }

    /// Removes rows, with their lines and refunds.
    func remove(_ stored: [StoredOrder]) throws {
        guard !stored.isEmpty else { return }
        let places = stored.map { OrderPlace(customer: $0.customer, placedAt: $0.placedAt, orderKey: $0.key).values }
        let replaced = try work.session.stage("replaced_orders", OrderStore.keyColumns, places)
        try work.session.execute(
            """
            DELETE FROM orders
            WHERE user_id = \(work.account.key)
                AND (customer_id, placed_at, order_key) IN (SELECT customer_id, placed_at, order_key FROM \(replaced) AS r)
            """)
    }

    private static let keyColumns = [
        StagedColumn("customer_id", .int64), StagedColumn("placed_at", .int64), StagedColumn("order_key", .int64),
    ]

    private static let accountColumn = StagedColumn("user_id", .int64)

    private func insertOrders(_ changes: [OrderChange], _ places: [PlacedChange]) throws {
        let columns =
            [OrderStore.accountColumn] + OrderStore.keyColumns + [
                StagedColumn("placed_day", .int64), StagedColumn("external_id", .text), StagedColumn("status", .text),
                StagedColumn("currency", .text), StagedColumn("total", .int64), StagedColumn("refunded", .int64),
                StagedColumn("exchange_rate", .text), StagedColumn("is_qualifying", .bool),
                StagedColumn("value", .int64),
                StagedColumn("channel", .text), StagedColumn("updated_at", .int64), StagedColumn("fingerprint", .int64),
                StagedColumn("created_at", .int64),
            ]
        var values: [SQLValue] = []
        values.reserveCapacity(places.count * columns.count)
        for placed in places { append(changes[placed.index], placed.place, to: &values) }
        try work.session.insert(into: "orders", columns, values)
    }

    private func append(_ change: OrderChange, _ place: OrderPlace, to values: inout [SQLValue]) {
        let draft = change.draft
        append(place, to: &values)
        values.append(work.account.calendar.day(of: draft.placedAt).sqlValue)
        values.append(draft.orderID.sqlValue)
        values.append(draft.status.sqlValue)
        values.append(draft.total.currency.code.sqlValue)
        values.append(draft.total.minorUnits.sqlValue)
        values.append((draft.refunds ?? []).total.sqlValue)
        values.append(draft.exchangeRate?.plain.sqlValue ?? .null(.text))
        values.append(draft.status.isQualifying.sqlValue)
        values.append(draft.netValue.sqlValue)
        values.append(draft.channel.sqlValue)
        values.append(draft.version.sqlValue)
        values.append(change.fingerprint.sqlValue)
        values.append((change.stored?.createdAt ?? work.now).sqlValue)
    }

    private func append(_ place: OrderPlace, to values: inout [SQLValue]) {
        values.append(work.account.key.sqlValue)
        values.append(place.customer.sqlValue)
        values.append(place.placedAt.sqlValue)
        values.append(.int64(place.orderKey))
    }

    private func insertLines(_ changes: [OrderChange], _ places: [PlacedChange]) throws {
        var values: [SQLValue] = []
        for placed in places {
            for (index, line) in (changes[placed.index].draft.lines ?? []).enumerated() {
                append(placed.place, to: &values)
                values.append((index + 1).sqlValue)
                values.append(line.sku.sqlValue)
                values.append(line.name.sqlValue)
                values.append(line.category.sqlValue)
                values.append(line.quantity.minorUnits(decimals: OrderStore.quantityDecimals).sqlValue)
                values.append(line.unitPrice.minorUnits.sqlValue)
            }
        }
        let columns =
            [OrderStore.accountColumn] + OrderStore.keyColumns + [
                StagedColumn("line", .int64), StagedColumn("sku", .text), StagedColumn("name", .text),
                StagedColumn("category", .text), StagedColumn("quantity", .int64), StagedColumn("unit_price", .int64),
            ]
        try work.session.insert(into: "order_lines", columns, values)
    }

    private func insertRefunds(_ changes: [OrderChange], _ places: [PlacedChange]) throws {
        var values: [SQLValue] = []
        for placed in places {
            for refund in changes[placed.index].draft.refunds ?? [] {
                append(placed.place, to: &values)
                values.append(refund.refundID.sqlValue)
                values.append(refund.amount.minorUnits.sqlValue)
                values.append(refund.refundedAt.sqlValue)
                values.append(refund.reason.sqlValue)
                values.append((refund.lines.isEmpty ? nil : refund.lines.text).sqlValue)
            }
        }
        let columns =
            [OrderStore.accountColumn] + OrderStore.keyColumns + [
                StagedColumn("refund_id", .text), StagedColumn("amount", .int64), StagedColumn("refunded_at", .int64),
                StagedColumn("reason", .text), StagedColumn("lines", .text),
            ]
        try work.session.insert(into: "order_refunds", columns, values)
    }
}

extension [CustomerKey] {
    /// A sorted list with each element once.
    fileprivate func withoutRepeats() -> [CustomerKey] {
        var result: [CustomerKey] = []
        for key in self where key != result.last { result.append(key) }
        return result
    }
}
