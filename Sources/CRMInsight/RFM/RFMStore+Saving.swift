import CRMCommerce
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMScience

/// One computation: as of when, by which rules, for whom, and what moved a segment when the orders did not.
struct RFMComputation {
    let asOf: Moment
    let scorer: RFMScorer
    let customers: CustomerSet
    let otherwise: RFMChangeReason
    /// Whether scores that stay as they are get the time of this computation all the same.
    var touchesAll = false
}

/// The SQL of RFM scores: computing and saving. Statements cover a set of customers, and write only what differs.
extension RFMStore {
    /// What scoring needs to know of each customer with a qualifying order; one pass over the orders in their own order.
    func facts(_ run: RFMComputation) throws -> SQL {
        let calendar = work.account.calendar
        let (end, start) = (run.asOf.end(in: calendar), run.scorer.windowStart(asOf: run.asOf.day(in: calendar)))
        let inWindow: SQL = "FILTER (WHERE p.placed_day >= \(start))"
        let facts: SQL = """
            SELECT p.customer_id,
                max(p.placed_day) AS last_day,
                min(p.placed_day) \(inWindow) AS first_day,
                count(*) \(inWindow) AS orders,
                CAST(coalesce(sum(p.value) \(inWindow), 0) AS BIGINT) AS spent,
                count(*) AS orders_ever,
                CAST(sum(p.value) AS BIGINT) AS spent_ever
            FROM \(OrderStore.purchases) AS p
            WHERE p.user_id = \(account) AND \(run.customers.condition("p.customer_id")) AND p.placed_at < \(end)
                \(try archive.isEmpty() ? "" : "AND p.customer_id NOT IN (\(archive.keys))" as SQL)
            GROUP BY p.customer_id
            """
        let nextDay: SQL =
            try hasOrders(from: end)
            ? "(SELECT min(n.placed_day) FROM \(comingOrders(from: end)) AS n WHERE n.customer_id = t.customer_id)"
            : "CAST(NULL AS BIGINT)"
        return "SELECT t.*, \(nextDay) AS next_day FROM (\(facts)) AS t"
    }

    /// Whether any order of the account lies at or after the end; most accounts have none.
    private func hasOrders(from end: Instant) throws -> Bool {
        try session.value("SELECT EXISTS (SELECT 1 FROM \(comingOrders(from: end)) AS n)")
    }

    private func comingOrders(from end: Instant) -> SQL {
        """
        (SELECT p.customer_id, p.placed_day
        FROM \(OrderStore.purchases) AS p
        WHERE p.user_id = \(account) AND p.placed_at >= \(end))
        """
    }

    /// The facts of one customer, for a question.
    func facts(of customer: CustomerKey, asOf: Moment, scorer: RFMScorer) throws -> RFMFacts? {
        let run = RFMComputation(asOf: asOf, scorer: scorer, customers: try stage([customer]), otherwise: .order)
        return try session.first(
            """
            SELECT f.last_day, f.first_day, f.orders, f.spent, f.orders_ever, f.next_day
            FROM (\(try facts(run))) AS f
            """
        ) { row in
            RFMFacts(
                asOf: asOf.day(in: work.account.calendar), lastOrderDay: try row.read(),
                earliestOrderDayInWindow: try row.read(), ordersInWindow: try row.read(),
                spentInWindow: try row.read(), ordersEver: try row.read(), nextOrderDay: try row.read())
        }
    }

    /// Computes the scores of the customers and saves what differs, with the history of segments and marks for days on
    /// which more is to do; a customer without a qualifying order loses the score.
    func save(_ run: RFMComputation) throws {
        let day = run.asOf.day(in: work.account.calendar)
        try removeLostScores(run, on: day)
        let changed = try saveScores(run, on: day)
        if changed > 0 { try writeHistory(run, on: day) }
        try removeMarks(of: run.customers, through: day)
        if case .staged = run.customers { try markComing(from: run.asOf, run.customers) }
    }

