package import CRMCore
package import CRMDatabase

/// From the ids that callers know to the keys inside the database, by way of the identities.
///
/// It is part of the kernel, since every context meets customers through it; the profiles feature fills it.
package struct CustomerDirectory {
    let work: Work

    package init(_ work: Work) {
        self.work = work
    }

    private static let keys = KeySequence("customer")

    /// The part of the schema that every context refers to.
    package static let migrations = [
        Migration(
            "customers/1-identities",
            [
                .createSequence(keys),
                .createTable(
                    "customer_identities", clustered: true,
                    """
                    user_id int64 NOT NULL,
                    external_id text NOT NULL,
                    customer_id int64 NOT NULL,
                    is_primary bool NOT NULL,
                    created_at int64 NOT NULL,
                    PRIMARY KEY (user_id, external_id)
                    """),
                .sql("CREATE INDEX customer_identities_by_customer ON customer_identities (user_id, customer_id)"),
                .sql(
                    """
                    CREATE UNIQUE INDEX customer_identities_primary
                    ON customer_identities (user_id, customer_id) WHERE is_primary
                    """),
            ])
    ]

    /// The key of the customer; throws ``UnknownCustomer``.
    package func key(of customerID: CustomerID) throws -> CustomerKey {
        guard let key = try find(customerID) else { throw UnknownCustomer(customerID: customerID) }
        return key
    }

    /// The key of the customer, or nil when the account has none of that id.
    package func find(_ customerID: CustomerID) throws -> CustomerKey? {
        try work.session.first(
            """
            SELECT customer_id
            FROM customer_identities
            WHERE user_id = \(work.account.key) AND external_id = \(customerID)
            """
        ) { row in try row.read() }
    }

    /// The key to filter a list by: an unknown customer is nobody, whose list is empty.
    package func filterKey(_ customerID: CustomerID) throws -> CustomerKey { try find(customerID) ?? .nobody }

    /// The keys of those customers that the account has.
    package func find(_ customerIDs: some Sequence<CustomerID>) throws -> [CustomerID: CustomerKey] {
        let ids = Array(Set(customerIDs))
        if ids.count == 1 { return try find(ids[0]).map { [ids[0]: $0] } ?? [:] }
        let wanted = try work.session.stage(
            "wanted_customers", [StagedColumn("external_id", .text)], ids.map { [$0.sqlValue] })
        let pairs: [(CustomerID, CustomerKey)] = try work.session.all(
            """
            SELECT i.external_id, i.customer_id
            FROM \(wanted) AS w
            JOIN customer_identities AS i ON i.user_id = \(work.account.key) AND i.external_id = w.external_id
            """
        ) { row in (try row.read(), try row.read()) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The keys of the customers in their order, nil for those that the account does not have.
    package func keys(of customerIDs: [CustomerID]) throws -> [CustomerKey?] {
        if customerIDs.count == 1 { return [try find(customerIDs[0])] }
        var keys = [CustomerKey?](repeating: nil, count: customerIDs.count)
        let rows = customerIDs.enumerated().map { place, id in [place.sqlValue, id.sqlValue] }
        let wanted = try work.session.stage(
            "placed_customers", [StagedColumn("place", .int64), StagedColumn("external_id", .text)], rows)
        try work.session.forEach(
            """
            SELECT w.place, i.customer_id
            FROM \(wanted) AS w
            JOIN customer_identities AS i ON i.user_id = \(work.account.key) AND i.external_id = w.external_id
            """
        ) { row in keys[try row.read(Int.self)] = try row.read() }
        return keys
    }

    /// Keeps other transactions from working on these customers until this one ends, so that what is computed from all of
    /// a customer's rows is computed from all of them. Keys are locked in rising order, all at once: lock each
    /// transaction's customers with one call, before any other row.
    package func lock(_ customers: some Sequence<CustomerKey>) throws {
        guard work.session.dialect.hasConcurrentWriters else { return }
        let rows = Set(customers).map(\.value).sorted().map { [SQLValue.int64($0)] }
        guard !rows.isEmpty else { return }
        let locked = try work.session.stage("locked_customers", [StagedColumn("customer_id", .int64)], rows)
        try lock(matching: "SELECT l.customer_id FROM \(locked) AS l")
    }

    /// As ``lock(_:)``, for the customers that a query of one column gives.
    package func lock(matching customers: SQL) throws {
        guard work.session.dialect.hasConcurrentWriters else { return }
        _ = try locked(matching: customers)
    }

    /// The key of the customer, whom one statement finds and locks as ``lock(_:)`` does; throws ``UnknownCustomer``.
    package func lockedKey(of customerID: CustomerID) throws -> CustomerKey {
        guard work.session.dialect.hasConcurrentWriters else { return try key(of: customerID) }
        guard let key = try locked(matching: key(leadingFrom: customerID)).first else {
            throw UnknownCustomer(customerID: customerID)
        }
        return key
    }

    /// The keys of those who are locked now.
    private func locked(matching customers: SQL) throws -> [CustomerKey] {
        try work.session.all(
            """
            SELECT i.customer_id
            FROM customer_identities AS i
            WHERE i.user_id = \(work.account.key) AND i.customer_id IN (\(customers))
            ORDER BY i.customer_id, i.external_id\(work.session.dialect.forUpdate)
            """
        ) { row in try row.read() }
    }

    /// Gives a fresh key to an id; nil when the account has it already. One statement asks and writes.
    package func register(_ customerID: CustomerID) throws -> CustomerKey? {
        let dialect = work.session.dialect
        let key: CustomerKey? = try work.session.first(
            """
            INSERT INTO customer_identities (user_id, external_id, customer_id, is_primary, created_at)
            SELECT \(work.account.key), \(customerID), \(dialect.nextKey(of: CustomerDirectory.keys)), (1 = 1),
                CAST(\(work.now) AS BIGINT)
            WHERE NOT EXISTS (
                SELECT 1
                FROM customer_identities AS k
                WHERE k.user_id = \(work.account.key) AND k.external_id = \(customerID))
            ON CONFLICT (user_id, external_id) DO NOTHING
            RETURNING customer_id
            """
        ) { row in try row.read() }
        if key != nil, let keeping = dialect.keepKey(of: CustomerDirectory.keys) {
            try work.session.perform(keeping)
        }
        return key
    }

    /// Gives fresh keys to ids that the account does not have yet; an id that another transaction has made meanwhile is
    /// left out of the answer.
    package func register(_ customerIDs: some Sequence<CustomerID>) throws -> [CustomerID: CustomerKey] {
        // In one order everywhere, or two transactions could wait for each other.
        let ids = Set(customerIDs).sorted { $0.value.utf8.lexicographicallyPrecedes($1.value.utf8) }
        let keys = try work.session.reserveKeys(ids.count, from: CustomerDirectory.keys)
        let rows = zip(ids, keys).map { id, key in [id.sqlValue, key.sqlValue] }
        let fresh = try work.session.stage(
            "fresh_customers", [StagedColumn("external_id", .text), StagedColumn("customer_id", .int64)], rows)
        let pairs: [(CustomerID, CustomerKey)] = try work.session.all(
            """
            INSERT INTO customer_identities (user_id, external_id, customer_id, is_primary, created_at)
            SELECT \(work.account.key), external_id, customer_id, (1 = 1), CAST(\(work.now) AS BIGINT)
            FROM \(fresh) AS f
            WHERE true
            ORDER BY customer_id
            ON CONFLICT (user_id, external_id) DO NOTHING
            RETURNING external_id, customer_id
            """
        ) { row in (try row.read(), try row.read()) }
        return Dictionary(pairs) { first, _ in first }
    }
}

/// No customer of that id in the account.
package struct UnknownCustomer: DomainError {
    let customerID: CustomerID

    package init(customerID: CustomerID) {
        self.customerID = customerID
    }

    package var kind: DomainErrorKind { .notFound }
    package var code: String { "customer.unknown" }
    package var detail: String { "There is no customer \(customerID.value)" }
}

extension UnknownCustomer {
    /// For the declaration of an endpoint.
    package static let refusal: (kind: DomainErrorKind, code: String) = (.notFound, "customer.unknown")
}
