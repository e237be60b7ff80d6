package import CRMCore
package import CRMDatabase

/// Orders refer to customers who were not there a moment ago, each named once: whoever keeps profiles makes them from
/// what the order knows.
package struct CustomersReferenced: DomainEvent {
    package let contacts: [CustomerContact]

    package init(contacts: [CustomerContact]) {
        self.contacts = contacts
    }
}

/// Orders for which these customers were made are taken back, and they have no others: whoever keeps profiles removes those
/// of which nothing more is known than the contact tells.
package struct CustomersWithdrawn: DomainEvent {
    package let contacts: [CustomerContact]

    package init(contacts: [CustomerContact]) {
        self.contacts = contacts
    }
}

/// What an order knows of its customer.
package struct CustomerContact: Sendable {
    package let customerID: CustomerID
    package let email: EmailAddress?
    package let phone: PhoneNumber?
    package let firstName: String?
    package let lastName: String?

    package init(
        customerID: CustomerID, email: EmailAddress?, phone: PhoneNumber?, firstName: String?, lastName: String?
    ) {
        self.customerID = customerID
        self.email = email
        self.phone = phone
        self.firstName = firstName
        self.lastName = lastName
    }
}

/// Orders of these customers changed; `totals` holds their metrics as they are now.
package struct OrdersChanged: DomainEvent {
    package let totals: [OrderTotals]

    package init(totals: [OrderTotals]) {
        self.totals = totals
    }
}

/// What a customer's qualifying orders come to.
package struct OrderTotals: Sendable, Hashable {
    package let customer: CustomerKey
    package let orders: Int
    /// Value net of refunds in minor units of the account's currency.
    package let spent: Int64
    package let firstOrderAt: Instant?
    package let lastOrderAt: Instant?

    package init(customer: CustomerKey, orders: Int, spent: Int64, firstOrderAt: Instant?, lastOrderAt: Instant?) {
        self.customer = customer
        self.orders = orders
        self.spent = spent
        self.firstOrderAt = firstOrderAt
        self.lastOrderAt = lastOrderAt
    }
}

/// RFM segments of customers were computed anew: the query gives `customer_id` and `rfm_segment` (NULL for a customer
/// without a score), for each customer that the computation covered. It may stand on rows staged by the publisher, so that
/// it is good only while the event is handled.
package struct SegmentsScored: DomainEvent {
    package let segments: SQL
    /// The day as of which they were computed.
    package let asOf: CalendarDay

    package init(segments: SQL, asOf: CalendarDay) {
        self.segments = segments
        self.asOf = asOf
    }
}

/// Churn risk and predicted value of customers were computed anew: the query gives `customer_id`, `churn_risk` and
/// `predicted_value` (either NULL where it is not known). It is good only while the event is handled.
package struct CustomersAnalysed: DomainEvent {
    package let figures: SQL

    package init(figures: SQL) {
        self.figures = figures
    }
}
