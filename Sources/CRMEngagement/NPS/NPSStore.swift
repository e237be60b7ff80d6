import CRMCore
import CRMDatabase
import CRMPlatform
import CRMScience

/// The SQL of answers. There is no statement that changes a row.
struct NPSStore {
    let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("answeredAt", "n.answered_at", .int64),
        SortKey("createdAt", "n.created_at", .int64),
    ]

    private static let columns: SQL = """
        n.answer_key, n.customer_id, n.id, \(CustomerDirectory.publicID(of: "n")), n.event_id, n.answered_at,
        n.created_at, n.score, n.comment, n.source
        """

    private static let table = ListTable("customer_nps_answers AS n", as: "n", columns: columns, key: "n.answer_key")

    private func decode(_ row: inout Row) throws -> NPSAnswer {
        let (key, customer): (Int64, CustomerKey) = (try row.read(), try row.read())
        let (id, customerID, event): (String, CustomerID, EventID) = (try row.read(), try row.read(), try row.read())
        let (answeredAt, createdAt): (Instant, Instant) = (try row.read(), try row.read())
        return NPSAnswer(
            key: key, customer: customer, id: id, customerID: customerID, event: event, answeredAt: answeredAt,
            facts: try NPSFacts(&row), createdAt: createdAt)
    }

    func list(_ filter: NPSFilter, _ listing: Listing) throws -> ListPage<NPSAnswer> {
        let calendar = work.account.calendar
        let optional: [SQL?] = [
            filter.customer.map { "n.customer_id = \($0)" },
            filter.group.map { "n.answer_group = \($0)" },
            filter.answeredAfter.map { "n.answered_at >= \($0.end(in: calendar))" },
            filter.answeredBefore.map { "n.answered_at < \($0.start(in: calendar))" },
        ]
        let conditions =
            ["n.user_id = \(account)"] + optional.compactMap { $0 }
            // An answer never changes: the time of its last change is that of its recording.
            + filter.times.conditions(created: "n.created_at", updated: "n.created_at", in: calendar)
        return try listing.page(of: NPSStore.table, where: conditions, in: session, decode)
    }

    func find(id: String) throws -> NPSAnswer? { try first("n.id = \(id)") }
    func find(key: Int64) throws -> NPSAnswer? { try first("n.answer_key = \(key)") }
    func find(event: EventID) throws -> NPSAnswer? { try first("n.event_id = \(event)") }

    private func first(_ condition: SQL) throws -> NPSAnswer? {
        try session.first(
            """
            SELECT \(NPSStore.columns)
            FROM customer_nps_answers AS n
            WHERE n.user_id = \(account) AND \(condition)
            """, decode)
    }

    /// Those of the answers that are kept already.
    func known(_ events: [EventID]) throws -> [EventID: EventRecord<NPSFacts>] {
        guard !events.isEmpty else { return [:] }
        let wanted = try session.stage(
            "wanted_answers", [StagedColumn("event_id", .text)], Set(events).map { [$0.sqlValue] })
        var known: [EventID: EventRecord<NPSFacts>] = [:]
        try session.forEach(
            """
            SELECT n.event_id, n.customer_id, n.answered_at, n.score, n.comment, n.source
            FROM \(wanted) AS w
            JOIN customer_nps_answers AS n ON n.user_id = \(account) AND n.event_id = w.event_id
            """
        ) { row in
            let event = try row.read(EventID.self)
            known[event] = EventRecord(
                customer: try row.read(), event: event, at: try row.read(), facts: try NPSFacts(&row))
        }
        return known
    }

    /// Adds answers and gives their keys.
    func insert(_ records: [EventRecord<NPSFacts>]) throws -> [Int64] {
        let keys = try session.reserveKeys(records.count, from: NPSFeature.keys)
        let rows = zip(keys, records).map { key, record -> [SQLValue] in
            let id = work.entropy.id(at: work.now, number: key).text
            let facts = record.facts
            return [
                account.sqlValue, key.sqlValue, record.customer.sqlValue, .text(id),
                .text(record.event?.value ?? id), record.at.sqlValue, facts.score.sqlValue, facts.group.sqlValue,
                facts.comment.sqlValue, facts.source.sqlValue, work.now.sqlValue,
            ]
        }
        try session.insert(into: "customer_nps_answers", NPSStore.inserted, rows.flatMap { $0 })
        return keys
    }

    private static let inserted = [
        StagedColumn("user_id", .int64), StagedColumn("answer_key", .int64), StagedColumn("customer_id", .int64),
        StagedColumn("id", .text), StagedColumn("event_id", .text), StagedColumn("answered_at", .int64),
        StagedColumn("score", .int64), StagedColumn("answer_group", .text), StagedColumn("comment", .text),
        StagedColumn("source", .text), StagedColumn("created_at", .int64),
    ]

    func delete(_ key: Int64) throws {
        try session.execute("DELETE FROM customer_nps_answers WHERE user_id = \(account) AND answer_key = \(key)")
    }
}

/// Which answers a list holds.
package struct NPSFilter: Sendable {
    var customerID: CustomerID?
    var group: NetPromoterGroup?
    var answeredAfter: Moment?
    var answeredBefore: Moment?
    let times: ListTimes
    /// The resolved `customerID`.
    var customer: CustomerKey?
}

extension NetPromoterGroup: SQLBindable {}

extension NPSFacts {
    /// Reads the columns of the facts in their order.
    fileprivate init(_ row: inout Row) throws {
        self.init(score: try row.read(), comment: try row.read(), source: try row.read())
    }
}
