package import CRMCore
import CRMDatabase
package import CRMPlatform

/// The verbs of orders.
package struct OrderBook {
    private let work: Work
    private let store: OrderStore
    private let directory: CustomerDirectory

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
        var drafts: [(index: Int, draft: OrderDraft)] = []
        var contacts: [CustomerContact] = []
        for (index, input) in inputs.enumerated() {
            do throws(InvalidRequest) {
                drafts.append((index, try OrderDraft(input, account: work.account, now: work.now)))
                contacts.append(input.contact)
                outcomes.append(.unchanged)
            } catch {
                outcomes.append(.rejected(error))
            }
        }
        for (index, outcome) in try record(drafts, contacts: contacts) { outcomes[index] = outcome }
        return outcomes
    }

    private func record(
        _ drafts: [(index: Int, draft: OrderDraft)], contacts: [CustomerContact]
    ) throws -> [(Int, UpsertOutcome)] {
        guard !drafts.isEmpty else { return [] }
        try work.publish(CustomersReferenced(contacts: contacts.firstOfEachCustomer()))
        let customers = try directory.find(drafts.map(\.draft.customerID))
        var known = try lockedVersions(of: drafts.map(\.draft.orderID), told: customers.values)
        var outcomes: [(Int, UpsertOutcome)] = []
        var changes: [OrderID: OrderChange] = [:]
        for (index, draft) in drafts {
            guard let customer = customers[draft.customerID] else { continue }
            let change = OrderChange(draft, customer: customer, replacing: known[draft.orderID], changes[draft.orderID])
            outcomes.append((index, change.outcome))
            guard change.isWritten else { continue }
            changes[draft.orderID] = change
            known[draft.orderID] = change.asKnown
        }
        try write(Array(changes.values))
        return outcomes
    }

    /// The known versions of the orders, with every customer locked whom they or the told ones belong to.
    private func lockedVersions(
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
        // Orders get their keys in the order of their ids, so that the same input gives the same database.
        let ordered = changes.sorted { $0.draft.orderID.value < $1.draft.orderID.value }
        try store.write(ordered)
        let touched = ordered.flatMap { [$0.customer, $0.stored?.customer].compactMap { $0 } }
        try work.publish(OrdersChanged(totals: try store.totals(of: Set(touched))))
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
        let amount = try refund.amount(of: order)
        if let known = order.refunds.first(where: { $0.refundID == refund.refundID }) {
            guard refund.amount == nil || amount == known.amount.minorUnits else {
                throw OrderError.refundIDUsed(known.refundID)
            }
            return (order, false)
        }
        guard order.refunds.count < OrderLimits.refunds else { throw OrderError.tooManyRefunds }
        let rest = order.total.minorUnits - order.refundedAmount.minorUnits
        guard amount > 0, amount <= rest else {
            throw OrderError.refundExceedsTotal(rest: Money(minorUnits: rest, currency: order.total.currency))
        }
        let entry = Refund(
            refundID: refund.refundID ?? work.entropy.id(at: work.now).text,
            amount: Money(minorUnits: amount, currency: order.total.currency),
            refundedAt: refund.refundedAt ?? work.now, reason: refund.reason)
        // The version stays: it is the shop's clock that tells which of its messages is the newest.
        let draft = OrderDraft(
            order, adding: entry, status: amount == rest ? .refunded : order.status, version: order.updatedAt,
            accountCurrency: work.account.currency)
        try write([OrderChange(draft, customer: stored.customer, replacing: stored, nil)])
        return (try self.order(orderID), true)
    }
}

extension OrderInput {
    var contact: CustomerContact {
        CustomerContact(customerID: customerID, email: email, phone: phone, firstName: firstName, lastName: lastName)
    }
}

extension [CustomerContact] {
    /// One contact a customer: the first that tells an e-mail address, or else the first.
    fileprivate func firstOfEachCustomer() -> [CustomerContact] {
        var places: [CustomerID: Int] = [:]
        var result: [CustomerContact] = []
        for contact in self {
            if let place = places[contact.customerID] {
                if result[place].email == nil, contact.email != nil { result[place] = contact }
            } else {
                places[contact.customerID] = result.count
                result.append(contact)
            }
        }
        return result
    }
}
