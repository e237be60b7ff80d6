import CRMCore
import CRMDatabase
import CRMPlatform

/// Archiving: a profile that lists, counts, searches and scores leave out until it is restored.
extension Profiles {
    /// Archives a customer; one who is archived already stays as they are.
    func archive(_ customerID: CustomerID) throws -> CustomerProfile {
        let key = try directory.lockedKey(of: customerID)
        _ = try archive([key])
        return try store.profile(key)
    }

    /// Brings a customer back; one who is not archived stays as they are.
    func restore(_ customerID: CustomerID) throws -> CustomerProfile {
        let key = try directory.lockedKey(of: customerID)
        _ = try restore([key])
        return try store.profile(key)
    }

    /// Archives customers who are locked; gives those who were not archived.
    func archive(_ keys: [CustomerKey]) throws -> [CustomerKey] {
        let archived = try store.setArchived(keys, at: work.now)
        guard !archived.isEmpty else { return [] }
        try search.refresh(archived)
        try work.publish(CustomersArchived(customers: archived))
        return archived
    }

    /// Brings customers back who are locked; gives those who were archived.
    func restore(_ keys: [CustomerKey]) throws -> [CustomerKey] {
        let restored = try store.setArchived(keys, at: nil)
        guard !restored.isEmpty else { return [] }
        try search.refresh(restored)
        try work.publish(CustomersRestored(customers: restored))
        return restored
    }

    /// Brings back those of the customers whose last order lies behind their archiving: whoever buys is there again.
    func restoreBuyers(_ totals: [OrderTotals]) throws {
        guard try !CustomerArchive(work).isEmpty() else { return }
        _ = try restore(try store.archivedBuyers(among: totals.map(\.customer)))
    }
}

extension ProfileStore {
    /// Sets or clears the time of archiving where it is not so yet; gives where.
    func setArchived(_ keys: [CustomerKey], at time: Instant?) throws -> [CustomerKey] {
        guard !keys.isEmpty else { return [] }
        let told = try work.session.stage(
            "archived_customers", [StagedColumn("customer_id", .int64)], keys.map { [$0.sqlValue] })
        return try work.session.all(
            """
            UPDATE customer_profiles
            SET archived_at = \(time), updated_at = \(work.now)
            WHERE user_id = \(work.account.key)
                AND customer_id IN (SELECT t.customer_id FROM \(told) AS t)
                AND archived_at IS \(time == nil ? "NOT NULL" : "NULL" as SQL)
            RETURNING customer_id
            """
        ) { row in try row.read() }
    }

    /// Those of the customers who are archived and have ordered since.
    func archivedBuyers(among keys: [CustomerKey]) throws -> [CustomerKey] {
        let told = try work.session.stage(
            "buying_customers", [StagedColumn("customer_id", .int64)], keys.map { [$0.sqlValue] })
        return try work.session.all(
            """
            SELECT p.customer_id
            FROM \(told) AS t
            JOIN customer_profiles AS p ON p.user_id = \(work.account.key) AND p.customer_id = t.customer_id
            WHERE p.archived_at IS NOT NULL AND p.last_order_date > p.archived_at
            """
        ) { row in try row.read() }
    }
}

/// The index of archived profiles, and the others over the rest alone: they hold `archived_at` too, so that SQLite counts
/// from the index.
enum ProfileArchiveSchema {
    static let migration = Migration(
        "profiles/6-archive",
        [
            .sql("ALTER TABLE customer_profiles ADD COLUMN archived_at int64"),
            .sql(
                """
                CREATE INDEX customer_profiles_archived
                ON customer_profiles (user_id, archived_at, customer_id)
                WHERE archived_at IS NOT NULL
                """),
        ]
            + indexes.flatMap { name, columns -> [MigrationStep] in
                [
                    .sql("DROP INDEX customer_profiles_by_\(name)"),
                    .sql(
                        """
                        CREATE INDEX customer_profiles_by_\(name)
                        ON customer_profiles (user_id, \(columns), customer_id, archived_at)
                        WHERE archived_at IS NULL
                        """),
                ]
            })

    private static let indexes = [
        ("creation", "created_at"), ("status", "status, created_at"), ("segment", "rfm_segment, created_at"),
        ("change", "updated_at"), ("spending", "total_spent"), ("order_count", "total_orders"),
        ("last_order", "last_order_date"), ("name", "last_name"), ("type", "customer_type, created_at"),
        ("source", "source, created_at"),
    ]
}
