import CRMCore
import CRMDatabase
import CRMPlatform

/// A table whose rows say themselves whether their customer is archived (`is_archived`), so that lists and their totals
/// leave them out by a partial index. Whoever adds a row locks its customer first.
struct ArchivedRows: Sendable {
    let table: SQL

    /// What a new row says, for a customer who is locked.
    static func value(for customer: CustomerKey, _ work: Work) -> SQL {
        """
        (SELECT p.archived_at IS NOT NULL
        FROM customer_profiles AS p
        WHERE p.user_id = \(work.account.key) AND p.customer_id = \(customer))
        """
    }

    /// Keep the rows as the profiles are.
    var handlers: [EventHandler] {
        [
            .on(CustomersArchived.self) { event, work in try set(true, event.customers, work) },
            .on(CustomersRestored.self) { event, work in try set(false, event.customers, work) },
        ]
    }

    private func set(_ isArchived: Bool, _ customers: [CustomerKey], _ work: Work) throws {
        let told = try work.session.stage(
            "archived_owners", [StagedColumn("customer_id", .int64)], customers.map { [$0.sqlValue] })
        try work.session.execute(
            """
            UPDATE \(table)
            SET is_archived = \(isArchived)
            WHERE user_id = \(work.account.key)
                AND customer_id IN (SELECT t.customer_id FROM \(told) AS t)
                AND is_archived <> \(isArchived)
            """)
    }

    /// Finds rows that say something else than the profile.
    func inspection(_ name: String, _ summary: String) -> Inspection {
        Inspection(name, summary) { stretch, work in
            """
            SELECT 'a row of customer ' || r.customer_id || ' says of the archiving what the profile does not'
            FROM \(table) AS r
            JOIN customer_profiles AS p ON p.user_id = r.user_id AND p.customer_id = r.customer_id
            WHERE r.user_id = \(work.account.key)
                AND \(stretch.contains("r.customer_id"))
                AND r.is_archived <> (p.archived_at IS NOT NULL)
            """
        }
    }

    /// An index of a list that is to leave rows of archived customers out.
    struct Index {
        let name: String
        let columns: String
        /// Which further condition its rows meet.
        var condition: String?
    }

    /// The steps that add the column to a table and build its indexes anew, with the column at their end: SQLite counts
    /// from an index when it holds what the condition asks for.
    static func steps(_ table: String, key: String, _ indexes: [Index]) -> [MigrationStep] {
        [
            .sql("ALTER TABLE \(table) ADD COLUMN is_archived bool NOT NULL DEFAULT false"),
            .sql(
                """
                UPDATE \(table)
                SET is_archived = true
                WHERE (user_id, customer_id) IN (
                    SELECT p.user_id, p.customer_id FROM customer_profiles AS p WHERE p.archived_at IS NOT NULL)
                """),
        ]
            + indexes.flatMap { index -> [MigrationStep] in
                let condition = index.condition.map { "\($0) AND " } ?? ""
                return [
                    .sql("DROP INDEX \(table)_by_\(index.name)"),
                    .sql(
                        """
                        CREATE INDEX \(table)_by_\(index.name)
                        ON \(table) (user_id, \(index.columns), \(key), is_archived)
                        WHERE \(condition)NOT is_archived
                        """),
                ]
            }
    }
}
