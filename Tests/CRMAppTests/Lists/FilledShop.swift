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
            for statement in Self.statements(account.key, customers: customers) { try session.execute(statement) }
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

    private static func statements(_ account: AccountKey, customers: Int) -> [SQL] {
        let (key, first) = (account.value, account.value * keysPerAccount)
        let numbers: SQL = """
            WITH RECURSIVE n (i) AS (
                SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < CAST(\(customers) AS BIGINT)
            )
            """
        let (key_, first_, start_): (SQL, SQL, SQL) = (
            "CAST(\(key) AS BIGINT)", "CAST(\(first) AS BIGINT)", "CAST(\(start) AS BIGINT)"
        )
        let prefixes: SQL = "\(SQLValue.json(#"["1f","1fi","1n","1na"]"#))"
        let segment: SQL = """
            CASE i % 8 WHEN 0 THEN NULL WHEN 1 THEN 'VIP' WHEN 2 THEN 'At Risk' ELSE 'Lost' END
            """
        let identities: SQL = """
            INSERT INTO customer_identities (user_id, external_id, customer_id, is_primary, created_at)
            \(numbers)
            SELECT \(key_), 'c' || i, \(first_) + i, (1 = 1), \(start_) FROM n
            """
        let profiles: SQL = """
            INSERT INTO customer_profiles (user_id, customer_id, external_id, first_name, last_name, customer_type,
                source, status, status_source, do_not_contact, attributes, created_at, updated_at, total_spent,
                total_orders, first_order_date, last_order_date, rfm_segment)
            \(numbers)
            SELECT \(key_), \(first_) + i, 'c' || i, 'first' || (i % 50),
                CASE WHEN i % 7 = 0 THEN NULL ELSE 'name' || (i * 7919 % 500) END,
                CASE WHEN i % 1000 = 1 THEN 'distributor' ELSE 'retail' END,
                CASE WHEN i % 1000 = 2 THEN 'referral' ELSE 'direct' END,
                CASE WHEN i % 1000 = 3 THEN 'vip' WHEN i % 3 = 0 THEN 'lost' ELSE 'active' END,
                'automatic', (1 = 0), \(SQLValue.json("{}")), \(start_) + i * 1000, \(start_) + i * 7919 % 100000 * 1000,
                i * 7919 % 100000, i % 20,
                CASE WHEN i % 8 = 0 THEN NULL ELSE \(start_) END,
                CASE WHEN i % 8 = 0 THEN NULL ELSE \(start_) + i * 7919 % 100000 * 1000 END, \(segment)
            FROM n
            """
        let texts: SQL = """
            INSERT INTO customer_search (user_id, customer_id, text, prefixes)
            \(numbers)
            SELECT \(key_), \(first_) + i, '  first' || (i % 50) || '  name' || (i * 7919 % 500) || ' ', \(prefixes)
            FROM n
            """
        let orders: SQL = """
            INSERT INTO orders (user_id, customer_id, placed_at, order_key, placed_day, external_id, status, currency,
                total, refunded, is_qualifying, value, channel, updated_at, fingerprint, created_at)
            \(numbers)
            SELECT \(key_), \(first_) + i, \(start_) + i * 7919 % 100000 * 1000, \(first_) + i, 19675, 'o' || i,
                CASE WHEN i % 1000 = 1 THEN 'pending' ELSE 'paid' END, 'USD', 1000, 0, (1 = 1), 1000,
                CASE WHEN i % 1000 = 2 THEN 'phone' WHEN i % 2 = 0 THEN 'web' END,
                \(start_) + i * 6007 % 100000 * 1000, 1, \(start_) + i * 1000
            FROM n
            """
        let scores: SQL = """
            INSERT INTO customer_rfm_scores (user_id, customer_id, recency_score, frequency_score, monetary_score,
                rfm_score, rfm_segment, as_of_day, last_order_day, first_order_day,
                order_count, total_spent, orders_ever, calculated_at)
            \(numbers)
            SELECT \(key_), \(first_) + i, i % 5 + 1, i % 3 + 1, 1, 100 * (i % 5 + 1) + 10 * (i % 3 + 1) + 1, \(segment),
                19675, 19675, 19675, 1, 1000, 1, \(start_) + i * 7919 % 100000 * 1000
            FROM n
            WHERE i % 8 <> 0
            """
        return [
            identities, profiles, texts, orders, scores, history(key_, first_, start_, numbers),
            imports(key_, first_, start_, numbers),
        ]
    }

    private static func history(_ key: SQL, _ first: SQL, _ start: SQL, _ numbers: SQL) -> SQL {
        """
        INSERT INTO customer_rfm_history (user_id, customer_id, changed_at, as_of_day, from_segment, to_segment,
            reason, rfm_score)
        \(numbers)
        SELECT \(key), \(first) + i, \(start) + i * 7919 % 100000 * 1000, 19675,
            CASE WHEN i % 1000 = 1 THEN 'Lost' ELSE 'none' END, CASE WHEN i % 1000 = 2 THEN 'VIP' ELSE 'At Risk' END,
            'order', 111
        FROM n
        """
    }

    private static func imports(_ key: SQL, _ first: SQL, _ start: SQL, _ numbers: SQL) -> SQL {
        """
        INSERT INTO imports (user_id, import_key, id, kind, settings, state, created_at, updated_at)
        \(numbers)
        SELECT \(key), \(first) + i, 'i' || i, CASE WHEN i % 100 = 1 THEN 'customers' ELSE 'orders' END, '{}',
            CASE WHEN i % 100 = 2 THEN 'ready' ELSE 'undone' END, \(start) + i * 1000, \(start) + i * 7919 % 100000 * 1000
        FROM n
        """
    }
}