    private func saveScores(_ run: RFMComputation, on day: CalendarDay) throws -> Int {
        let sql = RFMSQL(scorer: run.scorer)
        return try session.execute(
            """
            INSERT INTO customer_rfm_scores (user_id, customer_id, recency_score, frequency_score, monetary_score,
                rfm_score, rfm_segment, as_of_day, last_order_day, first_order_day, order_count, total_spent,
                orders_ever, spent_ever, next_change_on, change_reason, calculated_at)
            SELECT \(account), n.customer_id, n.r, n.f, n.m, n.score, n.segment, \(day), n.last_day, n.first_day, n.orders,
                n.spent, n.orders_ever, n.spent_ever, n.next_change, 'first_score', CAST(\(work.now) AS BIGINT)
            FROM (
                SELECT s.*, 100 * s.r + 10 * s.f + s.m AS score, \(sql.segment) AS segment,
                    \(sql.nextChange(session.dialect)) AS next_change
                FROM (
                    SELECT f.*, \(sql.recency(days: "\(day) - f.last_day")) AS r,
                        \(sql.frequency(orders: "f.orders")) AS f, \(sql.monetary(value: "f.spent")) AS m
                    FROM (\(try facts(run))) AS f
                ) AS s
            ) AS n
            LEFT JOIN customer_rfm_scores AS o ON o.user_id = \(account) AND o.customer_id = n.customer_id
            WHERE \(run.touchesAll ? "1 = 1" : differs(on: day))
            ON CONFLICT (user_id, customer_id) DO UPDATE
            SET recency_score = excluded.recency_score,
                frequency_score = excluded.frequency_score,
                monetary_score = excluded.monetary_score,
                rfm_score = excluded.rfm_score,
                rfm_segment = excluded.rfm_segment,
                previous_segment = CASE
                    WHEN customer_rfm_scores.rfm_segment <> excluded.rfm_segment THEN customer_rfm_scores.rfm_segment
                    ELSE customer_rfm_scores.previous_segment
                END,
                segment_changed_at = CASE
                    WHEN customer_rfm_scores.rfm_segment <> excluded.rfm_segment THEN excluded.calculated_at
                    ELSE customer_rfm_scores.segment_changed_at
                END,
                change_reason = CASE
                    WHEN customer_rfm_scores.rfm_segment <> excluded.rfm_segment THEN \(reason(run, on: day))
                    ELSE customer_rfm_scores.change_reason
                END,
                as_of_day = excluded.as_of_day,
                last_order_day = excluded.last_order_day,
                first_order_day = excluded.first_order_day,
                order_count = excluded.order_count,
                total_spent = excluded.total_spent,
                orders_ever = excluded.orders_ever,
                spent_ever = excluded.spent_ever,
                next_change_on = excluded.next_change_on,
                calculated_at = excluded.calculated_at
            """)
    }

    /// Whether the computed score `n` is not the saved one `o`. It is asked before the write: PostgreSQL locks, and so writes,
    /// every row that an `ON CONFLICT` meets, and SQLite makes the row first. A computation as of an earlier day than the
    /// saved one is a difference of its own.
    private func differs(on day: CalendarDay) -> SQL {
        """
        (o.customer_id IS NULL
            OR o.as_of_day > \(day)
            OR o.rfm_score <> n.score
            OR o.rfm_segment <> n.segment
            OR o.last_order_day <> n.last_day
            OR o.first_order_day IS DISTINCT FROM n.first_day
            OR o.order_count <> n.orders
            OR o.total_spent <> n.spent
            OR o.orders_ever <> n.orders_ever
            OR o.spent_ever <> n.spent_ever
            OR o.next_change_on IS DISTINCT FROM n.next_change)
        """
    }

    /// What moved a segment. Orders show in what a customer has bought ever, on which days and thresholds have no say.
    private func reason(_ run: RFMComputation, on day: CalendarDay) -> SQL {
        """
        CASE
            WHEN excluded.orders_ever > customer_rfm_scores.orders_ever THEN \(RFMChangeReason.order)
            WHEN excluded.orders_ever < customer_rfm_scores.orders_ever THEN \(RFMChangeReason.refund)
            WHEN excluded.spent_ever < customer_rfm_scores.spent_ever THEN \(RFMChangeReason.refund)
            WHEN excluded.spent_ever > customer_rfm_scores.spent_ever THEN \(RFMChangeReason.order)
            WHEN excluded.last_order_day <> customer_rfm_scores.last_order_day THEN \(RFMChangeReason.order)
            WHEN customer_rfm_scores.next_change_on <= \(day) THEN \(RFMChangeReason.time)
            WHEN customer_rfm_scores.as_of_day > \(day) THEN \(RFMChangeReason.time)
            ELSE \(run.otherwise)
        END
        """
    }

