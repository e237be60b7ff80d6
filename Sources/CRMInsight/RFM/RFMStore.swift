import CRMCommerce
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMScience

/// The SQL of RFM scores.
struct RFMStore {
    private let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    // MARK: Which customers

    /// The keys of these customers as a query of one column, `customer_id`.
    func stage(_ customers: Set<CustomerKey>) throws -> SQL {
        let rows = customers.map(\.value).sorted().map { [SQLValue.int64($0)] }
        let staged = try session.stage("scored_customers", [StagedColumn("customer_id", .int64)], rows)
        return "SELECT customer_id FROM \(staged) AS k"
    }

    /// The keys of a stretch of the account as such a query.
    func customers(after key: CustomerKey, through last: CustomerKey) -> SQL {
        """
        SELECT DISTINCT customer_id
        FROM customer_identities
        WHERE user_id = \(account) AND customer_id > \(key) AND customer_id <= \(last)
        """
    }

    /// The key of the last of the next `count` customers; nil when there are none.
    func lastKey(after key: CustomerKey, count: Int) throws -> CustomerKey? {
        try session.value(
            """
            SELECT max(customer_id)
            FROM (
                SELECT DISTINCT customer_id
                FROM customer_identities
                WHERE user_id = \(account) AND customer_id > \(key)
                ORDER BY customer_id
                LIMIT \(count)
            ) AS next
            """, as: CustomerKey?.self)
    }

    // MARK: Computing

    /// What scoring needs to know of each of the customers with a qualifying order. The customers come by `IN`, so that
    /// SQLite looks each one's orders up by key.
    private func factsQuery(asOf: Moment, scorer: RFMScorer, customers: SQL) -> SQL {
        let end = asOf.end(in: work.account.calendar)
        let start = scorer.windowStart(asOf: asOf.day(in: work.account.calendar))
        return """
            SELECT p.customer_id,
                max(p.placed_day) AS last_day,
                min(p.placed_day) FILTER (WHERE p.placed_day >= \(start)) AS first_day,
                count(*) FILTER (WHERE p.placed_day >= \(start)) AS orders,
                CAST(coalesce(sum(p.value) FILTER (WHERE p.placed_day >= \(start)), 0) AS BIGINT) AS spent,
                count(*) AS orders_ever
            FROM \(OrderStore.purchases) AS p
            WHERE p.user_id = \(account) AND p.customer_id IN (\(customers)) AND p.placed_at < \(end)
            GROUP BY p.customer_id
            """
    }

    func facts(of customer: CustomerKey, asOf: Moment, scorer: RFMScorer) throws -> RFMFacts? {
        let query = factsQuery(asOf: asOf, scorer: scorer, customers: try stage([customer]))
        return try session.first(query) { row in
            _ = try row.read(CustomerKey.self)
            let lastDay = try row.read(CalendarDay.self)
            return RFMFacts(
                asOf: asOf.day(in: work.account.calendar), lastOrderDay: lastDay,
                earliestOrderDayInWindow: try row.read(), ordersInWindow: try row.read(),
                spentInWindow: try row.read(), ordersEver: try row.read())
        }
    }

    /// Computes the scores of the customers and saves them; a customer without a qualifying order loses
    /// the score.
    func save(asOf: Moment, scorer: RFMScorer, customers: SQL) throws {
        let day = asOf.day(in: work.account.calendar)
        let sql = RFMSQL(scorer: scorer)
        let facts = factsQuery(asOf: asOf, scorer: scorer, customers: customers)
        try session.execute(
            """
            DELETE FROM customer_rfm_scores
            WHERE user_id = \(account)
                AND customer_id IN (\(customers))
                AND customer_id NOT IN (SELECT f.customer_id FROM (\(facts)) AS f)
            """)
        try session.execute(
            """
            INSERT INTO customer_rfm_scores (user_id, customer_id, recency_score, frequency_score, monetary_score,
                rfm_score, rfm_segment, as_of_day, last_order_day, first_order_day, order_count, total_spent,
                orders_ever, calculated_at)
            SELECT \(account), s.customer_id, s.r, s.f, s.m, 100 * s.r + 10 * s.f + s.m, \(sql.segment), \(day),
                s.last_day, s.first_day, s.orders, s.spent, s.orders_ever, CAST(\(work.now) AS BIGINT)
            FROM (
                SELECT f.*, \(sql.recency(days: "\(day) - f.last_day")) AS r, \(sql.frequency(orders: "f.orders")) AS f,
                    \(sql.monetary(value: "f.spent")) AS m
                FROM (\(facts)) AS f
            ) AS s
            WHERE true
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
                as_of_day = excluded.as_of_day,
                last_order_day = excluded.last_order_day,
                first_order_day = excluded.first_order_day,
                order_count = excluded.order_count,
                total_spent = excluded.total_spent,
                orders_ever = excluded.orders_ever,
                calculated_at = excluded.calculated_at
            """)
    }

