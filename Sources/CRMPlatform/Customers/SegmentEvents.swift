package import CRMCore

/// Customers came into a segment in which they were not.
package struct SegmentJoined: DomainEvent {
    package let segment: SegmentReference
    package let customers: [CustomerKey]

    package init(segment: SegmentReference, customers: [CustomerKey]) {
        self.segment = segment
        self.customers = customers
    }
}

/// Customers left a segment, or the segment was removed.
package struct SegmentLeft: DomainEvent {
    package let segment: SegmentReference
    package let customers: [CustomerKey]

    package init(segment: SegmentReference, customers: [CustomerKey]) {
        self.segment = segment
        self.customers = customers
    }
}

/// The segment that an event is about.
package struct SegmentReference: Sendable, Hashable {
    package let id: String
    package let name: String

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}
