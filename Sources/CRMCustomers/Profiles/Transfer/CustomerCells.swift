import CRMCore
import CRMPlatform

/// What a row of a file says of one customer, read from its cells but not held to the rules yet; nil is an empty cell.
struct CustomerCells {
    var customerID: String
    var firstName: String?
    var lastName: String?
    var email: String?
    var phone: String?
    var companyName: String?
    var customerType: String?
    var source: String?
    var status: String?
    var statusSource: String?
    var birthday: CalendarDay?
    var language: String?
    var timeZone: String?
    var doNotContact: Bool?
    var attributes: [JSON.Member] = []
}

/// One customer of a file: the given cells as changes.
struct ToldCustomer: Sendable {
    let customerID: CustomerID
    let changes: ProfileChanges

    /// Holds the cells to the rules of ``CustomerFields``; nil when a mistake was noted.
    init?(_ cells: CustomerCells, _ sink: ErrorSink) {
        let customerID = CustomerFields.customerID.read(cells.customerID, sink)
        var changes = ProfileChanges()
        changes.firstName = Patch(CustomerFields.firstName.read(cells.firstName?.oneLine, sink))
        changes.lastName = Patch(CustomerFields.lastName.read(cells.lastName?.oneLine, sink))
        changes.email = Patch(CustomerFields.email.read(cells.email, sink))
        changes.phone = Patch(CustomerFields.phone.read(cells.phone, sink))
        changes.companyName = Patch(CustomerFields.companyName.read(cells.companyName?.oneLine, sink))
        changes.customerType = CustomerFields.customerType.read(cells.customerType?.lowercased(), sink)
        changes.source = CustomerFields.source.read(cells.source?.lowercased(), sink)
        let status = CustomerFields.status.read(cells.status?.lowercased(), sink)
        let statusSource = CustomerFields.statusSource.read(cells.statusSource?.lowercased(), sink)
        changes.status = statusSource == .automatic ? .clear : Patch(status)
        changes.birthday = Patch(cells.birthday)
        changes.language = Patch(CustomerFields.language.read(cells.language, sink))
        changes.timeZone = Patch(CustomerFields.timeZone.read(cells.timeZone, sink))
        changes.doNotContact = cells.doNotContact
        if !cells.attributes.isEmpty {
            changes.attributes = CustomerFields.attributes.read(.object(cells.attributes), sink)
        }
        guard let customerID, sink.errors.isEmpty else { return nil }
        self.customerID = customerID
        self.changes = changes
    }
}

extension Patch {
    /// An empty cell keeps what is known.
    fileprivate init(_ value: Value?) { self = value.map(Patch.set) ?? .keep }
}