    /// The saved segment of each customer, NULL for one without a score.
    func segments(of customers: SQL) -> SQL {
        """
        SELECT c.customer_id, s.rfm_segment
        FROM (\(customers)) AS c
        LEFT JOIN customer_rfm_scores AS s ON s.user_id = \(account) AND s.customer_id = c.customer_id
        """
    }

    // MARK: Reading

    /// The customer's id is looked up for each score of the answer: as a join, PostgreSQL compares every score with every
    /// customer as long as it knows nothing of the tables' sizes, as after an import.
    private static let columns: SQL = """
        (
            SELECT i.external_id
            FROM customer_identities AS i
            WHERE i.user_id = s.user_id AND i.customer_id = s.customer_id AND i.is_primary
        ),
        s.as_of_day, s.last_order_day, s.first_order_day, s.order_count, s.total_spent, s.orders_ever,
        s.recency_score, s.frequency_score, s.monetary_score, s.rfm_segment, s.previous_segment, s.segment_changed_at,
        s.calculated_at
        """

    func score(of customer: CustomerKey, scorer: RFMScorer) throws -> CustomerRFMScore? {
        try session.first(
            """
            SELECT \(RFMStore.columns)
            FROM customer_rfm_scores AS s
            WHERE s.user_id = \(account) AND s.customer_id = \(customer)
            """
        ) { row in try decode(&row, scorer) }
    }

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("rfmScore", "s.rfm_score", .int64), SortKey("calculatedAt", "s.calculated_at", .int64),
    ]

    func scores(
        _ filter: RFMScoreFilter, customer: CustomerKey?, _ listing: Listing, scorer: RFMScorer
    ) throws -> ListPage<CustomerRFMScore> {
        let conditions = conditions(filter, customer)
        func count(_ more: [SQL]) throws -> Int {
            try session.value(
                "SELECT count(*) FROM customer_rfm_scores AS s WHERE \((conditions + more).conjunction())")
        }
        let rows = try listing.rows(by: "s.customer_id") { stretch in
            try session.all(
                """
                SELECT \(RFMStore.columns), s.customer_id, \(listing.sort.key.column)
                FROM (
                    SELECT s.*
                    FROM customer_rfm_scores AS s
                    WHERE \((conditions + stretch.conditions).conjunction())
                    \(stretch.order)
                    \(stretch.limit)
                ) AS s
                \(stretch.order)
                """
            ) { row in
                let item = try decode(&row, scorer)
                return (
                    item: item, key: try row.read(Int64.self),
                    sortValue: try row.readSortValue(listing.sort.key.type)
                )
            }
        } count: { condition in
            try count([condition])
        }
        return try listing.pageOf(rows, total: count([]))
    }

    private func conditions(_ filter: RFMScoreFilter, _ customer: CustomerKey?) -> [SQL] {
        let calendar = work.account.calendar
        let optional: [SQL?] = [
            filter.segment.map { "s.rfm_segment = \($0)" },
            customer.map { "s.customer_id = \($0)" },
            filter.createdAfter.map { "s.calculated_at >= \($0.end(in: calendar))" },
            filter.createdBefore.map { "s.calculated_at < \($0.start(in: calendar))" },
            filter.updatedAfter.map { "s.calculated_at >= \($0.end(in: calendar))" },
        ]
        return ["s.user_id = \(account)"] + optional.compactMap { $0 }
    }

    func distribution() throws -> RFMDistribution {
        let counts: [(RFMSegment, Int)] = try session.all(
            """
            SELECT s.rfm_segment, count(*)
            FROM customer_rfm_scores AS s
            WHERE s.user_id = \(account)
            GROUP BY s.rfm_segment
            """
        ) { row in (try row.read(), try row.read()) }
        return RFMDistribution(counts: Dictionary(counts) { first, _ in first })
    }

    /// Reads the columns in their order; what follows from the facts is derived anew.
    private func decode(_ row: inout Row, _ scorer: RFMScorer) throws -> CustomerRFMScore {
        let customerID = try row.read(CustomerID.self)
        let facts = RFMFacts(
            asOf: try row.read(), lastOrderDay: try row.read(), earliestOrderDayInWindow: try row.read(),
            ordersInWindow: try row.read(), spentInWindow: try row.read(), ordersEver: try row.read())
        let saved = RFMScore(
            r: try row.read(), f: try row.read(), m: try row.read(), segment: try row.read(), facts: facts,
            scorer: scorer)
        return CustomerRFMScore(
            customerID: customerID, score: saved, previousSegment: try row.read(), segmentChangedAt: try row.read(),
            orderCount: facts.ordersInWindow, totalSpent: work.account.money(facts.spentInWindow),
            calculatedAt: try row.read())
    }
}
