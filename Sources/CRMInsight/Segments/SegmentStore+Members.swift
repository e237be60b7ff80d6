import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of memberships; the counts change with them.
extension SegmentStore {
    static let memberSortKeys = [SortKey("createdAt", "m.created_at", .int64)]

    /// Adds those who are no members yet; gives how many.
    func add(_ customers: some Collection<CustomerKey>, to segment: Int64) throws -> Int {
        guard !customers.isEmpty else { return 0 }
        let joining = try session.stage(
            "joining_customers", [StagedColumn("customer_id", .int64)],
            Set(customers).map(\.value).sorted().map { [.int64($0)] })
        let added = try session.execute(
            """
            INSERT INTO customer_segment_members (user_id, segment_key, customer_id, created_at)
            SELECT \(account), CAST(\(segment) AS BIGINT), j.customer_id, CAST(\(work.now) AS BIGINT)
            FROM \(joining) AS j
            WHERE true
            ORDER BY j.customer_id
            ON CONFLICT (user_id, segment_key, customer_id) DO NOTHING
            """)
        try count(added, in: segment)
        return added
    }

    /// Removes those who are members; gives how many.
    func remove(_ customers: some Collection<CustomerKey>, from segment: Int64) throws -> Int {
        guard !customers.isEmpty else { return 0 }
        let leaving = try session.stage(
            "leaving_customers", [StagedColumn("customer_id", .int64)],
            Set(customers).map(\.value).sorted().map { [.int64($0)] })
        let removed = try session.execute(
            """
            DELETE FROM customer_segment_members
            WHERE user_id = \(account)
                AND segment_key = \(segment)
                AND customer_id IN (SELECT l.customer_id FROM \(leaving) AS l)
            """)
        try count(-removed, in: segment)
        return removed
    }

    private func count(_ more: Int, in segment: Int64) throws {
        guard more != 0 else { return }
        try session.execute(
            """
            UPDATE customer_segments
            SET member_count = member_count + \(more), updated_at = \(work.now)
            WHERE user_id = \(account) AND segment_key = \(segment)
            """)
    }

    func member(_ customer: CustomerKey, of segment: CustomerSegment) throws -> SegmentMember {
        let member = try session.first(
            """
            SELECT m.customer_id, m.created_at, \(SegmentStore.customerID)
            FROM customer_segment_members AS m
            WHERE m.user_id = \(account) AND m.segment_key = \(segment.key) AND m.customer_id = \(customer)
            """
        ) { row in try decodeMember(&row, segment.id) }
        guard let member else { throw SegmentError.notMember }
        return member
    }

    /// The customer's public id.
    private static let customerID: SQL = """
        (SELECT i.external_id
        FROM customer_identities AS i
        WHERE i.user_id = m.user_id AND i.customer_id = m.customer_id AND i.is_primary)
        """

    private func decodeMember(_ row: inout Row, _ segmentID: String) throws -> SegmentMember {
        let key = try row.read(CustomerKey.self)
        let time = try row.read(Instant.self)
        return SegmentMember(customer: key, customerID: try row.read(), segmentID: segmentID, createdAt: time)
    }

    func members(
        of segment: CustomerSegment, _ filter: SegmentMemberFilter, _ listing: Listing
    ) throws -> ListPage<SegmentMember> {
        let further = try conditions(filter)
        let conditions: [SQL] = ["m.user_id = \(account)", "m.segment_key = \(segment.key)"] + further
        func count(_ more: [SQL]) throws -> Int {
            try session.value(
                "SELECT count(*) FROM customer_segment_members AS m WHERE \((conditions + more).conjunction())")
        }
        let rows = try listing.rows(by: "m.customer_id") { stretch in
            try session.all(
                """
                SELECT m.customer_id, m.created_at, \(SegmentStore.customerID)
                FROM (
                    SELECT m.user_id, m.customer_id, m.created_at
                    FROM customer_segment_members AS m
                    WHERE \((conditions + stretch.conditions).conjunction())
                    \(stretch.order)
                    \(stretch.limit)
                ) AS m
                \(stretch.order)
                """
            ) { row in
                let member = try decodeMember(&row, segment.id)
                let time = JSON.number(String(member.createdAt.milliseconds))
                return (item: member, key: member.customer.value, sortValue: time)
            }
        } count: { condition in
            try count([condition])
        }
        // The segment counts its members itself.
        return try listing.pageOf(rows, total: further.isEmpty ? segment.memberCount : count([]))
    }

    private func conditions(_ filter: SegmentMemberFilter) throws -> [SQL] {
        let calendar = work.account.calendar
        let optional: [SQL?] = [
            try filter.customerID.map { "m.customer_id = \(try CustomerDirectory(work).filterKey($0))" },
            filter.createdAfter.map { "m.created_at >= \($0.end(in: calendar))" },
            filter.createdBefore.map { "m.created_at < \($0.start(in: calendar))" },
            filter.updatedAfter.map { "m.created_at >= \($0.end(in: calendar))" },
        ]
        return optional.compactMap { $0 }
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

    /// The customer's part of the timeline: the segments they are in, by the time of joining.
    func joinings(of customer: CustomerKey, before place: TimelinePlace, limit: Int) throws -> [TimelineEntry] {
        try session.all(
            """
            SELECT m.created_at, m.segment_key, s.id, s.name, s.color
            FROM (
                SELECT m.segment_key, m.created_at
                FROM customer_segment_members AS m
                WHERE m.user_id = \(account)
                    AND m.customer_id = \(customer)
                    AND (m.created_at, m.segment_key) < (\(place.at), \(place.key))
                ORDER BY m.created_at DESC, m.segment_key DESC
                LIMIT \(limit)
            ) AS m
            JOIN customer_segments AS s ON s.user_id = \(account) AND s.segment_key = m.segment_key
            ORDER BY m.created_at DESC, m.segment_key DESC
            """
        ) { row in
            let place = TimelinePlace(at: try row.read(), key: try row.read())
            let (id, name, color): (String, String, LabelColor) = (try row.read(), try row.read(), try row.read())
            return TimelineEntry(
                place: place, id: id, title: "Joined the segment \(name)",
                details: [
                    JSON.Member("segmentId", .string(id)), JSON.Member("name", .string(name)),
                    JSON.Member("color", .string(color.text)),
                ])
        }
    }
}

/// Which members a list holds.
package struct SegmentMemberFilter: Sendable {
    var customerID: CustomerID?
    var createdAfter: Moment?
    var createdBefore: Moment?
    var updatedAfter: Moment?
}
