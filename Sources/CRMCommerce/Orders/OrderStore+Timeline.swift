import CRMCore
import CRMDatabase
import CRMPlatform

/// What orders add to the stream of one customer.
extension OrderStore {
    /// The customer's orders by the time at which they were placed, newest first.
    func timeline(of customer: CustomerKey, below place: TimelinePlace, _ limit: Int) throws -> [TimelineEntry] {
        try work.session.all(
            """
            SELECT o.placed_at, o.order_key, o.external_id, o.status, o.currency, o.total, o.channel
            FROM orders AS o
            WHERE o.user_id = \(work.account.key) AND o.customer_id = \(customer)
                AND (o.placed_at, o.order_key) < (\(place.at), \(place.key))
            ORDER BY o.placed_at DESC, o.order_key DESC
            LIMIT \(limit)
            """
        ) { row in
            let place = TimelinePlace(at: try row.read(), key: try row.read())
            let id = try row.read(String.self)
            let status = try row.read(String.self)
            let currency = try row.readCurrency()
            let total = Money(minorUnits: try row.read(), currency: currency).plain
            return TimelineEntry(
                place: place, id: id, title: "Order \(id): \(total) \(currency.code)",
                details: [
                    JSON.Member("status", .string(status)), JSON.Member("total", .number(total)),
                    JSON.Member("currency", .string(currency.code)),
                    JSON.Member("channel", try row.read(String?.self).map(JSON.string) ?? .null),
                ])
        }
    }

    /// The customer's refunds, newest first; those of one order at one time are one entry.
    func refundTimeline(
        of customer: CustomerKey, below place: TimelinePlace, _ limit: Int
    ) throws -> [TimelineEntry] {
        try work.session.all(
            """
            SELECT r.refunded_at, r.order_key, o.external_id, o.currency, r.amount, r.refunds
            FROM (
                SELECT r.refunded_at, r.order_key, min(r.placed_at) AS placed_at,
                    CAST(sum(r.amount) AS BIGINT) AS amount, count(*) AS refunds
                FROM order_refunds AS r
                WHERE r.user_id = \(work.account.key) AND r.customer_id = \(customer)
                    AND (r.refunded_at, r.order_key) < (\(place.at), \(place.key))
                GROUP BY r.refunded_at, r.order_key
                ORDER BY r.refunded_at DESC, r.order_key DESC
                LIMIT \(limit)
            ) AS r
            CROSS JOIN orders AS o
            WHERE o.user_id = \(work.account.key)
                AND o.customer_id = \(customer)
                AND o.placed_at = r.placed_at
                AND o.order_key = r.order_key
            ORDER BY r.refunded_at DESC, r.order_key DESC
            """
        ) { row in
            let place = TimelinePlace(at: try row.read(), key: try row.read())
            let id = try row.read(String.self)
            let currency = try row.readCurrency()
            let amount = Money(minorUnits: try row.read(), currency: currency).plain
            return TimelineEntry(
                place: place, id: id, title: "Refund of order \(id): \(amount) \(currency.code)",
                details: [
                    JSON.Member("orderId", .string(id)), JSON.Member("amount", .number(amount)),
                    JSON.Member("currency", .string(currency.code)),
                    JSON.Member("refunds", .number(String(try row.read(Int.self)))),
                ])
        }
    }
}
