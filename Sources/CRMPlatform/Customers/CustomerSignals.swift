package import CRMCore

/// What is known of a customer beyond the orders.
package struct CustomerSignals: Sendable {
    /// By kind and day of the account.
    package var activity: [Activity]
    /// The last answer to "would you recommend us", 0…10.
    package var npsScore: Int?

    package init(activity: [Activity] = [], npsScore: Int? = nil) {
        self.activity = activity
        self.npsScore = npsScore
    }
}

/// A feature that knows something of customers: it reads it for many of them at once. Whoever computes from it is handed
/// the sources, so that neither knows the other.
package struct SignalSource: Sendable {
    /// Those of the customers of whom something is known, with their activity since the day.
    package let read: Reader

    package typealias Reader =
        @Sendable (_ customers: CustomerSet, _ since: CalendarDay, Work) throws -> [CustomerKey: CustomerSignals]

    package init(_ read: @escaping Reader) {
        self.read = read
    }
}

/// Signals of these customers changed: whoever computes from them does so anew.
package struct SignalsChanged: DomainEvent {
    package let customers: Set<CustomerKey>

    package init(customers: Set<CustomerKey>) {
        self.customers = customers
    }
}
