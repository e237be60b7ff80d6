import CRMCore
package import CRMDatabase
package import CRMPlatform

/// The SQL of orders: reading.
package struct OrderStore {
    let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    package init(_ work: Work) {
        self.work = work
    }

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("placedAt", "o.placed_at", .int64),
        SortKey("createdAt", "o.created_at", .int64),
        SortKey("updatedAt", "o.updated_at", .int64),
    ]

    static let columns: SQL = """
        o.customer_id, o.placed_at, o.order_key, o.external_id, \(customerID), o.updated_at, o.status, o.currency,
        o.total, o.refunded, o.exchange_rate, o.channel, o.created_at
        """

    /// The customer's public id, looked up for the rows of the page only.
    private static let customerID = CustomerDirectory.publicID(of: "o")

    private static let table = ListTable("orders AS o", as: "o", columns: columns, key: "o.order_key")

    func orders(_ orderIDs: [OrderID]) throws -> [Order] {
        let rows = try session.all(
            """
            SELECT \(OrderStore.columns)
            FROM orders AS o
            WHERE o.user_id = \(account) AND o.external_id IN (\(orderIDs.map { "\($0)" as SQL }.joined(separator: ", ")))
            """
        ) { row in try OrderRow(&row) }
        return try complete(rows)
    }

    func list(_ filter: OrderFilter, _ listing: Listing) throws -> ListPage<Order> {
        let conditions = conditions(filter)
        let rows = try listing.rows(of: OrderStore.table, where: conditions, in: session) { row in try OrderRow(&row) }
        let entries = zip(try complete(rows.map(\.item)), rows).map { order, row in
            (item: order, key: row.key, sortValue: row.sortValue)
        }
        return try listing.pageOf(entries, total: OrderStore.table.count(where: conditions, in: session))
    }

    func conditions(_ filter: OrderFilter) -> [SQL] {
        let calendar = work.account.calendar
        let optional: [SQL?] = [
            filter.customer.map { "o.customer_id = \($0)" },
            filter.status.map { "o.status = \($0)" },
            filter.channel.map { "o.channel = \($0)" },
            filter.placedAfter.map { "o.placed_at >= \($0.end(in: calendar))" },
            filter.placedBefore.map { "o.placed_at < \($0.start(in: calendar))" },
        ]
        return ["o.user_id = \(account)"] + optional.compactMap { $0 }
            + filter.times.conditions(created: "o.created_at", updated: "o.updated_at", in: calendar)
    }

    func complete(_ rows: [OrderRow]) throws -> [Order] {
        let lines = try lines(of: rows.map(\.place))
        let refunds = try refunds(of: rows.map(\.place))
        return try rows.map { row in
            try row.order(lines: lines[row.place.orderKey] ?? [], refunds: refunds[row.place.orderKey] ?? [])
        }
    }

    /// The stored versions of those orders that are known.
    func versions(of orderIDs: [OrderID]) throws -> [OrderID: StoredOrder] {
        let candidates = try notAboveGreatest(orderIDs)
        guard !candidates.isEmpty else { return [:] }
        let wanted = try session.stage(
            "wanted_orders", [StagedColumn("external_id", .text)], Set(candidates).map { [$0.sqlValue] })
        let rows = try session.all(
            """
            SELECT o.customer_id, o.placed_at, o.order_key, o.external_id, o.updated_at, o.fingerprint, o.created_at
            FROM \(wanted) AS w
            JOIN orders AS o ON o.user_id = \(account) AND o.external_id = w.external_id
            """
        ) { row in try VersionRow(&row) }
        let lines = try lines(of: rows.map(\.place))
        let refunds = try refunds(of: rows.map(\.place))
        return Dictionary(
            rows.map { row in
                let key = row.place.orderKey
                return (row.orderID, row.stored(lines: lines[key] ?? [], refunds: refunds[key] ?? []))
            }
        ) { first, _ in first }
    }

    /// Those ids that can be known: shops count upwards, so that most new orders lie above all known ones.
    private func notAboveGreatest(_ orderIDs: [OrderID]) throws -> [OrderID] {
        // Single orders are looked up at once.
        guard orderIDs.count > 1 else { return orderIDs }
        let greatest: OrderID? = try session.first(
            """
            SELECT external_id
            FROM orders
            WHERE user_id = \(account)
            ORDER BY external_id DESC
            LIMIT 1
            """
        ) { row in try row.read() }
        guard let greatest else { return [] }
        // Ids are composed, so that texts compare as their bytes do in the database.
        return orderIDs.filter { $0.value <= greatest.value }
    }

    /// What the qualifying orders of each customer come to; the customers in rising order.
    func totals(of customers: [CustomerKey]) throws -> [OrderTotals] {
        let rows = customers.map { [$0.sqlValue] }
        let touched = try session.stage("touched_customers", [StagedColumn("customer_id", .int64)], rows)
        return try session.all(
            """
            SELECT c.customer_id, count(o.order_key), CAST(coalesce(sum(o.value), 0) AS BIGINT), min(o.placed_at),
                max(o.placed_at)
            FROM \(touched) AS c
            LEFT JOIN orders AS o ON o.user_id = \(account) AND o.customer_id = c.customer_id AND o.is_qualifying
            GROUP BY c.customer_id
            ORDER BY c.customer_id
            """
        ) { row in
            OrderTotals(
                customer: try row.read(), orders: try row.read(), spent: try row.read(), firstOrderAt: try row.read(),
                lastOrderAt: try row.read())
        }
    }

    private static let placeColumns = [
        StagedColumn("customer_id", .int64), StagedColumn("placed_at", .int64), StagedColumn("order_key", .int64),
    ]

    private func lines(of places: [OrderPlace]) throws -> [Int64: [OrderLine]] {
        guard !places.isEmpty else { return [:] }
        let wanted = try session.stage("line_orders", OrderStore.placeColumns, places.map(\.values))
        let rows: [(key: Int64, line: OrderLine)] = try session.all(
            """
            SELECT l.order_key, l.sku, l.name, l.category, l.quantity, l.unit_price, o.currency
            FROM \(wanted) AS w
            JOIN orders AS o ON o.user_id = \(account) AND o.customer_id = w.customer_id
                AND o.placed_at = w.placed_at AND o.order_key = w.order_key
            JOIN order_lines AS l ON l.user_id = \(account) AND l.customer_id = w.customer_id
                AND l.placed_at = w.placed_at AND l.order_key = w.order_key
            ORDER BY l.order_key, l.line
            """
        ) { row in
            let key = try row.read(Int64.self)
            let (sku, name, category): (String?, String?, String?) = (try row.read(), try row.read(), try row.read())
            let quantity = DecimalNumber(significand: try row.read(), scale: OrderStore.quantityDecimals)
            let price = try row.read(Int64.self)
            let line = OrderLine(
                sku: sku, name: name, category: category, quantity: quantity ?? OrderLimits.oneUnit,
                unitPrice: Money(minorUnits: price, currency: try row.readCurrency()))
            return (key, line)
        }
        return Dictionary(grouping: rows, by: \.key).mapValues { $0.map(\.line) }
    }

    /// Quantities are stored in thousandths.
    static let quantityDecimals = 3

    private func refunds(of places: [OrderPlace]) throws -> [Int64: [Refund]] {
        guard !places.isEmpty else { return [:] }
        let wanted = try session.stage("refund_orders", OrderStore.placeColumns, places.map(\.values))
        let rows: [(key: Int64, refund: Refund)] = try session.all(
            """
            SELECT r.order_key, r.refund_id, r.amount, o.currency, r.refunded_at, r.reason, r.lines
            FROM \(wanted) AS w
            JOIN orders AS o ON o.user_id = \(account) AND o.customer_id = w.customer_id
                AND o.placed_at = w.placed_at AND o.order_key = w.order_key
            JOIN order_refunds AS r ON r.user_id = \(account) AND r.customer_id = w.customer_id
                AND r.placed_at = w.placed_at AND r.order_key = w.order_key
            ORDER BY r.order_key, r.refunded_at, r.refund_id
            """
        ) { row in
            let key = try row.read(Int64.self)
            let id = try row.read(String.self)
            let amount = try row.read(Int64.self)
            let refund = Refund(
                refundID: id, amount: Money(minorUnits: amount, currency: try row.readCurrency()),
                refundedAt: try row.read(), reason: try row.read(),
                lines: try row.read(String?.self).flatMap { [RefundedQuantity](text: $0) } ?? [])
            return (key, refund)
        }
        return Dictionary(grouping: rows, by: \.key).mapValues { $0.map(\.refund) }
    }
}

/// Which orders a list holds.
package struct OrderFilter: Sendable {
    var customerID: CustomerID?
    var status: OrderStatus?
    var channel: String?
    var placedAfter: Moment?
    var placedBefore: Moment?
    var times = ListTimes()
    /// The resolved `customerID`.
    var customer: CustomerKey?
}

extension OrderStore {
    /// All purchases: `user_id`, `customer_id`, `placed_at` (milliseconds), `placed_day` (day number of the account) and
    /// `value` (net of refunds, minor units of the account's currency). What other contexts compute from.
    package static let purchases: SQL = """
        (SELECT user_id, customer_id, placed_at, placed_day, value FROM orders WHERE is_qualifying)
        """
}
