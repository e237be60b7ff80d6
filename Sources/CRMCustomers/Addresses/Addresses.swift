package import CRMCore
package import CRMPlatform

/// The verbs of addresses.
package struct Addresses {
    let work: Work
    let store: AddressStore
    let directory: CustomerDirectory

    package init(_ work: Work) {
        self.work = work
        store = AddressStore(work)
        directory = CustomerDirectory(work)
    }

    /// Gives the customer a further address. The first of a type becomes its default unless the draft says otherwise.
    package func add(_ draft: AddressDraft, to customerID: CustomerID) throws -> CustomerAddress {
        let customer = try directory.lockedKey(of: customerID)
        if let code = draft.postalCode { try PostalCode.check(code, of: draft.country) }
        guard try store.count(of: customer) < AddressLimits.perCustomer else { throw AddressError.tooMany }
        let isDefault = try draft.isDefault ?? !store.has(draft.addressType, of: customer)
        if isDefault { try store.clearDefault(of: customer, draft.addressType) }
        return try store.address(try store.insert(draft, of: customer, isDefault: isDefault))
    }

    /// The address; throws ``AddressError/unknownAddress``.
    package func address(_ id: String) throws -> CustomerAddress {
        guard let address = try store.find(id) else { throw AddressError.unknownAddress }
        return address
    }

    /// The address as it stays until this transaction changes it.
    func locked(_ id: String) throws -> CustomerAddress {
        let found = try address(id)
        try directory.lock([found.customer])
        return try address(id)
    }

    /// The addresses that match, page by page.
    package func list(_ filter: AddressFilter, _ listing: Listing) throws -> ListPage<CustomerAddress> {
        var filter = filter
        if let customerID = filter.customerID { filter.customer = try directory.filterKey(customerID) }
        return try store.list(filter, listing)
    }

    /// Changes the given fields. An address that moves to another type is to that type like a new one, and to the type
    /// that it leaves like one that is removed.
    package func update(_ id: String, _ changes: AddressChanges) throws -> CustomerAddress {
        let before = try locked(id)
        let type = changes.addressType ?? before.addressType
        let country = changes.country ?? before.country
        let code = changes.postalCode.applied(to: before.postalCode)
        if let code, code != before.postalCode || country != before.country {
            try PostalCode.check(code, of: country)
        }
        let isMoved = type != before.addressType
        let isDefault =
            try changes.isDefault ?? (isMoved ? !store.has(type, of: before.customer) : before.isDefault)
        if isDefault, isMoved || !before.isDefault { try store.clearDefault(of: before.customer, type) }
        try store.update(before.key, changes, isDefault: isDefault == before.isDefault ? nil : isDefault)
        if isMoved, before.isDefault { try store.promoteNewest(of: before.customer, before.addressType) }
        return try store.address(before.key)
    }

    /// Removes an address; when it was the default of its type, the newest one left becomes it.
    package func remove(_ id: String) throws -> CustomerAddress {
        let address = try locked(id)
        try store.delete(address.key)
        if address.isDefault { try store.promoteNewest(of: address.customer, address.addressType) }
        return address
    }
}

/// Which addresses a list holds.
package struct AddressFilter: Sendable {
    var customerID: CustomerID?
    var addressType: AddressType?
    var country: Country?
    let times: ListTimes
    /// The resolved `customerID`.
    var customer: CustomerKey?
}
