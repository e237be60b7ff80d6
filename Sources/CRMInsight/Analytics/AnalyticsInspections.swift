import CRMCommerce
import CRMCore
import CRMDatabase
import CRMPlatform

/// What must hold between analytics, orders and profiles.
enum AnalyticsInspections {
    static let all = [profiles, orders]

    private static let profiles = Inspection(
        "analytics.profiles", "The profile's churn risk and predicted value are those of its analytics."
    ) { stretch, work in
        """
        SELECT 'customer ' || p.customer_id || ' shows other figures than its analytics'
        FROM customer_profiles AS p
        JOIN customer_analytics AS a ON a.user_id = p.user_id AND a.customer_id = p.customer_id
        WHERE p.user_id = \(work.account.key)
            AND \(stretch.contains("p.customer_id"))
            AND (p.churn_risk IS DISTINCT FROM a.churn_risk
                OR p.predicted_value IS DISTINCT FROM a.predicted_value)
        """
    }

    /// Marked customers have news that the next run takes in.
    private static let orders = Inspection(
        "analytics.orders", "Analytics count the purchases up to their day, but for customers whom news has marked."
    ) { stretch, work in
        """
        SELECT 'customer ' || a.customer_id || ': analytics count ' || a.total_orders || ' orders worth '
            || a.total_spent || ', the orders are ' || count(o.placed_at) || ' worth '
            || CAST(coalesce(sum(o.value), 0) AS BIGINT)
        FROM customer_analytics AS a
        LEFT JOIN \(OrderStore.purchases) AS o ON o.user_id = a.user_id AND o.customer_id = a.customer_id
            AND o.placed_day <= a.as_of_day
        WHERE a.user_id = \(work.account.key)
            AND \(stretch.contains("a.customer_id"))
            AND NOT EXISTS (
                SELECT 1
                FROM analytics_marks AS m
                WHERE m.user_id = a.user_id AND m.customer_id = a.customer_id
            )
        GROUP BY a.customer_id, a.total_orders, a.total_spent
        HAVING a.total_orders <> count(o.placed_at) OR a.total_spent <> CAST(coalesce(sum(o.value), 0) AS BIGINT)
        """
    }
}
