package import CRMCore
package import CRMPlatform

/// The verbs of communications.
package struct Communications {
    let work: Work
    let store: CommunicationStore
    let directory: CustomerDirectory

    package init(_ work: Work) {
        self.work = work
        store = CommunicationStore(work)
        directory = CustomerDirectory(work)
    }

    /// Logs a message between the shop and the customer, with the status that it had at `occurredAt` (now when nil; at
    /// most five minutes ahead). Nothing is sent, and nothing speaks against writing down what happened: whether a
    /// customer may be contacted is asked before (``Work/mayContact(_:by:for:about:at:)``).
    ///
    /// A message of the same customer that the provider knows by the same id is logged already: it comes back as it is
    /// known. Throws ``UnknownCustomer``.
    package func logCommunication(
        _ customerID: CustomerID, _ message: LoggedMessage, status: CommunicationStatus? = nil,
        occurredAt: Instant? = nil
    ) throws -> (communication: CustomerCommunication, isNew: Bool) {
        let time = try past(occurredAt)
        let customer = try directory.lockedKey(of: customerID)
        if let id = message.providerMessageID, let known = try store.find(id, of: customer) { return (known, false) }
        let status = status ?? .standard(message.direction)
        // Whatever came further was sent, at that time at the latest.
        let told: [CommunicationStatus] = status.isSent && status != .sent ? [.sent, status] : [status]
        let state = told.dropFirst().reduce(CommunicationState(told[0], at: time)) { $0.after($1, at: time) }
        let key = try store.insert(message, state, of: customer)
        try store.append(told.map { ($0, time) }, to: key, of: customer)
        let communication = try store.communication(key)
        if !communication.responses.activities.isEmpty { try work.publish(SignalsChanged(customers: [customer])) }
        return (communication, true)
    }

    /// The latest messages of the customer, at most `limit`; of an unknown customer none.
    package func getCustomerCommunications(
        _ customerID: CustomerID, limit: Int = PageRequest.defaultLimit
    ) throws -> [CustomerCommunication] {
        let listing = Listing(PageRequest(limit: limit, offset: 0), sort: Communications.standardSort)
        return try list(CommunicationFilter(customerID: customerID), listing).data
    }

    /// The list's order unless told otherwise: what was logged last comes first.
    static let standardSort = SortOrder(CommunicationStore.sortKeys[0], descending: true)

    /// The messages that match, page by page.
    package func list(
        _ filter: CommunicationFilter, _ listing: Listing
    ) throws -> ListPage<CustomerCommunication> {
        var filter = filter
        if let customerID = filter.customerID { filter.customer = try directory.filterKey(customerID) }
        return try store.list(filter, listing)
    }

    /// The message; throws ``CommunicationError/unknownCommunication``.
    package func communication(_ id: String) throws -> CustomerCommunication {
        guard let communication = try store.find(id) else { throw CommunicationError.unknownCommunication }
        return communication
    }

    /// Takes in what happened to a message, in whatever order it is told. An event that is known already, by its id or
    /// by its status and time, changes nothing. Throws ``CommunicationError``.
    package func record(
        _ news: CommunicationNews, of id: String
    ) throws -> (communication: CustomerCommunication, isNew: Bool) {
        let time = try past(news.occurredAt)
        try directory.lock([try communication(id).customer])
        let communication = try communication(id)
        if let eventID = news.eventID, let status = try store.status(eventID, of: communication) {
            guard status == news.status else { throw CommunicationError.eventIDUsed }
            return (communication, false)
        }
        if try store.isKnown(news.status, at: time, of: communication) { return (communication, false) }
        let state = communication.state.after(news.status, at: time)
        let isChanged = state != communication.state
        if !isChanged, try store.hasManyEvents(communication) { return (communication, false) }
        try store.append(
            [(news.status, time)], eventID: news.eventID, metadata: news.metadata, to: communication.key,
            of: communication.customer)
        guard isChanged else { return (communication, true) }
        try store.update(communication, state)
        let changed = try store.communication(communication.key)
        if changed.responses != communication.responses {
            try work.publish(SignalsChanged(customers: [communication.customer]))
        }
        return (changed, true)
    }

    /// What happened to the message, page by page.
    package func events(
        _ id: String, _ times: ListTimes, _ listing: Listing
    ) throws -> ListPage<CommunicationEvent> {
        try store.events(of: try communication(id), times, listing)
    }

    /// The time told, or now; a clock may be a little fast.
    private func past(_ told: Instant?) throws -> Instant {
        guard let told, told > work.now else { return told ?? work.now }
        guard told <= work.now.advanced(milliseconds: CommunicationLimits.clockTolerance) else {
            throw InvalidRequest([
                FieldError(
                    pointer: "/occurredAt", code: "field.range", detail: "must not lie ahead: it is when it happened")
            ])
        }
        return work.now
    }
}

/// Which messages a list holds.
package struct CommunicationFilter: Sendable {
    var customerID: CustomerID?
    var communicationType: CommunicationType?
    var channel: String?
    var direction: CommunicationDirection?
    var status: CommunicationStatus?
    var campaignID: String?
    var providerMessageID: String?
    var sentAfter: Moment?
    var sentBefore: Moment?
    var times = ListTimes()
    /// The resolved `customerID`.
    var customer: CustomerKey?
}
