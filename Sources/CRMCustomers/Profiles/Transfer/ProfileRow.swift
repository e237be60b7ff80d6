import CRMCore
import CRMDatabase
import CRMPlatform

/// What callers write of a profile, as it stands in the database.
struct ProfileRow: Sendable, Equatable {
    var firstName: String?
    var lastName: String?
    var email: String?
    var phone: String?
    var companyName: String?
    var customerType: CustomerType
    var source: CustomerSource
    var status: CustomerStatus
    var statusSource: StatusSource
    var birthday: CalendarDay?
    var language: String?
    var timeZone: String?
    var doNotContact: Bool
    /// Canonical JSON.
    var attributes: String

    init(_ data: CustomerData) {
        firstName = data.firstName
        lastName = data.lastName
        email = data.email?.value
        phone = data.phone?.value
        companyName = data.companyName
        customerType = data.customerType
        source = data.source
        status = data.status ?? .active
        statusSource = data.status == nil ? .automatic : .manual
        birthday = data.birthday
        language = data.language
        timeZone = data.timeZone
        doNotContact = data.doNotContact
        attributes = data.attributes.merged(with: .none).canonicalText
    }

    /// Reads the columns in the order of ``columns``.
    init(_ row: inout Row) throws {
        firstName = try row.read()
        lastName = try row.read()
        email = try row.read()
        phone = try row.read()
        companyName = try row.read()
        customerType = try row.read()
        source = try row.read()
        status = try row.read()
        statusSource = try row.read()
        birthday = try row.read()
        language = try row.read()
        timeZone = try row.read()
        doNotContact = try row.read()
        let text = try row.read(String.self)
        attributes = text == "{}" ? text : try JSONParser.parse(text, limits: .stored).canonicalText
    }

    /// Takes the given fields over; throws ``InvalidRequest`` when they make too many attributes.
    mutating func apply(_ changes: ProfileChanges) throws {
        changes.firstName.apply(to: &firstName) { $0 }
        changes.lastName.apply(to: &lastName) { $0 }
        changes.email.apply(to: &email, \.value)
        changes.phone.apply(to: &phone, \.value)
        changes.companyName.apply(to: &companyName) { $0 }
        customerType = changes.customerType ?? customerType
        source = changes.source ?? source
        switch changes.status {
        case .keep: break
        case .clear: statusSource = .automatic
        case .set(let told): (status, statusSource) = (told, .manual)
        }
        changes.birthday.apply(to: &birthday) { $0 }
        changes.language.apply(to: &language) { $0 }
        changes.timeZone.apply(to: &timeZone) { $0 }
        doNotContact = changes.doNotContact ?? doNotContact
        if let told = changes.attributes { attributes = try merged(told) }
    }

    private func merged(_ told: CustomerAttributes) throws -> String {
        guard case .object(let known) = try JSONParser.parse(attributes, limits: .stored) else { return attributes }
        return try CustomerAttributes(members: known).changed(by: told).canonicalText
    }

    var searchText: ProfileSearchText? {
        ProfileSearchText(
            firstName: firstName, lastName: lastName, companyName: companyName, email: email, phone: phone)
    }
}

extension CustomerAttributes {
    /// These attributes with `changes` on top; throws ``InvalidRequest`` when that makes too many.
    func changed(by changes: CustomerAttributes) throws -> CustomerAttributes {
        let result = merged(with: changes)
        guard result.members.count <= CustomerAttributes.maximumCount else {
            throw InvalidRequest([
                FieldError(
                    pointer: "/attributes", code: "field.too_many",
                    detail: "must not bring the customer to more than \(CustomerAttributes.maximumCount) attributes")
            ])
        }
        return result
    }
}

extension ProfileRow {
    /// The columns, for staging and for lists of names.
    static let columns = [
        StagedColumn("first_name", .text), StagedColumn("last_name", .text), StagedColumn("email", .text),
        StagedColumn("phone", .text), StagedColumn("company_name", .text), StagedColumn("customer_type", .text),
        StagedColumn("source", .text), StagedColumn("status", .text), StagedColumn("status_source", .text),
        StagedColumn("birthday", .int64), StagedColumn("language", .text), StagedColumn("time_zone", .text),
        StagedColumn("do_not_contact", .bool), StagedColumn("attributes", .json),
    ]

    static let names: SQL = """
        first_name, last_name, email, phone, company_name, customer_type, source, status, status_source, birthday,
        language, time_zone, do_not_contact, attributes
        """

    /// In the order of ``columns``.
    var values: [SQLValue] {
        [
            firstName.sqlValue, lastName.sqlValue, email.sqlValue, phone.sqlValue, companyName.sqlValue,
            customerType.sqlValue, source.sqlValue, status.sqlValue, statusSource.sqlValue, birthday.sqlValue,
            language.sqlValue, timeZone.sqlValue, doNotContact.sqlValue, .json(attributes),
        ]
    }
}

extension Patch {
    fileprivate func apply<Stored>(to field: inout Stored?, _ stored: (Value) -> Stored) {
        switch self {
        case .keep: break
        case .clear: field = nil
        case .set(let value): field = stored(value)
        }
    }
}
