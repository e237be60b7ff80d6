package import CRMCore
package import CRMPlatform

/// The verbs of notes.
package struct Notes {
    let work: Work
    let store: NoteStore
    let directory: CustomerDirectory

    package init(_ work: Work) {
        self.work = work
        store = NoteStore(work)
        directory = CustomerDirectory(work)
    }

    /// Writes a note down about a customer.
    package func addCustomerNote(_ customerID: CustomerID, _ note: NoteText) throws -> CustomerNote {
        let customer = try directory.key(of: customerID)
        try directory.lock([customer])
        return try store.note(try store.insert(note, of: customer))
    }

    /// The note; throws ``NoteError/unknownNote``.
    package func note(_ id: String) throws -> CustomerNote {
        guard let note = try store.find(id) else { throw NoteError.unknownNote }
        return note
    }

    /// The note as it stays until this transaction changes it.
    func locked(_ id: String) throws -> CustomerNote {
        let found = try note(id)
        try directory.lock([found.customer])
        return try note(id)
    }

    /// The notes that match, page by page.
    package func list(_ filter: NoteFilter, _ listing: Listing) throws -> ListPage<CustomerNote> {
        var filter = filter
        if let customerID = filter.customerID { filter.customer = try directory.filterKey(customerID) }
        return try store.list(filter, listing)
    }

    /// Changes the given fields and keeps the note as it was; a change that changes nothing leaves no trace.
    func update(_ id: String, _ changes: NoteChanges) throws -> CustomerNote {
        let note = try locked(id)
        let text = changes.applied(to: note.text)
        guard text != note.text else { return note }
        guard note.version < NoteLimits.versions else { throw NoteError.tooManyVersions }
        try store.keepVersion(of: note)
        try store.update(note, text)
        return try store.note(note.key)
    }

    /// Removes a note with its history.
    package func remove(_ id: String) throws -> CustomerNote {
        let note = try locked(id)
        try store.delete(note.key)
        return note
    }

    /// What the note was before, page by page.
    package func history(_ id: String, _ times: ListTimes, _ listing: Listing) throws -> ListPage<NoteVersion> {
        try store.history(of: try note(id), times, listing)
    }
}

/// Which notes a list holds.
package struct NoteFilter: Sendable {
    var customerID: CustomerID?
    var noteType: NoteType?
    var priority: NotePriority?
    var isPinned: Bool?
    /// Only what somebody wants to be reminded of before this time, and what is not done yet.
    var dueBefore: Moment?
    let times: ListTimes
    /// The resolved `customerID`.
    var customer: CustomerKey?
}
