import CRMDatabase

/// Rows of this area.
extension FilledShop {
    static func events(_ numbers: Numbers) -> [SQL] { [interactionRows(numbers), answerRows(numbers)] }

    private static func answerRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_nps_answers (user_id, answer_key, customer_id, id, event_id, answered_at, score,
            answer_group, created_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, \(numbers.first) + i, 'w' || i, 'e' || i,
            \(numbers.start) + i * 7919 % 100000 * 1000, CASE WHEN i % 1000 = 1 THEN 2 ELSE 9 END,
            CASE WHEN i % 1000 = 1 THEN 'detractor' ELSE 'promoter' END, \(numbers.start) + i * 1000
        FROM n
        """
    }

    private static func interactionRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_interactions (user_id, interaction_key, customer_id, id, event_id, occurred_at,
            occurred_day, interaction_type, name, sku, rating, properties, created_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, \(numbers.first) + i, 'v' || i, 'e' || i,
            \(numbers.start) + i * 7919 % 100000 * 1000, 19675,
            CASE WHEN i % 1000 = 1 THEN 'return' WHEN i % 1000 = 2 THEN 'custom' ELSE 'review' END,
            CASE WHEN i % 1000 = 2 THEN 'quiz' WHEN i % 3 = 0 THEN 'other' END,
            CASE WHEN i % 2 = 1 THEN 's' || (i % 1000) END, CASE WHEN i % 1000 = 3 THEN 1 ELSE 4 END, '{}',
            \(numbers.start) + i * 1000
        FROM n
        """
    }
}
