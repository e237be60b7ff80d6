import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of segments.
struct SegmentStore {
    let work: Work
    var session: any DatabaseSession { work.session }
    var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("createdAt", "s.created_at", .int64),
        SortKey("updatedAt", "s.updated_at", .int64),
        SortKey("name", "s.name", .text),
        SortKey("memberCount", "s.member_count", .int64),
    ]

    private static let sequence = KeySequence("segment")

    private static let columns: SQL = """
        s.segment_key, s.id, s.name, s.description, s.color, s.kind, s.criteria, s.is_active, s.member_count, s.version,
        s.created_at, s.updated_at
        """

    static let table = ListTable(
        "customer_segments AS s", as: "s", columns: columns, key: "s.segment_key")

    /// The segment of that id; throws ``SegmentError/unknownSegment``.
    func segment(_ id: String) throws -> CustomerSegment { try find(id, lock: "") }

    /// The same, kept from other transactions until this one ends.
    func locked(_ id: String) throws -> CustomerSegment { try find(id, lock: session.dialect.forUpdate) }

    private func find(_ id: String, lock: SQL) throws -> CustomerSegment {
        let segment = try session.first(
            """
            SELECT \(SegmentStore.columns)
            FROM customer_segments AS s
            WHERE s.user_id = \(account) AND s.id = \(id)\(lock)
            """, decode)
        guard let segment else { throw SegmentError.unknownSegment }
        return segment
    }

    func list(_ filter: SegmentFilter, _ listing: Listing) throws -> ListPage<CustomerSegment> {
        try listing.page(of: SegmentStore.table, where: conditions(filter), in: session, decode)
    }

    private func conditions(_ filter: SegmentFilter) -> [SQL] {
        let activity: [SQL] = filter.isActive.map { ["s.is_active = \($0)"] } ?? []
        return ["s.user_id = \(account)"] + activity
            + filter.times.conditions(created: "s.created_at", updated: "s.updated_at", in: work.account.calendar)
    }

    /// How many segments there are, counted no further than the bound on them.
    func count() throws -> Int {
        try session.value(
            """
            SELECT count(*)
            FROM (
                SELECT s.segment_key
                FROM customer_segments AS s
                WHERE s.user_id = \(account)
                LIMIT \(SegmentLimits.segments)
            ) AS s
            """)
    }

    /// Makes a segment without members; throws ``SegmentError/nameTaken(_:)``.
    func insert(_ draft: SegmentDraft) throws -> String {
        let key = try session.reserveKeys(1, from: SegmentStore.sequence)[0]
        let id = work.entropy.id(at: work.now, number: key).text
        try keepingNamesApart(draft.name) {
            try session.execute(
                """
                INSERT INTO customer_segments (user_id, segment_key, id, name, folded_name, description, color, kind,
                    criteria, is_active, member_count, version, created_at, updated_at)
                VALUES (\(account), \(key), \(id), \(draft.name), \(SegmentStore.folded(draft.name)),
                    \(draft.description), \(draft.color), \(draft.kind), \(SQLValue.json(draft.criteria.text)),
                    \(draft.isActive), 0, 1, \(work.now), \(work.now))
                """)
        }
        return id
    }

    /// Writes what the segment is and counts its version; throws ``SegmentError/nameTaken(_:)``.
    func update(_ key: Int64, _ draft: SegmentDraft) throws {
        try keepingNamesApart(draft.name) {
            try session.execute(
                """
                UPDATE customer_segments
                SET name = \(draft.name),
                    folded_name = \(SegmentStore.folded(draft.name)),
                    description = \(draft.description),
                    color = \(draft.color),
                    criteria = \(SQLValue.json(draft.criteria.text)),
                    is_active = \(draft.isActive),
                    version = version + 1,
                    updated_at = \(work.now)
                WHERE user_id = \(account) AND segment_key = \(key)
                """)
        }
    }

    private func keepingNamesApart(_ name: String, _ write: () throws -> Void) throws {
        do {
            try session.savepoint(write)
        } catch DatabaseError.constraint(.unique, _) {
            throw SegmentError.nameTaken(name)
        }
    }

    /// Names that differ only in case and accents are the same; one of apostrophes alone is itself.
    private static func folded(_ name: String) -> String {
        let folded = Folding.fold(name)
        return folded.isEmpty ? name : folded
    }

    /// Removes the segment; its members leave it.
    func delete(_ key: Int64) throws {
        try session.execute("DELETE FROM customer_segments WHERE user_id = \(account) AND segment_key = \(key)")
    }

    /// Reads the columns in their order.
    func decode(_ row: inout Row) throws -> CustomerSegment {
        CustomerSegment(
            key: try row.read(), id: try row.read(), name: try row.read(), description: try row.read(),
            color: try row.read(), kind: try row.read(), criteria: try row.readJSONObject(), isActive: try row.read(),
            memberCount: try row.read(), version: try row.read(), createdAt: try row.read(), updatedAt: try row.read())
    }
}

/// Which segments a list holds.
package struct SegmentFilter: Sendable {
    var isActive: Bool?
    var times = ListTimes()
}
