import CRMDatabase

/// Rows of this area.
extension FilledShop {
    static func analytics(_ numbers: Numbers) -> [SQL] {
        [
            """
            INSERT INTO customer_analytics (user_id, customer_id, fingerprint, as_of_day, total_orders, total_spent,
                last_order_day, preferred_products, preferred_categories, churn_risk, churn_reasons, predicted_value,
                health_score, health_band, calculated_at)
            \(numbers.each)
            SELECT \(numbers.account), \(numbers.first) + i, i, 19675, i % 20, i * 7919 % 100000,
                CASE WHEN i % 8 = 0 THEN NULL ELSE 19675 END, '[]', '[]',
                CASE WHEN i % 8 = 0 THEN NULL ELSE (i * 7919 % 1000) / 1000.0 END, '',
                CASE WHEN i % 8 = 0 THEN NULL ELSE i * 6007 % 100000 END,
                CASE WHEN i % 8 = 0 THEN NULL ELSE (i * 7919 % 1000) / 10.0 END, 'red',
                \(numbers.start) + i * 7919 % 100000 * 1000
            FROM n
            """
        ]
    }
}
