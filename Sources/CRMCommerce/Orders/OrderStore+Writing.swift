import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of orders: writing, always a set at a time.
extension OrderStore {
    /// Puts the orders into the store, in place of the rows they replace.
    func write(_ changes: [OrderChange]) throws {
        let fresh = changes.count { $0.stored == nil }
        var keys = try work.session.reserveKeys(fresh, from: KeySequence("order")).makeIterator()
        let keyed = changes.compactMap { change in
            (change.stored?.key ?? keys.next()).map { KeyedChange(change: change, orderKey: $0) }
        }
        try removeReplaced(changes.compactMap(\.stored))
        try insertOrders(keyed)
        try insertLines(keyed)
        try insertRefunds(keyed)
    }

    /// A change with the key of its row.
    private struct KeyedChange {
        let change: OrderChange
        let orderKey: Int64

        var place: OrderPlace {
            OrderPlace(customer: change.customer, placedAt: change.draft.placedAt, orderKey: orderKey)
        }
    }

    private func removeReplaced(_ stored: [StoredOrder]) throws {
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

    private func insertOrders(_ changes: [KeyedChange]) throws {
        let columns =
            OrderStore.keyColumns + [
                StagedColumn("placed_day", .int64), StagedColumn("external_id", .text), StagedColumn("status", .text),
                StagedColumn("currency", .text), StagedColumn("total", .int64), StagedColumn("refunded", .int64),
                StagedColumn("exchange_rate", .text), StagedColumn("is_qualifying", .bool),
                StagedColumn("value", .int64),
                StagedColumn("channel", .text), StagedColumn("updated_at", .int64), StagedColumn("fingerprint", .int64),
                StagedColumn("created_at", .int64),
            ]
        let told = try work.session.stage("told_orders", columns, changes.map(orderValues))
        try work.session.execute(
            """
            INSERT INTO orders (user_id, customer_id, placed_at, order_key, placed_day, external_id, status, currency,
                total, refunded, exchange_rate, is_qualifying, value, channel, updated_at, fingerprint, created_at)
            SELECT \(work.account.key), customer_id, placed_at, order_key, placed_day, external_id, status, currency,
                total, refunded, exchange_rate, is_qualifying, value, channel, updated_at, fingerprint, created_at
            FROM \(told) AS t
            """)
    }

    private func orderValues(_ keyed: KeyedChange) -> [SQLValue] {
        let draft = keyed.change.draft
        return keyed.place.values + [
            work.account.calendar.day(of: draft.placedAt).sqlValue, draft.orderID.sqlValue, draft.status.sqlValue,
            draft.total.currency.code.sqlValue, draft.total.minorUnits.sqlValue,
            (draft.refunds ?? []).total.sqlValue, draft.exchangeRate?.plain.sqlValue ?? .null(.text),
            draft.status.isQualifying.sqlValue, draft.netValue.sqlValue, draft.channel.sqlValue,
            draft.version.sqlValue, keyed.change.fingerprint.sqlValue,
            (keyed.change.stored?.createdAt ?? work.now).sqlValue,
        ]
    }

    private func insertLines(_ changes: [KeyedChange]) throws {
        let rows = changes.flatMap { keyed in
            (keyed.change.draft.lines ?? []).enumerated().map { index, line in
                keyed.place.values + [
                    (index + 1).sqlValue, line.sku.sqlValue, line.name.sqlValue, line.category.sqlValue,
                    line.quantity.minorUnits(decimals: OrderStore.quantityDecimals).sqlValue,
                    line.unitPrice.minorUnits.sqlValue,
                ]
            }
        }
        guard !rows.isEmpty else { return }
        let columns =
            OrderStore.keyColumns + [
                StagedColumn("line", .int64), StagedColumn("sku", .text), StagedColumn("name", .text),
                StagedColumn("category", .text), StagedColumn("quantity", .int64), StagedColumn("unit_price", .int64),
            ]
        let told = try work.session.stage("told_lines", columns, rows)
        try work.session.execute(
            """
            INSERT INTO order_lines (user_id, customer_id, placed_at, order_key, line, sku, name, category, quantity,
                unit_price)
            SELECT \(work.account.key), customer_id, placed_at, order_key, line, sku, name, category, quantity,
                unit_price
            FROM \(told) AS t
            """)
    }

    private func insertRefunds(_ changes: [KeyedChange]) throws {
        let rows = changes.flatMap { keyed in
            (keyed.change.draft.refunds ?? []).map { refund in
                keyed.place.values + [
                    refund.refundID.sqlValue, refund.amount.minorUnits.sqlValue, refund.refundedAt.sqlValue,
                    refund.reason.sqlValue,
                ]
            }
        }
        guard !rows.isEmpty else { return }
        let columns =
            OrderStore.keyColumns + [
                StagedColumn("refund_id", .text), StagedColumn("amount", .int64), StagedColumn("refunded_at", .int64),
                StagedColumn("reason", .text),
            ]
        let told = try work.session.stage("told_refunds", columns, rows)
        try work.session.execute(
            """
            INSERT INTO order_refunds (user_id, customer_id, placed_at, order_key, refund_id, amount, refunded_at, reason)
            SELECT \(work.account.key), customer_id, placed_at, order_key, refund_id, amount, refunded_at, reason
            FROM \(told) AS t
            """)
    }
}
