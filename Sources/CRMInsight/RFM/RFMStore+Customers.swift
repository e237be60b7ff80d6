import CRMCore
import CRMDatabase
import CRMPlatform

/// The customers of a computation, and those whom the next one visits.
extension RFMStore {
    /// These customers as a staged table.
    func stage(_ customers: some Sequence<CustomerKey>) throws -> CustomerSet {
        let rows = customers.map(\.value).sorted().map { [SQLValue.int64($0)] }
        return .staged(try session.stage("scored_customers", [StagedColumn("customer_id", .int64)], rows))
    }

    /// The next customers, at most `count` of each kind, who are marked or whose score changes by itself up to the day.
    func dueCustomers(on day: CalendarDay, count: Int) throws -> Set<CustomerKey> {
        let marked = try session.all(
            """
            SELECT m.customer_id
            FROM rfm_marks AS m
            WHERE m.user_id = \(account) AND m.due_on <= \(day)
            ORDER BY m.due_on, m.customer_id
            LIMIT \(count)
            """
        ) { row in try row.read(CustomerKey.self) }
        let due = try session.all(
            """
            SELECT s.customer_id
            FROM customer_rfm_scores AS s
            WHERE s.user_id = \(account) AND s.next_change_on <= \(day)
            ORDER BY s.next_change_on, s.customer_id
            LIMIT \(count)
            """
        ) { row in try row.read(CustomerKey.self) }
        return Set(marked).union(due)
    }

    // MARK: Marks

    /// Marks the customers for the next run.
    func mark(_ customers: CustomerSet) throws {
        try session.execute(
            """
            INSERT INTO rfm_marks (user_id, customer_id, due_on)
            SELECT \(account), c.customer_id, 0
            FROM (\(customers.keys(in: account))) AS c
            WHERE true
            ON CONFLICT (user_id, customer_id, due_on) DO NOTHING
            """)
    }

    /// Takes the marks away that a visit as of the day has answered.
    func removeMarks(of customers: CustomerSet, through day: CalendarDay) throws {
        try session.execute(
            """
            DELETE FROM rfm_marks
            WHERE user_id = \(account) AND \(customers.condition("customer_id")) AND due_on <= \(day)
            """)
    }
}
