package import CRMCore
package import CRMDatabase

/// Which customers of an account a computation covers.
package enum CustomerSet: Sendable {
    /// All of the account.
    case everyone
    /// Those of a stretch of the account's keys.
    case stretch(after: CustomerKey, through: CustomerKey)
    /// Those whose keys a staged table holds in its column `customer_id`.
    case staged(SQL)

    /// The condition that the column holds one of their keys; SQLite looks each staged key up in the table's order.
    package func condition(_ column: SQL) -> SQL {
        switch self {
        case .everyone: "1 = 1"
        case .stretch(let key, let last): "\(column) > \(key) AND \(column) <= \(last)"
        case .staged(let table): "\(column) IN (SELECT k.customer_id FROM \(table) AS k)"
        }
    }

    /// Their keys as a query of one column, `customer_id`.
    package func keys(in account: AccountKey) -> SQL {
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

extension CustomerDirectory {
    /// The next `count` customers of the account: the key of the last of them and how many they are; nil at the end.
    package func nextStretch(after key: CustomerKey, count: Int) throws -> (last: CustomerKey, count: Int)? {
        let found: (last: CustomerKey?, count: Int)? = try work.session.first(
            """
            SELECT max(n.customer_id), count(*)
            FROM (
                SELECT i.customer_id
                FROM customer_identities AS i
                WHERE i.user_id = \(work.account.key) AND i.customer_id > \(key) AND i.is_primary
                ORDER BY i.customer_id
                LIMIT \(count)
            ) AS n
            """
        ) { row in (try row.read(), try row.read()) }
        return found.flatMap { found in found.last.map { ($0, found.count) } }
    }
}
