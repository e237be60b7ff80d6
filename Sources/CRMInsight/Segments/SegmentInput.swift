import CRMCore
import CRMPlatform

/// What callers send to the endpoints of segments.
extension SegmentRoutes {
    struct List: RequestInput {
        let customerID: CustomerID?
        let filter: SegmentFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            customerID = query.optional(
                "customerId", .id, "Whose segments `customerSegments` tells; the list stays that of the account.")
            var filter = SegmentFilter()
            filter.isActive = query.optional("isActive", .bool)
            filter.times = ListTimes(query, updated: "The segment or its members changed")
            self.filter = filter
            let keys = SegmentStore.sortKeys
            listing = Listing(query, keys: keys, standard: SortOrder(keys[0], descending: true))
        }
    }

    /// One of three requests; `action` says which.
    struct Act: RequestInput {
        let request: Request

        enum Request: Sendable {
            case create(SegmentDraft)
            case add(CustomerID, segmentID: String)
            case remove(CustomerID, segmentID: String)
        }

        init(_ request: RequestReader) {
            let body = request.body
            let action: SegmentAction? = body.decisive("action", .closedSet)
            let ofSegment = Act.need(action, .optional) { $0 == .create }
            let name = body.dependent(
                "name", .text(max: SegmentLimits.name), Act.need(action, .required) { $0 == .create },
                "Needed to create. Unique in the account, whatever its case and accents.")
            let description = body.dependent("description", .text(max: SegmentLimits.description), ofSegment)
            let color = body.dependent("color", .color, ofSegment, "Default: one that the name gives.")
            let criteria = body.dependent(
                "criteria", .criteria, ofSegment, "What the account means by the segment; kept as it is given.")
            let isActive = body.dependent("isActive", .bool, ofSegment, "Default: true.")
            let kind: SegmentKind? = body.dependent("kind", .closedSet, ofSegment, "Default: static.")
            let ofMember = Act.need(action, .required) { $0 != .create }
            let customerID: CustomerID? = body.dependent(
                "customerId", .id, ofMember, "Needed to add and to remove a member.")
            let segmentID = body.dependent(
                "segmentId", .text(max: maximumIDLength), ofMember, "Needed to add and to remove a member.")
            let member = customerID ?? CustomerID(unchecked: "")
            self.request =
                switch action {
                case .addMember: .add(member, segmentID: segmentID ?? "")
                case .removeMember: .remove(member, segmentID: segmentID ?? "")
                case .create, nil:
                    .create(
                        SegmentDraft(
                            name: name ?? "", description: description, color: color, kind: kind ?? .static,
                            criteria: criteria, isActive: isActive ?? true))
                }
        }

        /// What a field is to the action; of an action that cannot be read nothing follows.
        private static func need(
            _ action: SegmentAction?, _ need: FieldNeed, where belongs: (SegmentAction) -> Bool
        ) -> FieldNeed {
            guard let action else { return .optional }
            return belongs(action) ? need : .refused("does not belong to the action \(action.rawValue)")
        }
    }

    struct One: RequestInput {
        let id: String

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
        }
    }

    struct Update: RequestInput {
        let id: String
        let changes: SegmentChanges

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
            let body = request.body
            changes = SegmentChanges(
                name: body.given("name", .text(max: SegmentLimits.name)),
                description: body.patch("description", .text(max: SegmentLimits.description)),
                color: body.patch("color", .color, "null: the colour that the name gives."),
                criteria: body.patch("criteria", .criteria, "Replaces what was kept; null empties it."),
                isActive: body.given("isActive", .bool))
        }
    }

    struct Members: RequestInput {
        let id: String
        let filter: SegmentMemberFilter
        let listing: Listing

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
            let query = request.query
            var filter = SegmentMemberFilter()
            filter.customerID = query.optional("customerId", .id, "This customer only.")
            filter.times = ListTimes(query, created: "Added", updated: "Added")
            self.filter = filter
            let keys = SegmentStore.memberSortKeys
            listing = Listing(query, keys: keys, standard: SortOrder(keys[0], descending: true))
        }
    }

    struct Join: RequestInput {
        let id: String
        let customerIDs: [CustomerID]

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
            customerIDs = request.body.required("customerIds", .list(.id, max: SegmentLimits.joining))
        }
    }

    struct Member: RequestInput {
        let id: String
        let customerID: CustomerID

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
            customerID = request.path.required("customerId", .id)
        }
    }
}
