import CRMCore
import CRMPlatform

/// Orders on their way into the book, each customer among them named once.
struct ToldOrders: Sendable {
    private(set) var orders: [Order] = []
    /// One contact a customer: the first that tells an e-mail address, or else the first.
    private(set) var contacts: [CustomerContact] = []
    private var places: [CustomerID: Int] = [:]
    /// True while every order's id is greater than the one before: then none comes twice.
    private(set) var isAscending = true

    struct Order: Sendable {
        let draft: OrderDraft
        /// The content digest, made here since that costs as much as a look-up.
        let fingerprint: Int64
        /// The place of the customer in ``ToldOrders/contacts``.
        let customer: Int
    }

    mutating func append(_ draft: OrderDraft, _ contact: CustomerContact) {
        if let last = orders.last, last.draft.orderID.value >= draft.orderID.value { isAscending = false }
        let customer: Int
        if let place = places[contact.customerID] {
            customer = place
            if contacts[place].email == nil, contact.email != nil { contacts[place] = contact }
        } else {
            customer = contacts.count
            places[contact.customerID] = customer
            contacts.append(contact)
        }
        orders.append(Order(draft: draft, fingerprint: draft.fingerprint, customer: customer))
    }
}