    // MARK: Customers without a score

    /// Archived customers have no score, whatever they have bought.
    private var archive: CustomerArchive { CustomerArchive(work) }

    private func removeLostScores(_ run: RFMComputation, on day: CalendarDay) throws {
        let archived: SQL = try archive.isEmpty() ? "" : "OR customer_id IN (\(archive.keys))"
        let lost: SQL = """
            user_id = \(account) AND \(run.customers.condition("customer_id")) AND (NOT EXISTS (
                SELECT 1
                FROM \(OrderStore.purchases) AS p
                WHERE p.user_id = \(account) AND p.customer_id = customer_rfm_scores.customer_id
                    AND p.placed_at < \(run.asOf.end(in: work.account.calendar))
            ) \(archived))
            """
        let written = try session.execute(
            """
            INSERT INTO customer_rfm_history (user_id, changed_at, customer_id, as_of_day, from_segment, to_segment,
                reason, rfm_score)
            SELECT \(account), \(nextTime("customer_rfm_scores.customer_id")), customer_id, CAST(\(day) AS BIGINT),
                rfm_segment, 'none', 'score_lost', CAST(NULL AS BIGINT)
            FROM customer_rfm_scores
            WHERE \(lost)
            """)
        if written > 0 { try session.execute("DELETE FROM customer_rfm_scores WHERE \(lost)") }
    }

    /// Marks customers for the day of their next order to come, without which nothing would lead to those who have no
    /// score yet.
    func markComing(from moment: Moment, _ customers: CustomerSet?) throws {
        let end = moment.end(in: work.account.calendar)
        guard try hasOrders(from: end) else { return }
        try session.execute(
            """
            INSERT INTO rfm_marks (user_id, customer_id, due_on)
            SELECT \(account), n.customer_id, min(n.placed_day)
            FROM \(comingOrders(from: end)) AS n
            WHERE \(customers?.condition("n.customer_id") ?? "1 = 1")
            GROUP BY n.customer_id
            ON CONFLICT (user_id, customer_id, due_on) DO NOTHING
            """)
    }

    // MARK: History

    /// Writes down the segments that this computation has moved: those of touched scores whose last entry tells another.
    /// The order names the customer too, so that the entry is looked up by customer and not by time.
    private func writeHistory(_ run: RFMComputation, on day: CalendarDay) throws {
        try session.execute(
            """
            INSERT INTO customer_rfm_history (user_id, changed_at, customer_id, as_of_day, from_segment, to_segment,
                reason, rfm_score)
            SELECT \(account), \(nextTime("c.customer_id")), c.customer_id, CAST(\(day) AS BIGINT),
                coalesce(c.known, 'none'), c.rfm_segment, c.change_reason, c.rfm_score
            FROM (
                SELECT s.customer_id, s.rfm_segment, s.change_reason, s.rfm_score, (
                        SELECT h.to_segment
                        FROM customer_rfm_history AS h
                        WHERE h.user_id = \(account) AND h.customer_id = s.customer_id
                        ORDER BY h.customer_id DESC, h.changed_at DESC
                        LIMIT 1
                    ) AS known
                FROM customer_rfm_scores AS s
                WHERE s.user_id = \(account) AND \(run.customers.condition("s.customer_id"))
                    AND s.calculated_at = \(work.now)
            ) AS c
            WHERE c.known IS NULL OR c.known <> c.rfm_segment
            """)
    }

    /// Now, or a millisecond after the customer's last entry: two changes never share a time.
    private func nextTime(_ customer: SQL) -> SQL {
        let last: SQL = """
            coalesce((
                SELECT max(h.changed_at) + 1
                FROM customer_rfm_history AS h
                WHERE h.user_id = \(account) AND h.customer_id = \(customer)
            ), 0)
            """
        return session.dialect.greatest("CAST(\(work.now) AS BIGINT)", last)
    }

    /// The saved segments of those of the customers whose score this computation touched or who have none (NULL).
    func segments(of customers: CustomerSet) -> SQL {
        """
        SELECT c.customer_id, s.rfm_segment
        FROM (\(customers.keys(in: account))) AS c
        LEFT JOIN customer_rfm_scores AS s ON s.user_id = \(account) AND s.customer_id = c.customer_id
        WHERE s.customer_id IS NULL OR s.calculated_at = \(work.now)
        """
    }
}
