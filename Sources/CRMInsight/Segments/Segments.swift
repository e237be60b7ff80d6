package import CRMCore
import CRMDatabase
package import CRMPlatform

/// The verbs of segments.
package struct Segments {
    private let work: Work
    private let store: SegmentStore
    private let directory: CustomerDirectory

    package init(_ work: Work) {
        self.work = work
        store = SegmentStore(work)
        directory = CustomerDirectory(work)
    }

    /// The segments that match, page by page, and those of one customer.
    package func report(
        _ filter: SegmentFilter, of customerID: CustomerID?, _ listing: Listing
    ) throws -> SegmentReport {
        let own = try customerID.map { try store.segments(of: try directory.filterKey($0)) }
        return SegmentReport(page: try store.list(filter, listing), customerSegments: own ?? [])
    }

    /// The segment; throws ``SegmentError/unknownSegment``.
    package func segment(_ id: String) throws -> CustomerSegment { try store.segment(id) }

    /// The segment as it stays until this transaction changes it.
    func locked(_ id: String) throws -> CustomerSegment { try store.locked(id) }

    /// Makes a segment without members.
    package func create(_ draft: SegmentDraft) throws -> CustomerSegment {
        guard try store.count() < SegmentLimits.segments else { throw SegmentError.tooMany }
        return try store.segment(try store.insert(draft))
    }

    /// Changes what the segment is; a change that changes nothing counts no version.
    func change(_ id: String, _ changes: SegmentChanges) throws -> CustomerSegment {
        let segment = try store.locked(id)
        let present = SegmentDraft(segment)
        let changed = changes.applied(to: present)
        guard changed != present else { return segment }
        try store.update(segment.key, changed)
        return try store.segment(id)
    }

    /// Removes the segment and gives it as it was; its members stay customers.
    func delete(_ id: String) throws -> CustomerSegment {
        let segment = try store.locked(id)
        try store.removeMembers(of: segment.key)
        try store.delete(segment.key)
        return segment
    }
}

// MARK: Members

extension Segments {
    /// Adds a customer to a segment; false when the customer was in it already.
    @discardableResult
    package func addCustomerToSegment(_ customerID: CustomerID, _ segmentID: String) throws -> Bool {
        try join(customerID, segmentID).isChanged
    }

    /// As ``addCustomerToSegment(_:_:)``, with what is to be told of it.
    func join(_ customerID: CustomerID, _ segmentID: String) throws -> SegmentMembership {
        let customer = try lockedCustomer(customerID)
        let segment = try store.locked(segmentID)
        guard segment.isActive else { throw SegmentError.inactive }
        let added = try store.add([customer], to: segment.key)
        return SegmentMembership(
            action: .addMember, segmentID: segment.id, customerID: customerID, isMember: true,
            isChanged: !added.customers.isEmpty,
            memberCount: segment.memberCount + added.counted)
    }

    /// Removes a customer from a segment; whoever is not in it stays so.
    func leave(_ customerID: CustomerID, _ segmentID: String) throws -> SegmentMembership {
        let customer = try lockedCustomer(customerID)
        let segment = try store.locked(segmentID)
        let removed = try store.remove([customer], from: segment.key)
        return SegmentMembership(
            action: .removeMember, segmentID: segment.id, customerID: customerID, isMember: false,
            isChanged: !removed.customers.isEmpty, memberCount: segment.memberCount - removed.counted)
    }

    /// Adds many customers; ids of nobody are told and keep nobody else out.
    func join(_ customerIDs: [CustomerID], _ segmentID: String) throws -> SegmentJoining {
        let keys = try directory.find(customerIDs)
        try directory.lock(keys.values)
        let segment = try store.locked(segmentID)
        guard segment.isActive else { throw SegmentError.inactive }
        let customers = Set(keys.values)
        let added = try store.add(customers, to: segment.key)
        var told: Set<CustomerID> = []
        let unknown = customerIDs.filter { keys[$0] == nil && told.insert($0).inserted }
        return SegmentJoining(
            segmentID: segment.id, added: added.customers.count, unchanged: customers.count - added.customers.count,
            unknown: unknown, memberCount: segment.memberCount + added.counted)
    }

    /// The members that match, page by page.
    func members(
        of segmentID: String, _ filter: SegmentMemberFilter, _ listing: Listing
    ) throws -> ListPage<SegmentMember> {
        try store.members(of: try store.segment(segmentID), filter, listing)
    }

    /// The membership of a customer; throws ``SegmentError/notMember``.
    func member(_ customerID: CustomerID, of segmentID: String) throws -> SegmentMember {
        let customer = try directory.key(of: customerID)
        return try store.member(customer, of: try store.segment(segmentID))
    }

    /// The membership as it stays until this transaction changes it.
    func lockedMember(_ customerID: CustomerID, of segmentID: String) throws -> SegmentMember {
        let customer = try lockedCustomer(customerID)
        return try store.member(customer, of: try store.locked(segmentID))
    }

    /// Ends a membership and gives it as it was; throws ``SegmentError/notMember``.
    func end(_ customerID: CustomerID, of segmentID: String) throws -> SegmentMember {
        let customer = try lockedCustomer(customerID)
        let segment = try store.locked(segmentID)
        let member = try store.member(customer, of: segment)
        _ = try store.remove([customer], from: segment.key)
        return member
    }

    /// Customers are locked before segments, as everywhere.
    private func lockedCustomer(_ customerID: CustomerID) throws -> CustomerKey {
        let customer = try directory.lockedKey(of: customerID)
        return customer
    }
}

/// What a segment is, beside its members.
package struct SegmentDraft: Sendable, Equatable {
    var name: String
    var description: String?
    var color: LabelColor
    var kind: SegmentKind
    var criteria: SegmentCriteria
    var isActive: Bool

    package init(
        name: String, description: String? = nil, color: LabelColor? = nil, kind: SegmentKind = .static,
        criteria: SegmentCriteria? = nil, isActive: Bool = true
    ) {
        self.name = name
        self.description = description
        self.color = color ?? LabelColor.standard(for: name)
        self.kind = kind
        self.criteria = criteria ?? .none
        self.isActive = isActive
    }

    init(_ segment: CustomerSegment) {
        self.init(
            name: segment.name, description: segment.description, color: segment.color, kind: segment.kind,
            criteria: SegmentCriteria(text: segment.criteria.text), isActive: segment.isActive)
    }
}

/// The fields of a segment that an update changes.
struct SegmentChanges: Sendable {
    let name: String?
    let description: Patch<String>
    /// Cleared: the colour that the name gives.
    let color: Patch<LabelColor>
    let criteria: Patch<SegmentCriteria>
    let isActive: Bool?

    func applied(to present: SegmentDraft) -> SegmentDraft {
        var draft = present
        draft.name = name ?? present.name
        draft.description = description.value(over: present.description)
        draft.color = color.value(over: present.color) ?? LabelColor.standard(for: draft.name)
        draft.criteria = criteria.value(over: present.criteria) ?? .none
        draft.isActive = isActive ?? present.isActive
        return draft
    }
}

extension Patch {
    fileprivate func value(over present: Value?) -> Value? {
        switch self {
        case .keep: present
        case .clear: nil
        case .set(let value): value
        }
    }
}
