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

    /// Puts tags on customers; gives those that are new. On an archived customer a tag is not counted.
    func link(_ links: [TagLink]) throws -> [TagLink] {
        guard !links.isEmpty else { return [] }
        let told = try session.stage(
            "told_links", TagStore.linkColumns, links.map { [.int64($0.tag), $0.customer.sqlValue] })
        return try counting(
            1,
            """
            INSERT INTO customer_tag_links (user_id, tag_key, customer_id, created_at, is_archived)
            SELECT \(account), t.tag_key, t.customer_id, CAST(\(work.now) AS BIGINT), p.archived_at IS NOT NULL
            FROM \(told) AS t
            JOIN customer_profiles AS p ON p.user_id = \(account) AND p.customer_id = t.customer_id
            WHERE true
            ORDER BY t.tag_key, t.customer_id
            ON CONFLICT (user_id, tag_key, customer_id) DO NOTHING
            RETURNING tag_key, customer_id, is_archived
            """)
    }

    /// Takes tags from customers; gives those that there were.
    func unlink(_ links: [TagLink]) throws -> [TagLink] {
        guard !links.isEmpty else { return [] }
        let told = try session.stage(
            "told_links", TagStore.linkColumns, links.map { [.int64($0.tag), $0.customer.sqlValue] })
        return try counting(
            -1,
            """
            DELETE FROM customer_tag_links
            WHERE user_id = \(account)
                AND (tag_key, customer_id) IN (SELECT t.tag_key, t.customer_id FROM \(told) AS t)
            RETURNING tag_key, customer_id, is_archived
            """)
    }

    /// Runs a statement that gives the links it wrote, and counts them among those of their tags.
    private func counting(_ sign: Int, _ statement: SQL) throws -> [TagLink] {
        var counts: [Int64: Int] = [:]
        let links: [TagLink] = try session.all(statement) { row in
            let link = TagLink(tag: try row.read(), customer: try row.read())
            if try !row.read(Bool.self) { counts[link.tag, default: 0] += sign }
            return link
        }
        try add(counts)
        return links
    }

    /// Adds to the counts of tags, by their keys.
    private func add(_ counts: [Int64: Int]) throws {
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

    /// Archived customers leave the tags' lists and counts, and come back to them when they are restored.
    func setArchived(_ customers: [CustomerKey], _ isArchived: Bool) throws {
        let told = try session.stage(
            "archived_links", [StagedColumn("customer_id", .int64)], customers.map { [$0.sqlValue] })
        let these: SQL = """
            user_id = \(account)
                AND customer_id IN (SELECT t.customer_id FROM \(told) AS t)
                AND is_archived <> \(isArchived)
            """
        let tags: [Int64] = try session.all("SELECT DISTINCT tag_key FROM customer_tag_links WHERE \(these)") { row in
            try row.read()
        }
        // As everywhere: customers, then tags in the order of their keys.
        _ = try locked(keys: tags)
        var counts: [Int64: Int] = [:]
        try session.forEach(
            "UPDATE customer_tag_links SET is_archived = \(isArchived) WHERE \(these) RETURNING tag_key"
        ) { row in counts[try row.read(), default: 0] += isArchived ? -1 : 1 }
        try add(counts)
    }

    /// Puts the target's tag on the customers of the source; gives those who did not have it.
    func move(_ source: Int64, to target: Int64) throws -> [CustomerKey] {
        try counting(
            1,
            """
            INSERT INTO customer_tag_links (user_id, tag_key, customer_id, created_at, is_archived)
            SELECT l.user_id, CAST(\(target) AS BIGINT), l.customer_id, l.created_at, l.is_archived
            FROM customer_tag_links AS l
            WHERE l.user_id = \(account) AND l.tag_key = \(source)
            ON CONFLICT (user_id, tag_key, customer_id) DO NOTHING
            RETURNING tag_key, customer_id, is_archived
            """
        ).map(\.customer)
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

    /// The profiles of the customers with a tag who are not archived, by the time at which they got it.
    func customers(
        of tag: CustomerTag, _ times: ListTimes, _ listing: Listing
    ) throws -> ListPage<CustomerProfile> {
        let further = times.conditions(
            created: "l.created_at", updated: "l.created_at", in: work.account.calendar)
        let conditions: [SQL] =
            ["l.user_id = \(account)", "l.tag_key = \(tag.key)", "NOT l.is_archived"] + further
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
