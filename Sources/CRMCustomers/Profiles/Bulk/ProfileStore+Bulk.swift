import CRMCore
import CRMDatabase
import CRMPlatform

/// Changes of many profiles at once that can be taken back. The customers are locked.
extension ProfileStore {
    /// Makes the assignments where the condition on `p` holds; gives those customers with what `before` was of them.
    func change(
        _ customers: [CustomerKey], _ assignments: SQL, where condition: SQL, before: SQL
    ) throws -> [BulkChange] {
        let told = try work.session.stage(
            "bulk_customers", [StagedColumn("customer_id", .int64)], customers.map { [$0.sqlValue] })
        let changes: [BulkChange] = try work.session.all(
            """
            SELECT p.customer_id, \(before)
            FROM \(told) AS t
            JOIN customer_profiles AS p ON p.user_id = \(work.account.key) AND p.customer_id = t.customer_id
            WHERE \(condition)
            ORDER BY p.customer_id
            """
        ) { row in BulkChange(try row.read(), before: try row.read()) }
        guard !changes.isEmpty else { return [] }
        let changed = try work.session.stage(
            "bulk_changes", [StagedColumn("customer_id", .int64)], changes.map { [$0.customer.sqlValue] })
        try work.session.execute(
            """
            UPDATE customer_profiles
            SET \(assignments), updated_at = \(work.now)
            WHERE user_id = \(work.account.key) AND customer_id IN (SELECT c.customer_id FROM \(changed) AS c)
            """)
        return changes
    }

    /// Makes the assignments, which may read what was before as `t.former`, where the condition still holds; gives whom.
    func changeBack(_ changes: [BulkChange], _ assignments: SQL, where condition: SQL) throws -> [CustomerKey] {
        guard !changes.isEmpty else { return [] }
        let told = try work.session.stage(
            "bulk_former", [StagedColumn("customer_key", .int64), StagedColumn("former", .text)],
            changes.map { [$0.customer.sqlValue, $0.before.sqlValue] })
        return try changeBack(from: told, assignments, where: condition)
    }

    /// The same for staged rows `t` of a `customer_key`.
    func changeBack(from told: SQL, _ assignments: SQL, where condition: SQL) throws -> [CustomerKey] {
        try work.session.all(
            """
            UPDATE customer_profiles
            SET \(assignments), updated_at = \(work.now)
            FROM \(told) AS t
            WHERE user_id = \(work.account.key) AND customer_id = t.customer_key AND \(condition)
            RETURNING customer_id
            """
        ) { row in try row.read() }
    }

    /// Since when those of the customers are archived who are.
    func archived(_ customers: [CustomerKey]) throws -> [CustomerKey: Instant] {
        let told = try work.session.stage(
            "asked_customers", [StagedColumn("customer_id", .int64)], customers.map { [$0.sqlValue] })
        let pairs: [(CustomerKey, Instant)] = try work.session.all(
            """
            SELECT p.customer_id, p.archived_at
            FROM \(told) AS t
            JOIN customer_profiles AS p ON p.user_id = \(work.account.key) AND p.customer_id = t.customer_id
            WHERE p.archived_at IS NOT NULL
            """
        ) { row in (try row.read(), try row.read()) }
        return Dictionary(pairs) { first, _ in first }
    }
}

extension ConsentStore {
    /// The decision on being contacted that was recorded last, of each of the customers who has made one.
    func lastContactDecisions(of customers: [CustomerKey]) throws -> [CustomerKey: Int64] {
        guard !customers.isEmpty else { return [:] }
        let told = try work.session.stage(
            "deciding_customers", [StagedColumn("customer_id", .int64)], customers.map { [$0.sqlValue] })
        let pairs: [(CustomerKey, Int64)] = try work.session.all(
            """
            SELECT c.customer_id, max(c.consent_key)
            FROM \(told) AS t
            JOIN customer_consents AS c ON c.user_id = \(work.account.key) AND c.customer_id = t.customer_id
            WHERE c.purpose = \(ConsentPurpose.contact) AND c.channel = \(ConsentChannel.any)
            GROUP BY c.customer_id
            """
        ) { row in (try row.read(), try row.read()) }
        return Dictionary(pairs) { first, _ in first }
    }
}
