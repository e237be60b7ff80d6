package import CRMCore
import CRMDatabase
package import CRMPlatform

/// The verbs of NPS.
package struct NPSAnswers {
    let work: Work
    let store: NPSStore
    let directory: CustomerDirectory

    package init(_ work: Work) {
        self.work = work
        store = NPSStore(work)
        directory = CustomerDirectory(work)
    }

    /// Records an answer; one that is known already with the same content is left as it is.
    func record(_ told: ToldEvent<NPSFacts>) throws -> (answer: NPSAnswer, isNew: Bool) {
        let (outcomes, keys) = try take([told])
        switch outcomes[0] {
        case .refused(let error, _): throw error
        case .created: return (try found(store.find(key: keys[0])), true)
        case .unchanged: return (try found(told.event.flatMap { try store.find(event: $0) }), false)
        }
    }

    /// As ``record(_:)``, for many: a good one goes in whatever becomes of the others. One outcome each, in their order.
    package func record(_ told: [ToldEvent<NPSFacts>]) throws -> [EventOutcome] { try take(told).outcomes }

    private func take(_ told: [ToldEvent<NPSFacts>]) throws -> (outcomes: [EventOutcome], keys: [Int64]) {
        let intake = EventIntake(
            work: work, timeName: "answeredAt", known: store.known, taken: { NPSError.eventIDUsed($0) })
        let (outcomes, fresh) = try intake.sort(told)
        let keys = try store.insert(fresh)
        try tell(of: fresh.map(\.customer))
        return (outcomes, keys)
    }

    private func tell(of customers: [CustomerKey]) throws {
        if !customers.isEmpty { try work.publish(SignalsChanged(customers: Set(customers))) }
    }

    /// The answer; throws ``NPSError/unknownAnswer``.
    package func answer(_ id: String) throws -> NPSAnswer { try found(store.find(id: id)) }

    private func found(_ answer: NPSAnswer?) throws -> NPSAnswer {
        guard let answer else { throw NPSError.unknownAnswer }
        return answer
    }

    /// The answer as it stays until this transaction removes it.
    func locked(_ id: String) throws -> NPSAnswer {
        try directory.lock([try answer(id).customer])
        return try answer(id)
    }

    /// The answers that match, page by page.
    package func list(_ filter: NPSFilter, _ listing: Listing) throws -> ListPage<NPSAnswer> {
        var filter = filter
        if let customerID = filter.customerID { filter.customer = try directory.filterKey(customerID) }
        return try store.list(filter, listing)
    }

    /// Removes an answer that was told by mistake; its `eventId` is free again.
    package func remove(_ id: String) throws -> NPSAnswer {
        let answer = try locked(id)
        try store.delete(answer.key)
        try tell(of: [answer.customer])
        return answer
    }

    /// The account's score in a period: each customer counts once, with the latest answer in it.
    package func score(in period: ClosedRange<CalendarDay>) throws -> NPSSummary {
        let calendar = work.account.calendar
        let counts = try store.latestAnswers(
            from: calendar.start(of: period.lowerBound), before: calendar.start(of: period.upperBound.advanced(days: 1))
        )
        return NPSSummary(period: period, counts: counts)
    }
}
