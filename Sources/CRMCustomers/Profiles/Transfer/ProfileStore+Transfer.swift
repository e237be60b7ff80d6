import CRMCore
import CRMDatabase
import CRMPlatform

/// Profiles in sets: as files bring them, and as exports walk them.
extension ProfileStore {
    /// The rows of these customers.
    func rows(of keys: some Sequence<CustomerKey>) throws -> [CustomerKey: ProfileRow] {
        let known = try work.session.stage(
            "known_customers", [StagedColumn("customer_id", .int64)], keys.map { [$0.sqlValue] })
        let pairs: [(CustomerKey, ProfileRow)] = try work.session.all(
            """
            SELECT p.customer_id, p.first_name, p.last_name, p.email, p.phone, p.company_name, p.customer_type, p.source,
                p.status, p.status_source, p.birthday, p.language, p.time_zone, p.do_not_contact, p.attributes
            FROM \(known) AS k
            JOIN customer_profiles AS p ON p.user_id = \(work.account.key) AND p.customer_id = k.customer_id
            """
        ) { row in (try row.read(), try ProfileRow(&row)) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Writes changed rows.
    func update(_ customers: [(key: CustomerKey, row: ProfileRow)]) throws {
        guard !customers.isEmpty else { return }
        let changed = try work.session.stage(
            "changed_profiles", [StagedColumn("customer_id", .int64)] + ProfileRow.columns,
            customers.map { [$0.key.sqlValue] + $0.row.values })
        try work.session.execute(
            """
            UPDATE customer_profiles AS p
            SET first_name = c.first_name,
                last_name = c.last_name,
                email = c.email,
                phone = c.phone,
                company_name = c.company_name,
                customer_type = c.customer_type,
                source = c.source,
                status = c.status,
                status_source = c.status_source,
                birthday = c.birthday,
                language = c.language,
                time_zone = c.time_zone,
                do_not_contact = c.do_not_contact,
                attributes = c.attributes,
                updated_at = \(work.now)
            FROM \(changed) AS c
            WHERE p.user_id = \(work.account.key) AND p.customer_id = c.customer_id
            """)
    }

    /// The profiles that the filter leaves of the next `count` by their ids, and the last id of these; nil at the end.
    func stretch(
        after id: String, count: Int, _ filter: ProfileFilter
    ) throws -> (profiles: [CustomerProfile], last: String)? {
        let next: SQL = """
            FROM customer_profiles
            WHERE user_id = \(work.account.key) AND external_id > \(id)
            ORDER BY external_id
            LIMIT \(count)
            """
        let last = try work.session.value(
            "SELECT max(external_id) FROM (SELECT external_id \(next)) AS n", as: String?.self)
        guard let last else { return nil }
        // The filters stay outside, so that each step is bounded whatever they leave.
        let profiles = try work.session.all(
            """
            SELECT \(ProfileStore.columns)
            FROM (SELECT * \(next)) AS p
            WHERE \((["p.user_id = \(work.account.key)"] + conditions(filter)).conjunction())
            ORDER BY p.external_id
            """
        ) { row in try decode(&row) }
        return (profiles, last)
    }
}
