import CRMCore
import CRMDatabase
import CRMPlatform

/// A tag on a customer.
struct TagLink: Sendable, Hashable {
    let tag: Int64
    let customer: CustomerKey
}

/// The SQL of which customer has which tag; counts, profiles and the search change with it.
extension TagStore {
    static let customerSortKeys = [SortKey("createdAt", "l.created_at", .int64)]

    private static let linkColumns = [StagedColumn("tag_key", .int64), StagedColumn("customer_id", .int64)]

    /// Puts tags on customers; gives those that are new.
    func link(_ links: [TagLink]) throws -> [TagLink] {
        guard !links.isEmpty else { return [] }
        let told = try session.stage(
            "told_links", TagStore.linkColumns, links.map { [.int64($0.tag), $0.customer.sqlValue] })
        let added: [TagLink] = try session.all(
            """
            INSERT INTO customer_tag_links (user_id, tag_key, customer_id, created_at)
            SELECT \(account), t.tag_key, t.customer_id, CAST(\(work.now) AS BIGINT)
            FROM \(told) AS t
            WHERE true
            ORDER BY t.tag_key, t.customer_id
            ON CONFLICT (user_id, tag_key, customer_id) DO NOTHING
            RETURNING tag_key, customer_id
            """
        ) { row in TagLink(tag: try row.read(), customer: try row.read()) }
        try count(added, 1)
        return added
    }

    /// Takes tags from customers; gives those that there were.
    func unlink(_ links: [TagLink]) throws -> [TagLink] {
        guard !links.isEmpty else { return [] }
        let told = try session.stage(
            "told_links", TagStore.linkColumns, links.map { [.int64($0.tag), $0.customer.sqlValue] })
        let removed: [TagLink] = try session.all(
            """
            DELETE FROM customer_tag_links
            WHERE user_id = \(account)
                AND (tag_key, customer_id) IN (SELECT t.tag_key, t.customer_id FROM \(told) AS t)
            RETURNING tag_key, customer_id
            """
        ) { row in TagLink(tag: try row.read(), customer: try row.read()) }
        try count(removed, -1)
        return removed
    }

    private func count(_ links: [TagLink], _ sign: Int) throws {
        let counts = Dictionary(links.map { ($0.tag, sign) }, uniquingKeysWith: +)
        guard !counts.isEmpty else { return }
        let changed = try session.stage(
            "changed_counts", [StagedColumn("tag_key", .int64), StagedColumn("more", .int64)],
            counts.sorted { $0.key < $1.key }.map { [.int64($0.key), $0.value.sqlValue] })
        try session.execute(
            """
            UPDATE customer_tags AS t
            SET customer_count = t.customer_count + c.more, updated_at = \(work.now)
            FROM \(changed) AS c
            WHERE t.user_id = \(account) AND t.tag_key = c.tag_key
            """)
    }

    /// The tags of a customer.
    func links(of customer: CustomerKey) throws -> [TagLink] {
        try session.all(
            """
            SELECT l.tag_key
            FROM customer_tag_links AS l
            WHERE l.user_id = \(account) AND l.customer_id = \(customer)
            ORDER BY l.tag_key
            LIMIT \(TagLimits.tags)
            """
        ) { row in TagLink(tag: try row.read(), customer: customer) }
    }

    /// Puts the target's tag in place of the source's; gives how many customers did not have it yet.
    func move(_ source: Int64, to target: Int64) throws {
        let moved = try session.execute(
            """
            INSERT INTO customer_tag_links (user_id, tag_key, customer_id, created_at)
            SELECT l.user_id, CAST(\(target) AS BIGINT), l.customer_id, l.created_at
            FROM customer_tag_links AS l
            WHERE l.user_id = \(account) AND l.tag_key = \(source)
            ON CONFLICT (user_id, tag_key, customer_id) DO NOTHING
            """)
        try session.execute(
            """
            UPDATE customer_tags
            SET customer_count = customer_count + \(moved), updated_at = \(work.now)
            WHERE user_id = \(account) AND tag_key = \(target)
            """)
    }

