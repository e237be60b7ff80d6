package import CRMCore

/// Customers got a tag that they did not have.
package struct TagAdded: DomainEvent {
    package let tag: TagReference
    package let customers: [CustomerKey]

    package init(tag: TagReference, customers: [CustomerKey]) {
        self.tag = tag
        self.customers = customers
    }
}

/// Customers lost a tag that they had.
package struct TagRemoved: DomainEvent {
    package let tag: TagReference
    package let customers: [CustomerKey]

    package init(tag: TagReference, customers: [CustomerKey]) {
        self.tag = tag
        self.customers = customers
    }
}

/// The tag that an event is about.
package struct TagReference: Sendable, Hashable {
    package let id: String
    package let name: String

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}
