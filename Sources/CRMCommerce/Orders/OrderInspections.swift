import CRMCore
import CRMDatabase
import CRMPlatform

/// What must hold between orders and what is derived from them.
enum OrderInspections {
    static let all = [metrics, refunds]

    private static let metrics = Inspection(
        "orders.metrics", "The profile's order metrics are those of its qualifying orders."
    ) { stretch, work in
        """
        SELECT 'customer ' || p.customer_id || ': the profile has ' || p.total_orders || ' orders worth '
            || p.total_spent || ', the orders are ' || coalesce(o.orders, 0) || ' worth ' || coalesce(o.spent, 0)
        FROM customer_profiles AS p
        LEFT JOIN (
            SELECT customer_id, count(*) AS orders, CAST(sum(value) AS BIGINT) AS spent, min(placed_at) AS first_at,
                max(placed_at) AS last_at
            FROM \(OrderStore.purchases) AS q
            WHERE user_id = \(work.account.key) AND \(stretch.contains("customer_id"))
            GROUP BY customer_id
        ) AS o ON o.customer_id = p.customer_id
        WHERE p.user_id = \(work.account.key)
            AND \(stretch.contains("p.customer_id"))
            AND (p.total_orders <> coalesce(o.orders, 0)
                OR p.total_spent <> coalesce(o.spent, 0)
                OR p.first_order_date IS DISTINCT FROM o.first_at
                OR p.last_order_date IS DISTINCT FROM o.last_at)
        """
    }

    private static let refunds = Inspection(
        "orders.refunds", "What is refunded of an order is the sum of its refunds."
    ) { stretch, work in
        """
        SELECT 'an order of customer ' || o.customer_id || ' has ' || o.refunded || ' refunded, its refunds are '
            || coalesce(r.amount, 0)
        FROM orders AS o
        LEFT JOIN (
            SELECT customer_id, placed_at, order_key, CAST(sum(amount) AS BIGINT) AS amount
            FROM order_refunds
            WHERE user_id = \(work.account.key) AND \(stretch.contains("customer_id"))
            GROUP BY customer_id, placed_at, order_key
        ) AS r ON r.customer_id = o.customer_id AND r.placed_at = o.placed_at AND r.order_key = o.order_key
        WHERE o.user_id = \(work.account.key)
            AND \(stretch.contains("o.customer_id"))
            AND o.refunded <> coalesce(r.amount, 0)
        """
    }
}
