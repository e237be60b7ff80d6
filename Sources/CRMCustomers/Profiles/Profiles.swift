package import CRMCore
import CRMDatabase
package import CRMPlatform

/// The verbs of customer profiles.
package struct Profiles {
    let work: Work
    let store: ProfileStore
    let directory: CustomerDirectory
    var search: ProfileSearchStore { ProfileSearchStore(work) }

    package init(_ work: Work) {
        self.work = work
        store = ProfileStore(work)
        directory = CustomerDirectory(work)
    }

    /// The profile of the customer; one that is not there yet is made from the data. An existing one stays as it is.
    package func getOrCreateCustomerProfile(
        _ customerID: CustomerID, _ data: CustomerData = CustomerData()
    ) throws -> (profile: CustomerProfile, isNew: Bool) {
        guard let key = try directory.register(customerID) else {
            return (try store.profile(directory.key(of: customerID)), false)
        }
        let profile = try store.create(key, customerID, data)
        if data.tags.isEmpty, !data.doNotContact { return (profile, true) }
        if data.doNotContact { try tell([key], isBlocked: true, source: Profiles.source) }
        if !data.tags.isEmpty { try Tags(work).replace(data.tags, of: key) }
        return (try store.profile(key), true)
    }

    /// The profile as it stays until this transaction changes it.
    func locked(_ customerID: CustomerID) throws -> CustomerProfile {
        let key = try directory.lockedKey(of: customerID)
        return try store.profile(key)
    }

    /// Changes the given fields of a profile; `source` says where they were told.
    package func update(
        _ customerID: CustomerID, _ changes: ProfileChanges, source: String = Profiles.source
    ) throws -> CustomerProfile {
        let key = try directory.lockedKey(of: customerID)
        if let isBlocked = changes.doNotContact, try store.isBlocked(key) != isBlocked {
            try tell([key], isBlocked: isBlocked, source: source)
        }
        let attributes = try changes.attributes.map { try store.attributes(of: key).changed(by: $0) }
        try store.update(key, changes, attributes: attributes)
        if let tags = changes.tags { try Tags(work).replace(tags, of: key) }
        if changes.putsStatusOnAutomatic { try store.refreshAutomaticStatus(of: key) }
        return try store.profile(key)
    }

    /// Where a decision was told that came with the profile.
    package static let source = "profile"

    /// Puts it on record that customers are not to be contacted any more, or may be again.
    func tell(_ customers: [CustomerKey], isBlocked: Bool, source: String) throws {
        guard !customers.isEmpty else { return }
        try work.publish(DoNotContactChanged(customers, isBlocked: isBlocked, source: source))
    }

    /// The profiles that match, page by page.
    package func list(_ filter: ProfileFilter, _ listing: Listing) throws -> ListPage<CustomerProfile> {
        let filter = try resolved(filter)
        guard let query = filter.query else { return try store.list(filter, listing) }
        return try store.list(filter, query, exact: try exact(query), listing)
    }

    /// The customers that match, as a query of one column, `customer_id`: those that the list would show.
    func keys(_ filter: ProfileFilter) throws -> SQL {
        let filter = try resolved(filter)
        guard let query = filter.query else { return store.keys(filter) }
        return store.keys(filter, query, exact: try exact(query))
    }

    /// The filter with what it names looked up.
    private func resolved(_ filter: ProfileFilter) throws -> ProfileFilter {
        var filter = filter
        if let tag = filter.tag { filter.tagKey = try TagStore(work).key(of: tag) ?? TagStore.noKey }
        if filter.query != nil {
            if try search.isPending() { throw ProfileSearchError.pending }
        } else if filter.customerID == nil {
            // Whoever is asked for by id is shown, archived or not.
            filter.isArchived = filter.isArchived ?? false
        }
        return filter
    }

    /// The customer whose id the query is.
    private func exact(_ query: ProfileQuery) throws -> CustomerKey? {
        try query.customerID.flatMap { try directory.find($0) }
    }

    /// Sets the automatic status of customers whose time as newcomers is over, at most `limit`, the oldest first; gives how
    /// many were due.
    package func ageNewcomers(limit: Int) throws -> Int {
        let due = try store.agedNewcomers(limit: limit)
        try directory.lock(due)
        try store.refreshAutomaticStatus(of: due)
        return due.count
    }

    /// Makes profiles for the customers of orders; those whom another transaction has made meanwhile stay as they are.
    func ensureExist(_ contacts: [CustomerContact]) throws {
        let keys = try directory.register(contacts.map(\.customerID))
        try store.insert(
            contacts.map { contact in
                var data = CustomerData()
                data.firstName = contact.firstName
                data.lastName = contact.lastName
                data.email = contact.email
                data.phone = contact.phone
                return (contact.customerID, data)
            }, keys: keys)
    }
}

/// The fields that an update changes.
package struct ProfileChanges: Sendable {
    var firstName = Patch<String>.keep
    var lastName = Patch<String>.keep
    var email = Patch<EmailAddress>.keep
    var phone = Patch<PhoneNumber>.keep
    var companyName = Patch<String>.keep
    var customerType: CustomerType?
    var source: CustomerSource?
    /// Cleared: back to automatic.
    var status = Patch<CustomerStatus>.keep
    var birthday = Patch<CalendarDay>.keep
    var language = Patch<String>.keep
    var timeZone = Patch<String>.keep
    var doNotContact: Bool?
    var attributes: CustomerAttributes?
    /// All tags that the customer is to have.
    var tags: [TagName]?

    /// Whether a field changes that the profile is found by.
    var touchSearch: Bool {
        [firstName.isChange, lastName.isChange, companyName.isChange, email.isChange, phone.isChange].contains(true)
    }

    var putsStatusOnAutomatic: Bool {
        if case .clear = status { true } else { false }
    }
}

extension Patch {
    fileprivate var isChange: Bool {
        if case .keep = self { false } else { true }
    }
}
