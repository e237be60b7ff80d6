package import CRMCore
import CRMDatabase

extension CustomerDirectory {
    /// The key of the last of the next `count` customers after `key`; nil when there are none.
    package func lastKey(after key: CustomerKey, count: Int) throws -> CustomerKey? {
        try work.session.value(
            """
            SELECT max(customer_id)
            FROM (
                SELECT DISTINCT customer_id
                FROM customer_identities
                WHERE user_id = \(work.account.key) AND customer_id > \(key)
                ORDER BY customer_id
                LIMIT \(count)
            ) AS next
            """, as: CustomerKey?.self)
    }
}
