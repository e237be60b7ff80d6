import CRMCore
import CRMDatabase
package import CRMPlatform

/// Segments and their members to files.
enum SegmentExport {
    static let exporters = [segments, members]

    private static let segments = Exporter(
        name: "segments", summary: "All segments as a file, in the order of their making.", scope: .segmentsRead,
        columns: [
            "segment_id", "name", "description", "color", "kind", "criteria", "is_active", "member_count", "created_at",
            "updated_at",
        ]
    ) { query in
        let times = ListTimes(query, updated: "The segment or its members changed")
        return ExportWalk(of: SegmentStore.table, step: ExportLimits.longRowsPerStep) { work in
            times.conditions(created: "s.created_at", updated: "s.updated_at", in: work.account.calendar)
        } _: { row, work in
            try SegmentStore(work).decode(&row)
        }
    }

    private static let members = Exporter(
        name: "segment-members", summary: "The members of all segments as a file, segment by segment.",
        scope: .segmentsRead, columns: ["segment_id", "segment", "customer_id", "created_at"]
    ) { query in
        let times = ListTimes(query, created: "Added", updated: "Added")
        return ExportWalk(
            ofLinks: table, by: "m.segment_key", then: "m.customer_id", step: ExportLimits.rowsPerStep
        ) { work in
            times.conditions(created: "m.created_at", updated: "m.created_at", in: work.account.calendar)
        } _: { row, _ in
            ExportedMember(
                segmentID: try row.read(), segment: try row.read(), customerID: try row.read(),
                createdAt: try row.read())
        }
    }

    private static let table = ListTable(
        "customer_segment_members AS m", as: "m",
        columns: "s.id, s.name, \(CustomerDirectory.publicID(of: "m")), m.created_at", key: "m.customer_id",
        joined: "JOIN customer_segments AS s ON s.user_id = m.user_id AND s.segment_key = m.segment_key")
}

extension CustomerSegment: ExportRecord {
    package var rows: [[ExportCell]] {
        [
            [
                .text(id), .text(name), ExportCell(description), .text(color.text), ExportCell(kind),
                criteria.text == "{}" ? .empty : .text(criteria.text), ExportCell(isActive), ExportCell(memberCount),
                ExportCell(createdAt), ExportCell(updatedAt),
            ]
        ]
    }
}

/// A customer in a segment.
private struct ExportedMember: JSONObjectEncodable, ExportRecord {
    let segmentID: String
    /// Its name.
    let segment: String
    let customerID: CustomerID
    /// When the customer was added.
    let createdAt: Instant

    static let typeName = "ExportedMember"

    static let fields: [OutputField<ExportedMember>] = [
        OutputField("segmentId") { $0.segmentID }, OutputField("segment") { $0.segment },
        OutputField("customerId") { $0.customerID }, OutputField("createdAt") { $0.createdAt },
    ]

    var rows: [[ExportCell]] {
        [[.text(segmentID), .text(segment), .text(customerID.value), ExportCell(createdAt)]]
    }
}
