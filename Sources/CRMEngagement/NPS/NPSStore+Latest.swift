import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of answers: what each customer answered last, and what happened to one customer.
extension NPSStore {
    /// How many customers gave each answer, from 0 to 10, each counted with the latest in the period.
    func latestAnswers(from start: Instant, before end: Instant) throws -> [Int] {
        var counts = [Int](repeating: 0, count: NPSLimits.score.count)
        try work.session.forEach(
            """
            SELECT l.score, count(*)
            FROM (
                SELECT n.score,
                    row_number() OVER (
                        PARTITION BY n.customer_id ORDER BY n.answered_at DESC, n.answer_key DESC) AS place
                FROM customer_nps_answers AS n
                WHERE n.user_id = \(work.account.key) AND n.answered_at >= \(start) AND n.answered_at < \(end)
            ) AS l
            WHERE l.place = 1
            GROUP BY l.score
            """
        ) { row in counts[try row.read(Int.self)] = try row.read() }
        return counts
    }

    /// The last answer of each of the customers, whenever it was.
    func signals(of customers: CustomerSet) throws -> [CustomerKey: CustomerSignals] {
        var signals: [CustomerKey: CustomerSignals] = [:]
        try work.session.forEach(
            """
            SELECT n.customer_id, n.score
            FROM customer_nps_answers AS n
            WHERE n.user_id = \(work.account.key) AND \(customers.condition("n.customer_id"))
            ORDER BY n.customer_id, n.answered_at, n.answer_key
            """
        ) { row in signals[try row.read()] = CustomerSignals(npsScore: try row.read()) }
        return signals
    }

    /// The customer's answers, newest first.
    func timeline(of customer: CustomerKey, below place: TimelinePlace, _ limit: Int) throws -> [TimelineEntry] {
        try work.session.all(
            """
            SELECT n.answered_at, n.answer_key, n.id, n.score, n.source
            FROM customer_nps_answers AS n
            WHERE n.user_id = \(work.account.key) AND n.customer_id = \(customer)
                AND (n.answered_at, n.answer_key) < (\(place.at), \(place.key))
            ORDER BY n.answered_at DESC, n.answer_key DESC
            LIMIT \(limit)
            """
        ) { row in
            let place = TimelinePlace(at: try row.read(), key: try row.read())
            let id = try row.read(String.self)
            let score = try row.read(Int.self)
            return TimelineEntry(
                place: place, id: id, title: "NPS answer: \(score)",
                details: [
                    JSON.Member("score", .number(String(score))),
                    JSON.Member("source", try row.read(String?.self).map(JSON.string) ?? .null),
                ])
        }
    }
}
