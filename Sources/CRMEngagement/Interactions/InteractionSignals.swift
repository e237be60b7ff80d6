import CRMCore
import CRMDatabase
package import CRMPlatform

/// What interactions tell of how lively a customer is, and what they add to the stream of a customer.
package enum InteractionSignals {
    package static let source = SignalSource { customers, since, work in
        try InteractionStore(work).signals(of: customers, since: since)
    }

    /// Custom events with these names tell that something was put into a cart.
    static let cartNames = ["cart", "add_to_cart"]
}

extension InteractionFacts {
    /// What it counts as; nil for what tells nothing of a customer's liveliness. Purchases are known from the orders.
    var activity: ActivityKind? {
        switch interactionType {
        case .visit: .visit
        case .review: .review
        case .feedback: .feedback
        case .support: .support
        case .productReturn: .productReturn
        case .purchase: nil
        case .custom: InteractionSignals.cartNames.contains(name ?? "") ? .cart : nil
        }
    }
}

extension InteractionStore {
    /// How often each of the customers did what, day by day since the first day.
    func signals(of customers: CustomerSet, since day: CalendarDay) throws -> [CustomerKey: CustomerSignals] {
        var signals: [CustomerKey: CustomerSignals] = [:]
        let carts = InteractionSignals.cartNames.map { "\($0)" as SQL }.joined(separator: ", ")
        try work.session.forEach(
            """
            SELECT n.customer_id, n.interaction_type, CASE WHEN n.interaction_type = 'custom' THEN n.name END,
                n.occurred_day, count(*)
            FROM customer_interactions AS n
            WHERE n.user_id = \(work.account.key)
                AND \(customers.condition("n.customer_id"))
                AND n.occurred_at >= \(work.account.calendar.start(of: day))
                AND n.interaction_type <> 'purchase'
                AND (n.interaction_type <> 'custom' OR n.name IN (\(carts)))
            GROUP BY 1, 2, 3, 4
            """
        ) { row in
            let customer = try row.read(CustomerKey.self)
            var facts = InteractionFacts(try row.read())
            facts.name = try row.read()
            let (day, count): (CalendarDay, Int) = (try row.read(), try row.read())
            guard let kind = facts.activity else { return }
            signals[customer, default: CustomerSignals()].activity.append(Activity(kind, on: day, count: count))
        }
        return signals
    }
}
