import CRMCore
import CRMDatabase
import CRMPlatform
import CRMScience

/// The SQL of RFM scores: reading.
struct RFMStore {
    let work: Work
    var session: any DatabaseSession { work.session }
    var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    // MARK: Reading

    /// A score that nothing has changed since is good as of the last run over the account.
    private static let asOfDay: SQL = """
        (
            SELECT CASE WHEN n.last_run > s.as_of_day THEN n.last_run ELSE s.as_of_day END
            FROM (SELECT (SELECT r.as_of_day FROM rfm_runs AS r WHERE r.user_id = s.user_id) AS last_run) AS n
        )
        """

    /// The customer's id is looked up for each score of the answer: as a join, PostgreSQL compares every score with every
    /// customer as long as it knows nothing of the tables' sizes, as after an import.
    private static let columns: SQL = """
        \(CustomerDirectory.publicID(of: "s")),
        \(asOfDay), s.last_order_day, s.first_order_day, s.order_count, s.total_spent, s.orders_ever,
        s.recency_score, s.frequency_score, s.monetary_score, s.rfm_segment, s.next_change_on, s.previous_segment,
        s.segment_changed_at, s.calculated_at
        """

    private static let table = ListTable(
        "customer_rfm_scores AS s", as: "s", columns: columns, key: "s.customer_id")

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
        try listing.page(of: RFMStore.table, where: conditions(filter, customer), in: session) { row in
            try decode(&row, scorer)
        }
    }

    func stretch(
        after key: CustomerKey, count: Int, _ segment: RFMSegment?, scorer: RFMScorer
    ) throws -> (scores: [CustomerRFMScore], last: CustomerKey)? {
        let next: SQL = """
            FROM customer_rfm_scores
            WHERE user_id = \(account) AND customer_id > \(key)
            ORDER BY customer_id
            LIMIT \(count)
            """
        let last = try session.value(
            "SELECT max(customer_id) FROM (SELECT customer_id \(next)) AS n", as: CustomerKey?.self)
        guard let last else { return nil }
        // The filter stays outside, so that each step is bounded whatever it leaves.
        let scores = try session.all(
            """
            SELECT \(RFMStore.columns)
            FROM (SELECT * \(next)) AS s
            WHERE \(conditions(RFMScoreFilter(segment: segment), nil).conjunction())
            ORDER BY s.customer_id
            """
        ) { row in try decode(&row, scorer) }
        return (scores, last)
    }

    private func conditions(_ filter: RFMScoreFilter, _ customer: CustomerKey?) -> [SQL] {
        let optional: [SQL?] = [
            filter.segment.map { "s.rfm_segment = \($0)" },
            customer.map { "s.customer_id = \($0)" },
        ]
        return ["s.user_id = \(account)"] + optional.compactMap { $0 }
            + filter.times.conditions(
                created: "s.calculated_at", updated: "s.calculated_at", in: work.account.calendar)
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
            r: try row.read(), f: try row.read(), m: try row.read(), segment: try row.read(),
            nextChangeOn: try row.read(), facts: facts, scorer: scorer)
        return CustomerRFMScore(
            customerID: customerID, score: saved, previousSegment: try row.read(), segmentChangedAt: try row.read(),
            orderCount: facts.ordersInWindow, totalSpent: work.account.money(facts.spentInWindow),
            calculatedAt: try row.read())
    }
}
