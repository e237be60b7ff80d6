import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform

/// Customers, orders and scores by the thousand, put in by a few statements.
struct FilledShop {
    let shop: TestShop

    /// Each account's customers have keys of their own.
    static let keysPerAccount: Int64 = 1_000_000
    static let start: Int64 = 1_700_000_000_000

    /// Fills the account. One customer of a thousand is `vip`, one of seven has no last name, one of eight no order.
    func fill(_ account: Account, customers: Int) async throws {
        try await shop.shop.database.write(in: account.key, deadline: nil) { session in
            for statement in Self.statements(Numbers(account.key, customers)) { try session.execute(statement) }
            let texts: SQL = "(SELECT customer_id, text FROM customer_search WHERE user_id = \(account.key))"
            if let index = session.dialect.indexTexts(of: texts, in: account.key.value, index: "customer_search") {
                try session.execute(index)
            }
        }
        try await shop.shop.database.write { session in
            for statement in Self.systemStatements(account.key, rows: customers) { try session.execute(statement) }
        }
    }

    /// Keys and jobs of the account, which lie outside of its guard.
    private static func systemStatements(_ account: AccountKey, rows: Int) -> [SQL] {
        let numbers: SQL = """
            WITH RECURSIVE n (i) AS (
                SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < CAST(\(rows) AS BIGINT)
            )
            """
        let (key, first, start): (SQL, SQL, SQL) = (
            "CAST(\(account.value) AS BIGINT)", "CAST(\(account.value * keysPerAccount) AS BIGINT)",
            "CAST(\(start) AS BIGINT)"
        )
        let keys: SQL = """
            INSERT INTO api_keys (user_id, key_number, id, hash, name, scopes, created_at)
            \(numbers)
            SELECT \(key), \(first) + i, 'k' || i, \([0] as [UInt8]), 'key', '', \(start) + i * 1000
            FROM n
            """
        let jobs: SQL = """
            INSERT INTO jobs (user_id, job_key, id, kind, state, priority, run_at, maximum_attempts, input, created_at,
                updated_at, finished_at)
            \(numbers)
            SELECT \(key), \(first) + i, 'j' || i, 'kind' || (i % 1000),
                CASE WHEN i % 1000 = 1 THEN 'failed' ELSE 'succeeded' END, 1, \(start), 1, '{}', \(start) + i * 1000,
                \(start) + i * 1000, \(start) + i * 1000
            FROM n
            """
        return [keys, jobs]
    }

    /// The rows of every table that a list reads, table by table, in the order in which they refer to each other.
    private static func statements(_ numbers: Numbers) -> [SQL] {
        [
            customers(numbers),
            contacts(numbers),
            commerce(numbers),
            products(numbers),
            insight(numbers),
            analytics(numbers),
            segments(numbers),
            tags(numbers),
            loyalty(numbers),
            communications(numbers),
            events(numbers),
            bulk(numbers),
            governance(numbers),
        ].flatMap { $0 }
    }

    /// The numbers 1… of the customers as a query's beginning, and what is said of them in every table.
    struct Numbers {
        /// `WITH n (i)`
        let each: SQL
        /// The account's key.
        let account: SQL
        /// The key of customer `i` is this and `i`.
        let first: SQL
        /// A time in milliseconds.
        let start: SQL

        init(_ account: AccountKey, _ count: Int) {
            each = """
                WITH RECURSIVE n (i) AS (
                    SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < CAST(\(count) AS BIGINT)
                )
                """
            self.account = "CAST(\(account.value) AS BIGINT)"
            first = "CAST(\(account.value * FilledShop.keysPerAccount) AS BIGINT)"
            start = "CAST(\(FilledShop.start) AS BIGINT)"
        }
    }
}
