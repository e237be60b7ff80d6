import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of tags.
struct TagStore {
    let work: Work
    var session: any DatabaseSession { work.session }
    var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("createdAt", "t.created_at", .int64),
        SortKey("updatedAt", "t.updated_at", .int64),
        SortKey("name", "t.name", .text),
        SortKey("customerCount", "t.customer_count", .int64),
    ]

    /// Below the keys of all tags.
    static let noKey: Int64 = 0

    private static let sequence = KeySequence("tag")
    private static let columns: SQL = "t.tag_key, t.id, t.name, t.color, t.customer_count, t.created_at, t.updated_at"

    private static let table = ListTable("customer_tags AS t", as: "t", columns: columns, key: "t.tag_key")

    /// The tag of that id; throws ``TagError/unknownTag``.
    func tag(_ id: String) throws -> CustomerTag { try find(id, lock: "") }

    /// The same, kept from other transactions until this one ends.
    func locked(_ id: String) throws -> CustomerTag { try find(id, lock: session.dialect.forUpdate) }

    private func find(_ id: String, lock: SQL) throws -> CustomerTag {
        let tag = try session.first(
            """
            SELECT \(TagStore.columns)
            FROM customer_tags AS t
            WHERE t.user_id = \(account) AND t.id = \(id)\(lock)
            """, decode)
        guard let tag else { throw TagError.unknownTag }
        return tag
    }

    /// The key of the tag of that name.
    func key(of name: TagName) throws -> Int64? {
        try session.first(
            """
            SELECT t.tag_key
            FROM customer_tags AS t
            WHERE t.user_id = \(account) AND t.folded_name = \(name.folded)
            """
        ) { row in try row.read() }
    }

    /// Those tags that there are of these names and ids, locked in the order of their keys.
    func locked(names: [TagName], ids: [String]) throws -> [(tag: CustomerTag, name: TagName)] {
        guard !(names.isEmpty && ids.isEmpty) else { return [] }
        let wanted = try session.stage(
            "wanted_tags", [StagedColumn("folded_name", .text), StagedColumn("id", .text)],
            names.map { [.text($0.folded), .null(.text)] } + ids.map { [.null(.text), .text($0)] })
        let keys: [Int64] = try session.all(
            """
            SELECT t.tag_key
            FROM \(wanted) AS w
            JOIN customer_tags AS t ON t.user_id = \(account) AND t.folded_name = w.folded_name
            UNION
            SELECT t.tag_key
            FROM \(wanted) AS w
            JOIN customer_tags AS t ON t.user_id = \(account) AND t.id = w.id
            """
        ) { row in try row.read() }
        return try locked(keys: keys).map { ($0, TagName($0.name)) }
    }

    /// The tags of these keys, locked in their order.
    func locked(keys: [Int64]) throws -> [CustomerTag] {
        guard !keys.isEmpty else { return [] }
        let found = try session.stage("found_tags", [StagedColumn("tag_key", .int64)], keys.map { [.int64($0)] })
        return try session.all(
            """
            SELECT \(TagStore.columns)
            FROM customer_tags AS t
            WHERE t.user_id = \(account) AND t.tag_key IN (SELECT f.tag_key FROM \(found) AS f)
            ORDER BY t.tag_key\(session.dialect.forUpdate)
            """, decode)
    }

    func list(_ times: ListTimes, _ listing: Listing) throws -> ListPage<CustomerTag> {
        let conditions =
            ["t.user_id = \(account)"]
            + times.conditions(created: "t.created_at", updated: "t.updated_at", in: work.account.calendar)
        return try listing.page(of: TagStore.table, where: conditions, in: session, decode)
    }

    /// How many tags there are, counted no further than the bound on them.
    func count() throws -> Int {
        try session.value(
            """
            SELECT count(*)
            FROM (SELECT t.tag_key FROM customer_tags AS t WHERE t.user_id = \(account) LIMIT \(TagLimits.tags)) AS t
            """)
    }

    /// Makes tags without customers, those left out that another transaction has made meanwhile.
    func insert(_ tags: [(name: TagName, color: LabelColor)]) throws {
        // In one order everywhere, or two transactions could wait for each other.
        let tags = tags.sorted { $0.name.folded.utf8.lexicographicallyPrecedes($1.name.folded.utf8) }
        let keys = try session.reserveKeys(tags.count, from: TagStore.sequence)
        let rows = zip(tags, keys).map { tag, key -> [SQLValue] in
            [
                .int64(key), .text(work.entropy.id(at: work.now, number: key).text), .text(tag.name.text),
                .text(tag.name.folded), tag.color.sqlValue,
            ]
        }
        let fresh = try session.stage(
            "fresh_tags",
            [
                StagedColumn("tag_key", .int64), StagedColumn("id", .text), StagedColumn("name", .text),
                StagedColumn("folded_name", .text), StagedColumn("color", .text),
            ], rows)
        try session.execute(
            """
            INSERT INTO customer_tags (user_id, tag_key, id, name, folded_name, color, customer_count, created_at,
                updated_at)
            SELECT \(account), f.tag_key, f.id, f.name, f.folded_name, f.color, 0, CAST(\(work.now) AS BIGINT),
                CAST(\(work.now) AS BIGINT)
            FROM \(fresh) AS f
            WHERE true
            ORDER BY f.tag_key
            ON CONFLICT (user_id, folded_name) DO NOTHING
            """)
    }

    /// Throws ``TagError/nameTaken(_:)``.
    func update(_ key: Int64, name: TagName, color: LabelColor) throws {
        do {
            try session.savepoint {
                try session.execute(
                    """
                    UPDATE customer_tags
                    SET name = \(name.text), folded_name = \(name.folded), color = \(color), updated_at = \(work.now)
                    WHERE user_id = \(account) AND tag_key = \(key)
                    """)
            }
        } catch DatabaseError.constraint(.unique, _) {
            throw TagError.nameTaken(name.text)
        }
    }

    /// Removes the tag, and takes it from its customers.
    func delete(_ key: Int64) throws {
        try session.execute("DELETE FROM customer_tags WHERE user_id = \(account) AND tag_key = \(key)")
    }

    /// Reads the columns in their order.
    private func decode(_ row: inout Row) throws -> CustomerTag {
        CustomerTag(
            key: try row.read(), id: try row.read(), name: try row.read(), color: try row.read(),
            customerCount: try row.read(), createdAt: try row.read(), updatedAt: try row.read())
    }
}
