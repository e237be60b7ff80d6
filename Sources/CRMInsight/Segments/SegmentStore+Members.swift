import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of memberships; the counts change with them.
extension SegmentStore {
    static let memberSortKeys = [SortKey("createdAt", "m.created_at", .int64)]

    /// Adds those who are no members yet; archived ones are not counted.
    func add(_ customers: some Collection<CustomerKey>, to segment: Int64) throws -> MemberChange {
        guard !customers.isEmpty else { return MemberChange() }
        let joining = try session.stage(
            "joining_customers", [StagedColumn("customer_id", .int64)],
            Set(customers).map(\.value).sorted().map { [.int64($0)] })
        let change = try change(
            """
            INSERT INTO customer_segment_members (user_id, segment_key, customer_id, created_at, is_archived)
            SELECT \(account), CAST(\(segment) AS BIGINT), j.customer_id, CAST(\(work.now) AS BIGINT),
                p.archived_at IS NOT NULL
            FROM \(joining) AS j
            JOIN customer_profiles AS p ON p.user_id = \(account) AND p.customer_id = j.customer_id
            WHERE true
            ORDER BY j.customer_id
            ON CONFLICT (user_id, segment_key, customer_id) DO NOTHING
            RETURNING customer_id, is_archived
            """)
        try count([segment: change.counted])
        try tell(segment, of: change.customers) { SegmentJoined(segment: $0, customers: $1) }
        return change
    }

    /// Removes those who are members.
    func remove(_ customers: some Collection<CustomerKey>, from segment: Int64) throws -> MemberChange {
        guard !customers.isEmpty else { return MemberChange() }
        let leaving = try session.stage(
            "leaving_customers", [StagedColumn("customer_id", .int64)],
            Set(customers).map(\.value).sorted().map { [.int64($0)] })
        let change = try change(
            """
            DELETE FROM customer_segment_members
            WHERE user_id = \(account)
                AND segment_key = \(segment)
                AND customer_id IN (SELECT l.customer_id FROM \(leaving) AS l)
            RETURNING customer_id, is_archived
            """)
        try count([segment: -change.counted])
        try tell(segment, of: change.customers) { SegmentLeft(segment: $0, customers: $1) }
        return change
    }

    /// Removes all members, some at a time, whoever counts them.
    func removeMembers(of segment: Int64) throws {
        while true {
            let removed: [CustomerKey] = try session.all(
                """
                DELETE FROM customer_segment_members
                WHERE user_id = \(account) AND segment_key = \(segment) AND customer_id IN (
                    SELECT m.customer_id
                    FROM customer_segment_members AS m
                    WHERE m.user_id = \(account) AND m.segment_key = \(segment)
                    ORDER BY m.customer_id
                    LIMIT \(SegmentLimits.membersPerWrite)
                )
                RETURNING customer_id
                """
            ) { row in try row.read() }
            guard !removed.isEmpty else { return }
            try tell(segment, of: removed) { SegmentLeft(segment: $0, customers: $1) }
        }
    }

    /// Publishes what became of memberships.
    private func tell<Event: DomainEvent>(
        _ segment: Int64, of customers: [CustomerKey], _ event: (SegmentReference, [CustomerKey]) -> Event
    ) throws {
        guard !customers.isEmpty else { return }
        let reference = try session.first(
            """
            SELECT s.id, s.name
            FROM customer_segments AS s
            WHERE s.user_id = \(account) AND s.segment_key = \(segment)
            """
        ) { row in SegmentReference(id: try row.read(), name: try row.read()) }
        guard let reference else { return }
        try work.publish(event(reference, customers))
    }

    /// Runs a statement that gives the memberships it wrote.
    private func change(_ statement: SQL) throws -> MemberChange {
        var change = MemberChange()
        try session.forEach(statement) { row in
            change.customers.append(try row.read())
            if try !row.read(Bool.self) { change.counted += 1 }
        }
        return change
    }

    /// Adds to the counts of segments, by their keys.
    private func count(_ more: [Int64: Int]) throws {
        let counts = more.filter { $0.value != 0 }.sorted { $0.key < $1.key }
        guard !counts.isEmpty else { return }
        let changed = try session.stage(
            "changed_member_counts", [StagedColumn("segment_key", .int64), StagedColumn("more", .int64)],
            counts.map { [.int64($0.key), $0.value.sqlValue] })
        try session.execute(
            """
            UPDATE customer_segments AS s
            SET member_count = s.member_count + c.more, updated_at = \(work.now)
            FROM \(changed) AS c
            WHERE s.user_id = \(account) AND s.segment_key = c.segment_key
            """)
    }

