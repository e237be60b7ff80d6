package import CRMCore
import CRMDatabase
package import CRMPlatform

/// The verbs of orders.
package struct OrderBook {
    let work: Work
    let store: OrderStore
    let directory: CustomerDirectory

    package init(_ work: Work) {
        self.work = work
        store = OrderStore(work)
        directory = CustomerDirectory(work)
    }

    /// Records orders in the versions that callers told; a good one goes in whatever becomes of the others. One outcome
    /// for each input, in their order.
    ///
    /// Customers who are not known yet are made; the metrics and what follows from them change in this transaction.
    package func record(_ inputs: [OrderInput]) throws -> [UpsertOutcome] {
        var outcomes: [UpsertOutcome] = []
        var told = ToldOrders()
        var indices: [Int] = []
        for (index, input) in inputs.enumerated() {
            do throws(InvalidRequest) {
                told.append(try OrderDraft(input, account: work.account, now: work.now), input.contact)
                indices.append(index)
                outcomes.append(.unchanged)
            } catch {
                outcomes.append(.rejected(error))
            }
        }
        for (index, outcome) in zip(indices, try record(told)) { outcomes[index] = outcome }
        return outcomes
    }

    /// As ``record(_:)-([OrderInput])``, for orders that were held to the rules before. One outcome each, in their order.
    /// What is needed to take them back is noted in the journal.
    func record(_ told: ToldOrders, noting journal: ImportJournal? = nil) throws -> [UpsertOutcome] {
        guard !told.orders.isEmpty else { return [] }
        let customers = try directory.keys(of: told.contacts.map(\.customerID))
        let known = try lockedVersions(of: told.orders.map(\.draft.orderID), told: customers.compactMap { $0 })
        var outcomes: [UpsertOutcome] = []
        outcomes.reserveCapacity(told.orders.count)
        var changes: [OrderChange] = []
        changes.reserveCapacity(told.orders.count)
        var places: [OrderID: Int] = [:]
        for order in told.orders {
            let orderID = order.draft.orderID
            let place = told.isAscending ? nil : places[orderID]
            let earlier = place.map { changes[$0] }
            let customer = customers[order.customer] ?? .nobody
            let stored = earlier?.asKnown ?? (known.isEmpty ? nil : known[orderID])
            let change =
                stored.map { OrderChange(order, customer: customer, replacing: $0, earlier) }
                ?? OrderChange(order, customer: customer)
            outcomes.append(change.outcome)
            guard change.isWritten else { continue }
            if let place {
                changes[place] = change
            } else {
                if !told.isAscending { places[orderID] = changes.count }
                changes.append(change)
            }
        }
        // Orders get their keys in the order of their ids, so that the same input gives the same database.
        if !told.isAscending { changes.sort { $0.draft.orderID.value < $1.draft.orderID.value } }
        try makeCustomers(of: &changes, told, noting: journal)
        if let journal { try note(changes, in: journal) }
        try write(changes)
        return outcomes
    }

    /// Makes the customers of changes who were not known; a refused or outdated order makes none.
    private func makeCustomers(
        of changes: inout [OrderChange], _ told: ToldOrders, noting journal: ImportJournal?
    ) throws {
        let places = Set(changes.filter { $0.customer == .nobody }.compactMap(\.contact)).sorted()
        guard !places.isEmpty else { return }
        let contacts = places.map { told.contacts[$0] }
        for contact in contacts { journal?.note(ImportTrace(making: contact)) }
        try work.publish(CustomersReferenced(contacts: contacts))
        let keys = Dictionary(zip(places, try directory.keys(of: contacts.map(\.customerID)))) { first, _ in first }
        for index in changes.indices where changes[index].customer == .nobody {
            // Removed between the two look-ups: a collision.
            guard let key = changes[index].contact.flatMap({ keys[$0] ?? nil }) else {
                throw DatabaseError.serialization
            }
            changes[index].customer = key
        }
    }

    /// The known versions of the orders, with every customer locked whom they or the told ones belong to.
    func lockedVersions(
        of orderIDs: [OrderID], told: some Sequence<CustomerKey>
    ) throws -> [OrderID: StoredOrder] {
        let known = try store.versions(of: orderIDs)
        guard work.session.dialect.hasConcurrentWriters else { return known }
        let locked = Set(told).union(known.values.map(\.customer))
        try directory.lock(locked)
        // Only what is read under the lock counts; an order that has moved meanwhile is a collision.
        let current = try store.versions(of: orderIDs)
        guard current.values.allSatisfy({ locked.contains($0.customer) }) else { throw DatabaseError.serialization }
        return current
    }

    private func write(_ changes: [OrderChange]) throws {
        guard !changes.isEmpty else { return }
        let touched = try store.write(changes)
        try work.publish(OrdersWritten(changes: changes))
        try work.publish(OrdersChanged(totals: try store.totals(of: touched)))
    }

    /// The order; throws ``OrderError/unknownOrder(_:)``.
    package func order(_ orderID: OrderID) throws -> Order {
        guard let order = try store.orders([orderID]).first else { throw OrderError.unknownOrder(orderID) }
        return order
    }

    /// The orders that match, page by page.
    package func list(_ filter: OrderFilter, _ listing: Listing) throws -> ListPage<Order> {
        var filter = filter
        if let customerID = filter.customerID { filter.customer = try directory.filterKey(customerID) }
        return try store.list(filter, listing)
    }

    /// Gives money back for an order; the same `refundID` again changes nothing.
    ///
    /// Without amount and lines the whole rest is refunded. An order whose total is given back in full is `refunded`.
    func refund(_ orderID: OrderID, _ refund: RefundRequest) throws -> (order: Order, isNew: Bool) {
        let found = try order(orderID)
        let customer = try directory.key(of: found.customerID)
        guard let stored = try lockedVersions(of: [orderID], told: [customer])[orderID] else {
            throw OrderError.unknownOrder(orderID)
        }
        let order = try order(orderID)
        if let known = order.refunds.first(where: { $0.refundID == refund.refundID }) {
            guard try refund.isSame(as: known, of: order) else { throw OrderError.refundIDUsed(known.refundID) }
            return (order, false)
        }
        let (amount, lines) = try refund.terms(of: order)
        guard order.refunds.count < OrderLimits.refunds else { throw OrderError.tooManyRefunds }
        let rest = order.total.minorUnits - order.refundedAmount.minorUnits
        guard amount > 0, amount <= rest else {
            throw OrderError.refundExceedsTotal(rest: Money(minorUnits: rest, currency: order.total.currency))
        }
        let entry = Refund(
            refundID: refund.refundID ?? work.entropy.id(at: work.now).text,
            amount: Money(minorUnits: amount, currency: order.total.currency),
            refundedAt: refund.refundedAt ?? work.now, reason: refund.reason, lines: lines)
        // The version stays: it is the shop's clock that tells which of its messages is the newest.
        let draft = OrderDraft(
            order, adding: entry, status: amount == rest ? .refunded : order.status, version: order.updatedAt,
            accountCurrency: work.account.currency)
        let told = ToldOrders.Order(draft: draft, fingerprint: draft.fingerprint, customer: 0)
        try write([OrderChange(told, customer: stored.customer, replacing: stored)])
        return (try self.order(orderID), true)
    }
}

extension OrderInput {
    var contact: CustomerContact {
        CustomerContact(customerID: customerID, email: email, phone: phone, firstName: firstName, lastName: lastName)
    }
}
