import CRMCore
import CRMDatabase
package import CRMPlatform

/// The verbs of interactions.
package struct Interactions {
    let work: Work
    let store: InteractionStore
    let directory: CustomerDirectory

    package init(_ work: Work) {
        self.work = work
        store = InteractionStore(work)
        directory = CustomerDirectory(work)
    }

    /// Records what a customer did; an event that is known already with the same content is left as it is.
    func record(_ told: ToldEvent<InteractionFacts>) throws -> (interaction: CustomerInteraction, isNew: Bool) {
        let (outcomes, keys) = try take([told])
        switch outcomes[0] {
        case .refused(let error, _): throw error
        case .created: return (try interaction(key: keys[0]), true)
        case .unchanged:
            guard let event = told.event, let known = try store.find(event: event) else {
                throw DatabaseError.serialization
            }
            return (known, false)
        }
    }

    /// As ``record(_:)``, for many: a good one goes in whatever becomes of the others. One outcome each, in their order.
    package func record(_ told: [ToldEvent<InteractionFacts>]) throws -> [EventOutcome] { try take(told).outcomes }

    private func take(_ told: [ToldEvent<InteractionFacts>]) throws -> (outcomes: [EventOutcome], keys: [Int64]) {
        let intake = EventIntake(
            work: work, timeName: "occurredAt", known: store.known, taken: { InteractionError.eventIDUsed($0) })
        let (outcomes, fresh) = try intake.sort(told)
        let keys = try store.insert(fresh)
        try tell(of: fresh.map { ($0.customer, $0.facts) })
        return (outcomes, keys)
    }

    /// Whoever computes from signals hears of those customers whose signals changed.
    private func tell(of changes: [(customer: CustomerKey, facts: InteractionFacts)]) throws {
        let customers = Set(changes.filter { $0.facts.activity != nil }.map(\.customer))
        if !customers.isEmpty { try work.publish(SignalsChanged(customers: customers)) }
    }

    /// The interaction; throws ``InteractionError/unknownInteraction``.
    package func interaction(_ id: String) throws -> CustomerInteraction {
        guard let interaction = try store.find(id: id) else { throw InteractionError.unknownInteraction }
        return interaction
    }

    private func interaction(key: Int64) throws -> CustomerInteraction {
        guard let interaction = try store.find(key: key) else { throw InteractionError.unknownInteraction }
        return interaction
    }

    /// The interaction as it stays until this transaction removes it.
    func locked(_ id: String) throws -> CustomerInteraction {
        try directory.lock([try interaction(id).customer])
        return try interaction(id)
    }

    /// The interactions that match, page by page.
    package func list(_ filter: InteractionFilter, _ listing: Listing) throws -> ListPage<CustomerInteraction> {
        try store.list(try resolved(filter), listing)
    }

    /// How many stars were given; of an unknown customer none.
    func ratings(_ filter: InteractionFilter) throws -> RatingSummary {
        RatingSummary(counts: try store.ratings(try resolved(filter)))
    }

    private func resolved(_ filter: InteractionFilter) throws -> InteractionFilter {
        var filter = filter
        filter.customer = try filter.customerID.map { try directory.filterKey($0) }
        return filter
    }

    /// Removes an event that was told by mistake; its `eventId` is free again.
    package func remove(_ id: String) throws -> CustomerInteraction {
        let interaction = try locked(id)
        try store.delete(interaction.key)
        try tell(of: [(interaction.customer, interaction.facts)])
        return interaction
    }
}

/// Which interactions a list holds.
package struct InteractionFilter: Sendable {
    var customerID: CustomerID?
    var interactionType: InteractionType?
    var name: String?
    var sku: String?
    /// Stars.
    var rating: Int?
    var occurredAfter: Moment?
    var occurredBefore: Moment?
    var times: ListTimes?
    /// The resolved `customerID`.
    var customer: CustomerKey?
}