    /// Hands over the customers of a tag, some at a time.
    func forEachCustomer(of tag: Int64, _ body: ([CustomerKey]) throws -> Void) throws {
        var last = CustomerKey.nobody
        while true {
            let customers: [CustomerKey] = try session.all(
                """
                SELECT l.customer_id
                FROM customer_tag_links AS l
                WHERE l.user_id = \(account) AND l.tag_key = \(tag) AND l.customer_id > \(last)
                ORDER BY l.customer_id
                LIMIT \(TagLimits.customersPerWrite)
                """
            ) { row in try row.read() }
            guard let end = customers.last else { return }
            try body(customers)
            last = end
        }
    }

    /// Locks the customers of a tag.
    func lockCustomers(of tag: Int64) throws {
        try CustomerDirectory(work).lock(
            matching:
                "SELECT l.customer_id FROM customer_tag_links AS l WHERE l.user_id = \(account) AND l.tag_key = \(tag)")
    }

    /// Writes the tags of these customers into their profiles, and makes them found by them.
    func show(_ customers: some Sequence<CustomerKey>) throws {
        let customers = Set(customers).sorted { $0.value < $1.value }
        guard !customers.isEmpty else { return }
        let shown = try session.stage(
            "shown_customers", [StagedColumn("customer_id", .int64)], customers.map { [$0.sqlValue] })
        var names: [CustomerKey: [String]] = [:]
        try session.forEach(
            """
            SELECT l.customer_id, t.name
            FROM \(shown) AS s
            JOIN customer_tag_links AS l ON l.user_id = \(account) AND l.customer_id = s.customer_id
            JOIN customer_tags AS t ON t.user_id = \(account) AND t.tag_key = l.tag_key
            ORDER BY l.customer_id, t.name
            """
        ) { row in names[try row.read(), default: []].append(try row.read()) }
        let rows = customers.map { customer -> [SQLValue] in
            let own = JSON.array((names[customer] ?? []).map(JSON.string))
            return [customer.sqlValue, .json(own.text)]
        }
        let told = try session.stage(
            "told_tags", [StagedColumn("customer_id", .int64), StagedColumn("tags", .json)], rows)
        try session.execute(
            """
            UPDATE customer_profiles AS p
            SET tags = t.tags, updated_at = \(work.now)
            FROM \(told) AS t
            WHERE p.user_id = \(account) AND p.customer_id = t.customer_id
            """)
        try ProfileSearchStore(work).refresh(customers)
    }

    /// The profiles of the customers with a tag, by the time at which they got it.
    func customers(
        of tag: CustomerTag, _ filter: TagCustomerFilter, _ listing: Listing
    ) throws -> ListPage<CustomerProfile> {
        let calendar = work.account.calendar
        let optional: [SQL?] = [
            filter.createdAfter.map { "l.created_at >= \($0.end(in: calendar))" },
            filter.createdBefore.map { "l.created_at < \($0.start(in: calendar))" },
            filter.updatedAfter.map { "l.created_at >= \($0.end(in: calendar))" },
        ]
        let further = optional.compactMap { $0 }
        let conditions: [SQL] = ["l.user_id = \(account)", "l.tag_key = \(tag.key)"] + further
        func count(_ more: [SQL]) throws -> Int {
            try session.value(
                "SELECT count(*) FROM customer_tag_links AS l WHERE \((conditions + more).conjunction())")
        }
        let store = ProfileStore(work)
        let rows = try listing.rows(by: "l.customer_id") { stretch in
            try session.all(
                """
                SELECT \(ProfileStore.columns), l.created_at
                FROM (
                    SELECT l.customer_id, l.created_at
                    FROM customer_tag_links AS l
                    WHERE \((conditions + stretch.conditions).conjunction())
                    \(stretch.order)
                    \(stretch.limit)
                ) AS l
                CROSS JOIN customer_profiles AS p
                WHERE p.user_id = \(account) AND p.customer_id = l.customer_id
                \(stretch.order)
                """
            ) { row in
                let item = try store.decode(&row)
                return (item: item, key: item.key.value, sortValue: try row.readSortValue(.int64))
            }
        } count: { condition in
            try count([condition])
        }
        // The tag counts its customers itself.
        return try listing.pageOf(rows, total: further.isEmpty ? tag.customerCount : count([]))
    }
}

/// Which customers of a tag a list holds.
struct TagCustomerFilter: Sendable {
    var createdAfter: Moment?
    var createdBefore: Moment?
    var updatedAfter: Moment?
}
