package import CRMCore
package import CRMPlatform

/// What `POST segments` answers: the new segment, or a confirmation.
package enum SegmentAnswer: JSONEncodable {
    case segment(CustomerSegment)
    case membership(SegmentMembership)

    package static var schema: Schema { .either([CustomerSegment.schema, SegmentMembership.schema]) }

    package func write(to writer: inout JSONWriter) {
        switch self {
        case .segment(let segment): segment.write(to: &writer)
        case .membership(let membership): membership.write(to: &writer)
        }
    }
}

/// Whether a customer is in a segment, and whether that is new.
package struct SegmentMembership: JSONObjectEncodable {
    package let action: SegmentAction
    package let segmentID: String
    package let customerID: CustomerID
    package let isMember: Bool
    /// False when it was so before.
    package let isChanged: Bool
    package let memberCount: Int

    /// The same in words.
    package var message: String {
        switch (isMember, isChanged) {
        case (true, true): "The customer was added to the segment"
        case (true, false): "The customer is in the segment already"
        case (false, true): "The customer was removed from the segment"
        case (false, false): "The customer is not in the segment"
        }
    }

    package static let typeName = "SegmentMembership"

    package static let fields: [OutputField<SegmentMembership>] = [
        OutputField("action") { $0.action },
        OutputField("segmentId") { $0.segmentID },
        OutputField("customerId") { $0.customerID },
        OutputField("isMember") { $0.isMember },
        OutputField("changed", "False when it was so before.") { $0.isChanged },
        OutputField("memberCount", "Members of the segment now.") { $0.memberCount },
        OutputField("message") { $0.message },
    ]
}

/// What `POST segments` does.
package enum SegmentAction: String, CaseIterable, ClosedSet {
    case create
    case addMember = "add_member"
    case removeMember = "remove_member"
}

/// What became of customers who were added together.
package struct SegmentJoining: JSONObjectEncodable {
    package let segmentID: String
    package let added: Int
    /// Members already.
    package let unchanged: Int
    /// Ids of nobody, in the order in which they were given.
    package let unknown: [CustomerID]
    package let memberCount: Int

    package static let typeName = "SegmentJoining"

    package static let fields: [OutputField<SegmentJoining>] = [
        OutputField("segmentId") { $0.segmentID },
        OutputField("added") { $0.added },
        OutputField("unchanged", "Customers who were members already.") { $0.unchanged },
        OutputField("unknown", "Ids that no customer has; the others went in.") { $0.unknown },
        OutputField("memberCount", "Members of the segment now.") { $0.memberCount },
    ]
}
