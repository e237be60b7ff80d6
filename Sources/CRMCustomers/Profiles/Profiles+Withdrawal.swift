import CRMCore
import CRMDatabase
import CRMPlatform

extension Profiles {
    /// Removes those of these customers of whom nothing more is known than their contacts tell. Whoever has orders, or rows
    /// of another kind that refer to the profile, stays.
    func withdraw(_ contacts: [CustomerContact]) throws {
        let keys = try withdrawable(contacts)
        guard !keys.isEmpty else { return }
        do {
            try work.session.savepoint { try remove(keys) }
        } catch DatabaseError.constraint {
            // Someone refers to one of them: the others go one by one.
            for key in keys {
                do {
                    try work.session.savepoint { try remove([key]) }
                } catch DatabaseError.constraint {
                    continue
                }
            }
        }
    }

    private func withdrawable(_ contacts: [CustomerContact]) throws -> [CustomerKey] {
        let rows = contacts.map { contact in
            [
                contact.customerID.sqlValue, contact.email.sqlValue, contact.phone.sqlValue,
                contact.firstName.sqlValue, contact.lastName.sqlValue,
            ]
        }
        let told = try work.session.stage(
            "withdrawn_contacts",
            [
                StagedColumn("external_id", .text), StagedColumn("email", .text), StagedColumn("phone", .text),
                StagedColumn("first_name", .text), StagedColumn("last_name", .text),
            ], rows)
        return try work.session.all(
            """
            SELECT p.customer_id
            FROM \(told) AS t
            JOIN customer_profiles AS p ON p.user_id = \(work.account.key) AND p.external_id = t.external_id
            WHERE p.email IS NOT DISTINCT FROM t.email
                AND p.phone IS NOT DISTINCT FROM t.phone
                AND p.first_name IS NOT DISTINCT FROM t.first_name
                AND p.last_name IS NOT DISTINCT FROM t.last_name
                AND p.company_name IS NULL
                AND p.birthday IS NULL
                AND p.language IS NULL
                AND p.time_zone IS NULL
                AND p.status_source = 'automatic'
                AND p.customer_type = 'retail'
                AND p.source = 'direct'
                AND p.do_not_contact = (1 = 0)
                AND CAST(p.tags AS TEXT) = '[]'
                AND CAST(p.attributes AS TEXT) = '{}'
                AND (
                    SELECT count(*)
                    FROM customer_identities AS i
                    WHERE i.user_id = p.user_id AND i.customer_id = p.customer_id
                ) = 1
            ORDER BY p.customer_id
            """
        ) { row in try row.read() }
    }

    private func remove(_ keys: [CustomerKey]) throws {
        let staged = try work.session.stage(
            "withdrawn_customers", [StagedColumn("customer_id", .int64)], keys.map { [$0.sqlValue] })
        let condition: SQL = "customer_id IN (SELECT w.customer_id FROM \(staged) AS w)"
        try ProfileSearchStore(work).remove(where: condition)
        for table in ["customer_profiles", "customer_identities"] as [SQL] {
            try work.session.execute("DELETE FROM \(table) WHERE user_id = \(work.account.key) AND \(condition)")
        }
    }
}
