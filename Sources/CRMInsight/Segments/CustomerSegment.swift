package import CRMCore
import CRMDatabase
package import CRMPlatform

/// A named group of the account's customers.
package struct CustomerSegment: Sendable {
    package let key: Int64
    package let id: String
    package let name: String
    package let description: String?
    package let color: LabelColor
    package let kind: SegmentKind
    /// What the account means by the segment, in its own words.
    package let criteria: RawJSONObject
    /// Whether customers can be added.
    package let isActive: Bool
    package let memberCount: Int
    /// Counted from 1; each change of what the segment is adds one.
    package let version: Int
    package let createdAt: Instant
    package let updatedAt: Instant
}

/// How a segment gets its members.
package enum SegmentKind: String, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    /// By hand, by an import or over the API.
    case `static`
}

extension CustomerSegment: JSONObjectEncodable {
    package static let typeName = "CustomerSegment"

    package static let fields: [OutputField<CustomerSegment>] = [
        OutputField("id") { $0.id },
        OutputField("name") { $0.name },
        OutputField("description") { $0.description },
        OutputField("color", "`#rrggbb`.") { $0.color },
        OutputField("kind", "`static`: members are added one by one or in bulk.") { $0.kind },
        OutputField("criteria", "What the account means by the segment; kept as it was given.") { $0.criteria },
        OutputField("isActive", "Customers are added to active segments only.") { $0.isActive },
        OutputField("memberCount") { $0.memberCount },
        OutputField("version", "Counted from 1; a change of members does not count.") { $0.version },
        OutputField("createdAt") { $0.createdAt },
        OutputField("updatedAt", "Last change of the segment or of its members.") { $0.updatedAt },
    ]
}

/// The account's segments, and those of one customer.
package struct SegmentReport: JSONObjectEncodable {
    package let page: ListPage<CustomerSegment>
    /// Ids of the segments that the customer is in; empty when none was asked about.
    package let customerSegments: [String]

    package static let typeName = "SegmentReport"

    package static let fields: [OutputField<SegmentReport>] = [
        OutputField("segments", "Segments of the account, whoever is in them.") { $0.page.data },
        OutputField("customerSegments", "Ids of the segments of `customerId`, the oldest membership first.") {
            $0.customerSegments
        },
        .omittable("total", "Segments in the whole list; not on a walk by cursor.") { $0.page.counted?.total },
        OutputField("limit") { $0.page.limit },
        .omittable("offset", "Segments passed over; not on a walk by cursor.") { $0.page.counted?.offset },
        .omittable("nextCursor", "Where the walk goes on; missing at its end.") { $0.page.nextCursor },
    ]
}

/// A customer in a segment.
package struct SegmentMember: JSONObjectEncodable {
    package let customer: CustomerKey
    package let customerID: CustomerID
    package let segmentID: String
    package let createdAt: Instant

    package static let typeName = "SegmentMember"

    package static let fields: [OutputField<SegmentMember>] = [
        OutputField("customerId") { $0.customerID },
        OutputField("segmentId") { $0.segmentID },
        OutputField("createdAt", "When the customer was added.") { $0.createdAt },
    ]
}
