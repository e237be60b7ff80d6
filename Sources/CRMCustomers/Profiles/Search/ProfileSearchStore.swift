package import CRMCore
package import CRMDatabase
package import CRMPlatform

/// The SQL of the search: folded texts kept beside the profiles, and who matches a query.
package struct ProfileSearchStore {
    private let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    package init(_ work: Work) {
        self.work = work
    }

    /// Customers whose texts are folded in one transaction of ``fill()``.
    package static let customersPerStep = 5_000

    /// Keeps what these new customers are found by.
    func insert(_ customers: [(key: CustomerKey, text: ProfileSearchText)]) throws {
        guard !customers.isEmpty else { return }
        let rows = customers.map { customer in
            let prefixes = JSON.array(customer.text.prefixes.map(JSON.string)).text
            return [customer.key.sqlValue, .text(customer.text.text), SQLValue.json(prefixes)]
        }
        let staged = try session.stage(
            "search_texts",
            [StagedColumn("customer_id", .int64), StagedColumn("text", .text), StagedColumn("prefixes", .json)], rows)
        try session.perform(
            """
            INSERT INTO customer_search (user_id, customer_id, text, prefixes)
            SELECT \(account), customer_id, text, prefixes
            FROM \(staged) AS s
            """)
        if let index = session.dialect.indexTexts(of: staged, in: account.value, index: Self.index) {
            try session.perform(index)
        }
    }

    private static let index: StaticString = "customer_search"

    /// Takes customers out of the search; the condition is on `customer_id`.
    package func remove(where condition: SQL) throws {
        let rows: SQL = "(SELECT customer_id, text FROM customer_search WHERE user_id = \(account) AND \(condition))"
        if let unindex = session.dialect.unindexTexts(of: rows, in: account.value, index: Self.index) {
            try session.execute(unindex)
        }
        try session.execute("DELETE FROM customer_search WHERE user_id = \(account) AND \(condition)")
    }

    /// Folds the profile of a customer anew after a change.
    func refresh(_ key: CustomerKey) throws {
        let texts = try texts(where: "p.customer_id = \(key)", limit: 1)
        try remove(where: "customer_id = \(key)")
        try insert(texts.compactMap { entry in entry.text.map { (entry.key, $0) } })
    }

    /// The same for many.
    func refresh(_ keys: [CustomerKey]) throws {
        guard !keys.isEmpty else { return }
        let changed = try session.stage(
            "changed_texts", [StagedColumn("customer_id", .int64)], keys.map { [$0.sqlValue] })
        let these: SQL = "(SELECT c.customer_id FROM \(changed) AS c)"
        let texts = try texts(where: "p.customer_id IN \(these)", limit: keys.count)
        try remove(where: "customer_id IN \(these)")
        try insert(texts.compactMap { entry in entry.text.map { (entry.key, $0) } })
    }

    private func texts(where condition: SQL, limit: Int) throws -> [(key: CustomerKey, text: ProfileSearchText?)] {
        try session.all(
            """
            SELECT p.customer_id, p.first_name, p.last_name, p.company_name, p.email, p.phone, p.tags
            FROM customer_profiles AS p
            WHERE p.user_id = \(account) AND \(condition) AND p.archived_at IS NULL
            ORDER BY p.customer_id
            LIMIT \(limit)
            """
        ) { row in
            let key = try row.read(CustomerKey.self)
            return (
                key,
                ProfileSearchText(
                    firstName: try row.read(), lastName: try row.read(), companyName: try row.read(),
                    email: try row.read(), phone: try row.read(), tags: try row.readTexts())
            )
        }
    }

    /// True while profiles that were there before the search are not all folded.
    package func isPending() throws -> Bool { try pendingKey() != nil }

    private func pendingKey() throws -> CustomerKey? {
        try session.first("SELECT last_customer_id FROM customer_search_pending WHERE user_id = \(account)") { row in
            try row.read()
        }
    }

    /// Folds the next profiles that were there before the search; false when none are left.
    package func fill() throws -> Bool {
        guard let last = try pendingKey() else { return false }
        let texts = try texts(where: "p.customer_id > \(last)", limit: ProfileSearchStore.customersPerStep)
        guard let end = texts.last else {
            try session.execute("DELETE FROM customer_search_pending WHERE user_id = \(account)")
            return false
        }
        // A profile changed or made since is folded already.
        try remove(where: "customer_id > \(last) AND customer_id <= \(end.key)")
        try insert(texts.compactMap { entry in entry.text.map { (entry.key, $0) } })
        try session.execute(
            """
            UPDATE customer_search_pending
            SET last_customer_id = \(end.key)
            WHERE user_id = \(account)
            """)
        return true
    }

    /// Who matches, as a table of `customer_id` and `rank`, the smaller the better: 0 is an exact address, number or id, 1
    /// the beginning of each word in a name, 2 any other place. Unranked hits need less work.
    func hits(_ query: ProfileQuery, exact customer: CustomerKey?, ranked: Bool) -> SQL {
        let found = byText(query, ranked: ranked)
        guard let customer else { return found }
        return """
            (SELECT f.customer_id, f.rank FROM \(found) AS f WHERE f.customer_id <> \(customer) \
            UNION ALL SELECT p.customer_id, 0 FROM customer_profiles AS p \
            WHERE p.user_id = \(account) AND p.customer_id = \(customer) AND p.archived_at IS NULL)
            """
    }

    private func byText(_ query: ProfileQuery, ranked: Bool) -> SQL {
        if query.isEmpty {
            return
                "(SELECT x.customer_id, x.rank FROM customer_search_prefixes AS x WHERE x.user_id = \(account) AND 1 = 0)"
        }
        guard let prefix = query.prefix else {
            return session.dialect.hits(query.search, in: account.value, index: Self.index, ranked: ranked)
        }
        return """
            (SELECT x.customer_id, x.rank FROM customer_search_prefixes AS x \
            WHERE x.user_id = \(account) AND x.prefix = \(prefix))
            """
    }
}

/// Why a search is refused.
package enum ProfileSearchError: DomainError {
    case pending

    package var kind: DomainErrorKind { .conflict }
    package var code: String { "profiles.search_pending" }
    package var detail: String {
        "The customers of this account are not all searchable yet; `clientele migrate` finishes it"
    }
}
