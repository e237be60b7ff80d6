import CRMCore
import CRMDatabase
import CRMPlatform

/// What segments let be done to many customers at once.
enum SegmentBulkActions {
    static let all = [add, remove]

    private static let segment = BulkParameter(
        InputField("segmentId", Codec<String>.text(max: maximumIDLength), "Id of a segment.")
    ) { .string($0) }

    private static let add = BulkAction(
        "add_to_segment", "adds customers to a segment", scope: .segmentsWrite, parameter: segment,
        target: { told, _, work in try active(told.text, work).id },
        apply: { customers, argument, work in
            let segment = try active(argument.target, work)
            return try SegmentStore(work).add(customers, to: segment.key).customers
                .map { BulkChange($0, mark: work.now.milliseconds) }
        },
        takeBack: { changes, argument, work in
            // A segment that was removed since took its memberships along; one of another time is another decision's.
            guard let segment = try found(argument, work) else { return [] }
            let store = SegmentStore(work)
            let times = try store.joiningTimes(of: segment, changes.map(\.customer))
            let still = changes.filter { times[$0.customer]?.milliseconds == $0.mark }.map(\.customer)
            return try store.remove(still, from: segment.key).customers
        })

    private static let remove = BulkAction(
        "remove_from_segment", "removes customers from a segment", scope: .segmentsWrite, parameter: segment,
        target: { told, _, work in try SegmentStore(work).segment(told.text).id },
        apply: { customers, argument, work in
            // Where the segment itself was removed meanwhile, nobody is in it any more.
            guard let segment = try found(argument, work) else { return [] }
            let store = SegmentStore(work)
            let times = try store.joiningTimes(of: segment, customers)
            return try store.remove(customers, from: segment.key).customers
                .map { BulkChange($0, mark: times[$0]?.milliseconds) }
        },
        takeBack: { changes, argument, work in
            guard let segment = try found(argument, work) else { return [] }
            let store = SegmentStore(work)
            let added = try store.add(changes.map(\.customer), to: segment.key).customers
            let times = Dictionary(changes.map { ($0.customer, $0.mark) }) { first, _ in first }
            try store.setJoiningTimes(
                of: segment,
                added.compactMap { customer in times[customer].flatMap { $0 }.map { (customer: customer, time: $0) } })
            return added
        })

    private static func active(_ id: String?, _ work: Work) throws -> CustomerSegment {
        let segment = try SegmentStore(work).locked(id ?? "")
        guard segment.isActive else { throw SegmentError.inactive }
        return segment
    }

    private static func found(_ argument: BulkArgument, _ work: Work) throws -> CustomerSegment? {
        do {
            return try SegmentStore(work).locked(argument.target ?? "")
        } catch SegmentError.unknownSegment {
            return nil
        }
    }
}

extension SegmentStore {
    /// When those of the customers joined the segment who are in it.
    fileprivate func joiningTimes(
        of segment: CustomerSegment, _ customers: [CustomerKey]
    ) throws -> [CustomerKey: Instant] {
        let asked = try session.stage(
            "asked_members", [StagedColumn("customer_id", .int64)], customers.map { [$0.sqlValue] })
        let pairs: [(CustomerKey, Instant)] = try session.all(
            """
            SELECT m.customer_id, m.created_at
            FROM \(asked) AS a
            JOIN customer_segment_members AS m
                ON m.user_id = \(account) AND m.segment_key = \(segment.key) AND m.customer_id = a.customer_id
            """
        ) { row in (try row.read(), try row.read()) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Gives memberships the times back that they had; in milliseconds.
    fileprivate func setJoiningTimes(
        of segment: CustomerSegment, _ times: [(customer: CustomerKey, time: Int64)]
    ) throws {
        guard !times.isEmpty else { return }
        let told = try session.stage(
            "former_members", [StagedColumn("customer_key", .int64), StagedColumn("joined_at", .int64)],
            times.map { [$0.customer.sqlValue, .int64($0.time)] })
        try session.execute(
            """
            UPDATE customer_segment_members
            SET created_at = t.joined_at
            FROM \(told) AS t
            WHERE user_id = \(account) AND segment_key = \(segment.key) AND customer_id = t.customer_key
            """)
    }
}
