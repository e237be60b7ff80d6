package import CRMCore
import CRMDatabase
package import CRMPlatform

/// Which changes a list holds.
package struct RFMChangeFilter: Sendable {
    var customerID: CustomerID?
    var from: RFMStanding?
    var to: RFMStanding?
    var after: Moment?
    var before: Moment?
    /// A change has one time, that of either bound.
    var times = ListTimes()
}

/// The movement between segments from the end of one day to the end of another.
package struct RFMMigration: JSONObjectEncodable {
    package let from: CalendarDay
    package let to: CalendarDay
    package let movements: RFMMovements

    package static let typeName = "RFMMigrations"

    package static let fields: [OutputField<RFMMigration>] = [
        OutputField("from", "The movement begins at the end of this day.") { $0.from },
        OutputField("to", "It ends at the end of this day.") { $0.to },
        OutputField("moved", "Customers who stand elsewhere at its end.") { $0.movements.moved },
        OutputField("movements", "Customers by segment at its begin, then by segment at its end.") { $0.movements },
        OutputField("before", "Customers of each segment at its begin.") { $0.movements.before },
        OutputField("after", "Customers of each segment at its end.") { $0.movements.after },
    ]
}

/// The history of segments: each change that was saved, newest first, and what changes come to.
package struct RFMHistory {
    let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    package init(_ work: Work) {
        self.work = work
    }

    static let sortKeys = [SortKey("changedAt", "h.changed_at", .int64)]

    /// The changes that match, page by page.
    package func list(_ filter: RFMChangeFilter, _ listing: Listing) throws -> ListPage<RFMChange> {
        try listing.page(of: RFMHistory.table, where: conditions(filter), in: session) { row in
            let time = try row.read(Instant.self)
            return RFMChange(
                customerID: try row.read(), from: try row.read(RFMStanding.self).segment,
                to: try row.read(RFMStanding.self).segment, reason: try row.read(), rfmScore: try row.read(),
                asOf: try row.read(), changedAt: time)
        }
    }

    private static let table = ListTable(
        "customer_rfm_history AS h", as: "h",
        columns: """
            h.changed_at, \(CustomerDirectory.publicID(of: "h")), h.from_segment, h.to_segment, h.reason, h.rfm_score,
            h.as_of_day
            """, key: "h.customer_id")

    private func conditions(_ filter: RFMChangeFilter) throws -> [SQL] {
        let calendar = work.account.calendar
        let customer = try filter.customerID.map { try CustomerDirectory(work).filterKey($0) }
        let optional: [SQL?] = [
            customer.map { "h.customer_id = \($0)" },
            filter.from.map { "h.from_segment = \($0)" },
            filter.to.map { "h.to_segment = \($0)" },
            filter.after.map { "h.changed_at >= \($0.end(in: calendar))" },
            filter.before.map { "h.changed_at < \($0.start(in: calendar))" },
        ]
        return ["h.user_id = \(account)"] + optional.compactMap { $0 }
            + filter.times.conditions(created: "h.changed_at", updated: "h.changed_at", in: calendar)
    }

    // MARK: Movement

    /// Who moved from the end of `first` to the end of `last`, computed from the changes since; those who did not move
    /// are the rest of each segment. Nobody counts who had no score at both ends.
    package func migrations(from first: CalendarDay, to last: CalendarDay) throws -> RFMMigration {
        let (start, end) = (endOfDay(first), endOfDay(last))
        var movements = try moves(from: start, to: end)
        let counts = try distribution(at: end)
        for segment in RFMSegment.allCases {
            let standing = RFMStanding(segment)
            let arrived = RFMStanding.allCases.reduce(0) { $0 + ($1 == standing ? 0 : movements[$1, standing]) }
            movements[standing, standing] = (counts[segment] ?? 0) - arrived
        }
        return RFMMigration(from: first, to: last, movements: movements)
    }

    private func endOfDay(_ day: CalendarDay) -> Instant { Moment.day(day).end(in: work.account.calendar) }

    /// The first and the last segment of each customer who changed in the time. A number for the segment rides in the
    /// last digit of the time, so that one pass finds both.
    private func moves(from start: Instant, to end: Instant) throws -> RFMMovements {
        let count = String(RFMStanding.allCases.count)
        var movements = RFMMovements()
        try session.forEach(
            """
            SELECT m.first_code % \(unsafeText: count), m.last_code % \(unsafeText: count), count(*)
            FROM (
                SELECT min(h.changed_at * \(unsafeText: count) + \(Self.code(of: "h.from_segment"))) AS first_code,
                    max(h.changed_at * \(unsafeText: count) + \(Self.code(of: "h.to_segment"))) AS last_code
                FROM customer_rfm_history AS h
                WHERE h.user_id = \(account) AND h.changed_at >= \(start) AND h.changed_at < \(end)
                GROUP BY h.customer_id
            ) AS m
            GROUP BY m.first_code % \(unsafeText: count), m.last_code % \(unsafeText: count)
            """
        ) { row in
            let (from, to) = (try row.read(Int.self), try row.read(Int.self))
            movements[RFMStanding.allCases[from], RFMStanding.allCases[to]] = try row.read()
        }
        movements[.none, .none] = 0
        return movements
    }

    private static func code(of column: SQL) -> SQL {
        let branches = RFMStanding.allCases.enumerated().map { "WHEN '\($1.rawValue)' THEN \($0)" }
        return "CASE \(column) \(unsafeText: branches.joined(separator: " ")) END"
    }

    /// Customers of each segment at a time: those of now, less what happened since.
    private func distribution(at time: Instant) throws -> [RFMSegment: Int] {
        var counts = try RFMStore(work).distribution().counts
        try session.forEach(
            """
            SELECT h.from_segment, h.to_segment, count(*)
            FROM customer_rfm_history AS h
            WHERE h.user_id = \(account) AND h.changed_at >= \(time)
            GROUP BY h.from_segment, h.to_segment
            """
        ) { row in
            let (from, to) = (try row.read(RFMStanding.self).segment, try row.read(RFMStanding.self).segment)
            let count = try row.read(Int.self)
            if let from { counts[from, default: 0] += count }
            if let to { counts[to, default: 0] -= count }
        }
        return counts
    }
}