    /// Archived customers leave the segments' lists and counts, and come back to them when they are restored.
    func setArchived(_ customers: [CustomerKey], _ isArchived: Bool) throws {
        let told = try session.stage(
            "archived_members", [StagedColumn("customer_id", .int64)], customers.map { [$0.sqlValue] })
        let these: SQL = """
            user_id = \(account)
                AND customer_id IN (SELECT t.customer_id FROM \(told) AS t)
                AND is_archived <> \(isArchived)
            """
        try lock(keys: "SELECT m.segment_key FROM customer_segment_members AS m WHERE \(these)")
        var counts: [Int64: Int] = [:]
        try session.forEach(
            "UPDATE customer_segment_members SET is_archived = \(isArchived) WHERE \(these) RETURNING segment_key"
        ) { row in counts[try row.read(), default: 0] += isArchived ? -1 : 1 }
        try count(counts)
    }

    /// Locks segments in the order of their keys: behind their customers, as everywhere.
    private func lock(keys: SQL) throws {
        guard session.dialect.hasConcurrentWriters else { return }
        try session.forEach(
            """
            SELECT s.segment_key
            FROM customer_segments AS s
            WHERE s.user_id = \(account) AND s.segment_key IN (\(keys))
            ORDER BY s.segment_key\(session.dialect.forUpdate)
            """
        ) { _ in }
    }

    func member(_ customer: CustomerKey, of segment: CustomerSegment) throws -> SegmentMember {
        let member = try session.first(
            """
            SELECT \(SegmentStore.memberColumns)
            FROM customer_segment_members AS m
            WHERE m.user_id = \(account) AND m.segment_key = \(segment.key) AND m.customer_id = \(customer)
            """
        ) { row in try decodeMember(&row, segment.id) }
        guard let member else { throw SegmentError.notMember }
        return member
    }

    private static let memberColumns: SQL = """
        m.customer_id, m.created_at, \(CustomerDirectory.publicID(of: "m"))
        """

    private func decodeMember(_ row: inout Row, _ segmentID: String) throws -> SegmentMember {
        let key = try row.read(CustomerKey.self)
        let time = try row.read(Instant.self)
        return SegmentMember(customer: key, customerID: try row.read(), segmentID: segmentID, createdAt: time)
    }

    func members(
        of segment: CustomerSegment, _ filter: SegmentMemberFilter, _ listing: Listing
    ) throws -> ListPage<SegmentMember> {
        let conditions = try ["m.user_id = \(account)", "m.segment_key = \(segment.key)"] + conditions(filter)
        // The segment counts its members itself.
        let total = filter.isEmpty ? segment.memberCount : nil
        return try listing.page(of: SegmentStore.memberTable, where: conditions, total: total, in: session) { row in
            try decodeMember(&row, segment.id)
        }
    }

    private static let memberTable = ListTable(
        "customer_segment_members AS m", as: "m", columns: memberColumns, key: "m.customer_id")

    private func conditions(_ filter: SegmentMemberFilter) throws -> [SQL] {
        // Whoever is asked for by id is shown, archived or not.
        let customers: SQL =
            try filter.customerID.map { "m.customer_id = \(try CustomerDirectory(work).filterKey($0))" }
            ?? "NOT m.is_archived"
        return [customers]
            + filter.times.conditions(created: "m.created_at", updated: "m.created_at", in: work.account.calendar)
    }

    /// Ids of the segments that the customer is in, the oldest membership first.
    func segments(of customer: CustomerKey) throws -> [String] {
        try session.all(
            """
            SELECT s.id
            FROM customer_segment_members AS m
            JOIN customer_segments AS s ON s.user_id = \(account) AND s.segment_key = m.segment_key
            WHERE m.user_id = \(account) AND m.customer_id = \(customer)
            ORDER BY m.created_at, m.segment_key
            LIMIT \(SegmentLimits.segments)
            """
        ) { row in try row.read() }
    }
}

/// Which members a list holds.
package struct SegmentMemberFilter: Sendable {
    var customerID: CustomerID?
    var times = ListTimes()

    /// Whether it holds all members.
    fileprivate var isEmpty: Bool {
        customerID == nil && times == ListTimes()
    }
}

/// Memberships that were begun or ended.
struct MemberChange {
    var customers: [CustomerKey] = []
    /// How many of them the segment counts.
    var counted = 0
}
