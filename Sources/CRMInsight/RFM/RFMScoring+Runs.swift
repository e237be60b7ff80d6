package import CRMCore
import CRMDatabase
import CRMPlatform
import CRMScience

/// Runs over the account, in steps of one bounded transaction each. A step may be repeated and a run begun anew: what is
/// right already is not written again.
extension RFMScoring {
    /// Customers of one step of a run over all.
    package static let customersPerStep = 20_000
    /// Marked customers, and due ones, of one step of the daily run.
    package static let dueCustomersPerStep = 5_000

    /// The next step of the daily run: visits customers who are marked or due up to the day, today if none is told. Before
    /// the first run and after a change of rules it visits everyone. Gives where to go on, or nil at the end.
    ///
    /// The day must not lie before that of an earlier computation; ``fullStep(after:asOf:)`` goes back.
    package func dailyStep(after cursor: RFMCursor?, asOf: CalendarDay? = nil) throws -> RFMCursor? {
        try work.holdTimeZone()
        let day = asOf ?? work.today
        let state = try store.runState()
        let isFirst = state.isStale || state.asOf == nil
        let cursor =
            cursor ?? RFMCursor(isFirst ? .everyone : .due, revision: state.revision, visited: 0)
        guard cursor.part == .due else {
            let next = try step(after: cursor, asOf: .day(day), state)
            return next ?? RFMCursor(.due, revision: cursor.revision, visited: cursor.visited)
        }
        let customers = try store.dueCustomers(on: day, count: RFMScoring.dueCustomersPerStep)
        guard !customers.isEmpty else {
            try store.advanceRun(to: day)
            return nil
        }
        try directory.lock(customers)
        try save(
            RFMComputation(
                asOf: .day(day), scorer: try rules().scorer(work.account.currency),
                customers: try store.stage(customers), otherwise: .order))
        return RFMCursor(.due, revision: cursor.revision, visited: cursor.visited + customers.count)
    }

    /// The next step of a run over every customer as of a moment. Gives where to go on, or nil at the end.
    package func fullStep(after cursor: RFMCursor?, asOf: Moment) throws -> RFMCursor? {
        try work.holdTimeZone()
        let state = try store.runState()
        return try step(
            after: cursor ?? RFMCursor(.everyone, revision: state.revision, visited: 0), asOf: asOf, state)
    }

    private func step(after cursor: RFMCursor, asOf: Moment, _ state: RFMRunState) throws -> RFMCursor? {
        guard cursor.revision == state.revision else {
            return RFMCursor(.everyone, revision: state.revision, visited: cursor.visited)
        }
        guard let stretch = try directory.nextStretch(after: cursor.key, count: RFMScoring.customersPerStep) else {
            return try finish(cursor, asOf: asOf)
        }
        let run = RFMComputation(
            asOf: asOf, scorer: try rules().scorer(work.account.currency),
            customers: .stretch(after: cursor.key, through: stretch.last),
            otherwise: state.isStale || cursor.part == .again ? .thresholds : .order)
        try directory.lock(matching: run.customers.keys(in: work.account.key))
        try save(run)
        return RFMCursor(
            cursor.part, after: stretch.last, revision: cursor.revision, visited: cursor.visited + stretch.count)
    }

    /// At the end of all customers: the quantiles are found, and whoever they move is visited once more.
    private func finish(_ cursor: RFMCursor, asOf: Moment) throws -> RFMCursor? {
        let rules = try rules()
        let day = asOf.day(in: work.account.calendar)
        if cursor.part == .everyone, rules.mode == .quantiles {
            let quantiles = try store.quantiles(asOf: day)
            if quantiles != rules.quantiles {
                try RFMSettings(work).save(quantiles)
                return RFMCursor(.again, revision: cursor.revision, visited: cursor.visited)
            }
        }
        try store.markComing(from: asOf, nil)
        guard try store.finishRun(asOf: day, revision: cursor.revision) else {
            return RFMCursor(.everyone, revision: try store.runState().revision, visited: cursor.visited)
        }
        return nil
    }

    /// Notes that something has changed that all scores depend on, such as the days of all orders: the next daily run
    /// visits everyone.
    package func markAll() throws { try store.markAll() }

    /// After a change of the time zone everyone is scored anew, soon.
    func daysRewritten() throws {
        try markAll()
        try RFMDaily.catchUp(work)
    }
}

extension RFMStore {
    /// The fifths of the account's customers by their saved facts.
    func quantiles(asOf day: CalendarDay) throws -> RFMQuantiles {
        let count: Int = try session.value(
            "SELECT count(*) FROM customer_rfm_scores AS s WHERE s.user_id = \(account)")
        return RFMQuantiles(
            recency: try fifths(of: "\(day) - s.last_order_day", among: count),
            frequency: try fifths(of: "s.order_count", among: count),
            monetary: try fifths(of: "s.total_spent", among: count))
    }

    private func fifths(of value: SQL, among count: Int) throws -> RFMFifths {
        let values = "SELECT \(value) AS v FROM customer_rfm_scores AS s WHERE s.user_id = \(account)" as SQL
        let distinct: Int = try session.value(
            "SELECT count(*) FROM (SELECT DISTINCT a.v FROM (\(values)) AS a LIMIT \(RFMFifths.count)) AS d")
        let ranks = RFMFifths.ranks(of: count).map { "\($0)" as SQL }.joined(separator: ", ")
        let bounds = try session.all(
            """
            SELECT r.v, r.n
            FROM (SELECT a.v, row_number() OVER (ORDER BY a.v) AS n FROM (\(values)) AS a) AS r
            WHERE r.n IN (\(ranks))
            ORDER BY r.n
            """
        ) { row in try row.read(Int64.self) }
        return RFMFifths(bounds: bounds, distinctValues: distinct)
    }
}
