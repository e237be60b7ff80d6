import CRMCore
import CRMDatabase
import CRMPlatform

/// Which customers a computation covers.
enum RFMCustomers {
    /// All of the account.
    case everyone
    /// Those of a stretch of the account's keys.
    case stretch(after: CustomerKey, through: CustomerKey)
    /// Those whose keys a staged table holds in its column `customer_id`.
    case staged(SQL)

    /// The condition that the column holds one of their keys; SQLite looks each staged key up in the table's order.
    func condition(_ column: SQL) -> SQL {
        switch self {
        case .everyone: "1 = 1"
        case .stretch(let key, let last): "\(column) > \(key) AND \(column) <= \(last)"
        case .staged(let table): "\(column) IN (SELECT k.customer_id FROM \(table) AS k)"
        }
    }

    /// Their keys as a query of one column, `customer_id`.
    func keys(in account: AccountKey) -> SQL {
        switch self {
        case .everyone, .stretch:
            """
            SELECT i.customer_id
            FROM customer_identities AS i
            WHERE i.user_id = \(account) AND \(condition("i.customer_id")) AND i.is_primary
            """
        case .staged(let table): "SELECT k.customer_id FROM \(table) AS k"
        }
    }
}

extension RFMStore {
    /// These customers as a staged table.
    func stage(_ customers: some Sequence<CustomerKey>) throws -> RFMCustomers {
        let rows = customers.map(\.value).sorted().map { [SQLValue.int64($0)] }
        return .staged(try session.stage("scored_customers", [StagedColumn("customer_id", .int64)], rows))
    }

    /// The next `count` customers of the account: the key of the last of them and how many they are; nil at the end.
    func nextStretch(after key: CustomerKey, count: Int) throws -> (last: CustomerKey, count: Int)? {
        let found: (last: CustomerKey?, count: Int)? = try session.first(
            """
            SELECT max(n.customer_id), count(*)
            FROM (
                SELECT i.customer_id
                FROM customer_identities AS i
                WHERE i.user_id = \(account) AND i.customer_id > \(key) AND i.is_primary
                ORDER BY i.customer_id
                LIMIT \(count)
            ) AS n
            """
        ) { row in (try row.read(), try row.read()) }
        return found.flatMap { found in found.last.map { ($0, found.count) } }
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
    func mark(_ customers: RFMCustomers) throws {
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
    func removeMarks(of customers: RFMCustomers, through day: CalendarDay) throws {
        try session.execute(
            """
            DELETE FROM rfm_marks
            WHERE user_id = \(account) AND \(customers.condition("customer_id")) AND due_on <= \(day)
            """)
    }
}
