import CRMCore
import CRMDatabase
package import CRMPlatform

/// The SQL of customer profiles.
package struct ProfileStore {
    let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    package init(_ work: Work) {
        self.work = work
    }

    func profile(_ key: CustomerKey) throws -> CustomerProfile {
        let profile = try session.first(
            """
            SELECT \(ProfileStore.columns)
            FROM customer_profiles AS p
            WHERE p.user_id = \(account) AND p.customer_id = \(key)
            """
        ) { row in try decode(&row) }
        guard let profile else { throw DatabaseError.corrupt("an identity leads to no profile") }
        return profile
    }

    func insert(_ customers: [(CustomerID, CustomerData)], keys: [CustomerID: CustomerKey]) throws {
        try insert(customers.compactMap { id, data in keys[id].map { ($0, id, ProfileRow(data)) } })
    }

    /// Writes the row of a customer who has none yet, and gives what it says.
    func create(_ key: CustomerKey, _ id: CustomerID, _ data: CustomerData) throws -> CustomerProfile {
        let row = ProfileRow(data)
        let insertion = try insertion(of: [(key, id, row)])
        let profile = try session.first("\(insertion) RETURNING \(ProfileStore.written)") { row in
            try decode(&row)
        }
        guard let profile else { throw DatabaseError.corrupt("a profile that was just written is not there") }
        if let text = row.searchText { try ProfileSearchStore(work).insert([(key, text)]) }
        return profile
    }

    /// Writes the rows of customers who have none yet.
    func insert(_ customers: [(key: CustomerKey, id: CustomerID, row: ProfileRow)]) throws {
        try session.perform(insertion(of: customers))
        try ProfileSearchStore(work).insert(
            customers.compactMap { key, _, row in row.searchText.map { (key, $0) } })
    }

    private func insertion(of customers: [(key: CustomerKey, id: CustomerID, row: ProfileRow)]) throws -> SQL {
        let columns = [StagedColumn("customer_id", .int64), StagedColumn("external_id", .text)] + ProfileRow.columns
        let fresh = try session.stage(
            "fresh_profiles", columns, customers.map { [$0.key.sqlValue, $0.id.sqlValue] + $0.row.values })
        return """
            INSERT INTO customer_profiles (user_id, customer_id, external_id, \(ProfileRow.names), created_at,
                updated_at)
            SELECT \(account), customer_id, external_id, \(ProfileRow.names), CAST(\(work.now) AS BIGINT),
                CAST(\(work.now) AS BIGINT)
            FROM \(fresh) AS f
            """
    }

    func attributes(of key: CustomerKey) throws -> CustomerAttributes {
        let text = try session.value(
            "SELECT attributes FROM customer_profiles WHERE user_id = \(account) AND customer_id = \(key)",
            as: String.self)
        guard case .object(let members) = try JSONParser.parse(text, limits: .stored) else { return .none }
        return CustomerAttributes(members: members)
    }

    func update(_ key: CustomerKey, _ changes: ProfileChanges, attributes: CustomerAttributes?) throws {
        let given: [SQL?] = [
            changes.firstName.assignment(to: "first_name"),
            changes.lastName.assignment(to: "last_name"),
            changes.email.assignment(to: "email"),
            changes.phone.assignment(to: "phone"),
            changes.companyName.assignment(to: "company_name"),
            changes.customerType.map { "customer_type = \($0)" },
            changes.source.map { "source = \($0)" },
            statusAssignment(changes.status),
            changes.birthday.assignment(to: "birthday"),
            changes.language.assignment(to: "language"),
            changes.timeZone.assignment(to: "time_zone"),
            changes.doNotContact.map { "do_not_contact = \($0)" },
            attributes.map { "attributes = \(SQLValue.json($0.canonicalText))" },
        ]
        let assignments = given.compactMap { $0 }
        guard !assignments.isEmpty else { return }
        try session.execute(
            """
            UPDATE customer_profiles
            SET \((assignments + ["updated_at = \(work.now)"]).joined(separator: ", "))
            WHERE user_id = \(account) AND customer_id = \(key)
            """)
        if changes.touchSearch { try ProfileSearchStore(work).refresh(key) }
    }

    /// Writes what the trail of consents says; a profile that says so already stays untouched.
    func setDoNotContact(_ key: CustomerKey, _ isBlocked: Bool) throws {
        try session.execute(
            """
            UPDATE customer_profiles
            SET do_not_contact = \(isBlocked), updated_at = \(work.now)
            WHERE user_id = \(account) AND customer_id = \(key) AND do_not_contact <> \(isBlocked)
            """)
    }

    func isBlocked(_ key: CustomerKey) throws -> Bool {
        try session.value(
            "SELECT do_not_contact FROM customer_profiles WHERE user_id = \(account) AND customer_id = \(key)")
    }

    private func statusAssignment(_ patch: Patch<CustomerStatus>) -> SQL? {
        switch patch {
        case .keep: nil
        case .clear: "status_source = 'automatic'"
        case .set(let status): "status = \(status), status_source = 'manual'"
        }
    }
}

extension ProfileStore {
    static let columns = names(in: "p.")

    /// The columns of a profile, each with the name of the table in front.
    private static func names(in table: String) -> SQL {
        let names = [
            "customer_id", "external_id", "first_name", "last_name", "email", "phone", "company_name", "customer_type",
            "source", "status", "status_source", "predicted_value", "total_spent", "total_orders", "first_order_date",
            "last_order_date", "rfm_segment", "churn_risk", "birthday", "language", "time_zone", "do_not_contact",
            "tags", "attributes", "created_at", "updated_at", "archived_at",
        ]
        return SQL(unsafeText: names.map { table + $0 }.joined(separator: ", "))
    }

    private static let written = names(in: "")

    /// Reads the columns in their order.
    func decode(_ row: inout Row) throws -> CustomerProfile {
        CustomerProfile(
            key: try row.read(), customerID: try row.read(), userID: work.account.userID, firstName: try row.read(),
            lastName: try row.read(), email: try row.read(), phone: try row.read(), companyName: try row.read(),
            customerType: try row.read(), source: try row.read(), status: try row.read(),
            statusSource: try row.read(), predictedValue: try row.read(Int64?.self).map(work.account.money),
            totalSpent: work.account.money(try row.read()), totalOrders: try row.read(),
            firstOrderDate: try row.read(), lastOrderDate: try row.read(), rfmSegment: try row.read(),
            churnRisk: try row.read(), birthday: try row.read(), language: try row.read(), timeZone: try row.read(),
            doNotContact: try row.read(), tags: try row.readTexts(), attributes: try row.readJSONObject(),
            createdAt: try row.read(),
            updatedAt: try row.read(), archivedAt: try row.read())
    }
}
