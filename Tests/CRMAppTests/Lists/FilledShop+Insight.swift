import CRMDatabase

/// Rows of this area.
extension FilledShop {
    static func insight(_ numbers: Numbers) -> [SQL] { [scores(numbers), history(numbers)] }

    private static func scores(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_rfm_scores (user_id, customer_id, recency_score, frequency_score, monetary_score,
            rfm_score, rfm_segment, as_of_day, last_order_day, first_order_day,
            order_count, total_spent, orders_ever, calculated_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, i % 5 + 1, i % 3 + 1, 1,
            100 * (i % 5 + 1) + 10 * (i % 3 + 1) + 1, \(segmentOfNumber),
            19675, 19675, 19675, 1, 1000, 1, \(numbers.start) + i * 7919 % 100000 * 1000
        FROM n
        WHERE i % 8 <> 0
        """
    }

    private static func history(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_rfm_history (user_id, customer_id, changed_at, as_of_day, from_segment, to_segment,
            reason, rfm_score)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, \(numbers.start) + i * 7919 % 100000 * 1000, 19675,
            CASE WHEN i % 1000 = 1 THEN 'Lost' ELSE 'none' END, CASE WHEN i % 1000 = 2 THEN 'VIP' ELSE 'At Risk' END,
            'order', 111
        FROM n
        """
    }
}
