import CRMCore
import CRMPlatform

/// The columns of the generic format, by their places in it.
private enum Column: Int, CaseIterable {
    case customerID, email, phone, firstName, lastName, companyName, customerType, source, status, statusSource
    case birthday, language, timeZone, doNotContact, attributes

    var declaration: ImportColumn {
        switch self {
        case .customerID: ImportColumn("customer_id", "customerId", isRequired: true)
        case .email: ImportColumn("email", "email")
        case .phone: ImportColumn("phone", "phone")
        case .firstName: ImportColumn("first_name", "firstName")
        case .lastName: ImportColumn("last_name", "lastName")
        case .companyName: ImportColumn("company_name", "companyName")
        case .customerType: ImportColumn("customer_type", "customerType")
        case .source: ImportColumn("source", "source")
        case .status: ImportColumn("status", "status")
        case .statusSource: ImportColumn("status_source", "statusSource")
        case .birthday: ImportColumn("birthday", "birthday")
        case .language: ImportColumn("language", "language")
        case .timeZone: ImportColumn("time_zone", "timeZone")
        case .doNotContact: ImportColumn("do_not_contact", "doNotContact")
        case .attributes: ImportColumn("attributes", "attributes")
        }
    }
}

extension ImportRow {
    fileprivate func text(_ column: Column) -> String? { text(column.rawValue) }
}

/// The format for files of any origin: one row a customer.
extension CustomerImport {
    static let generic = ImportFormat(
        name: "generic", summary: "one row a customer; empty cells keep what is known",
        columns: Column.allCases.map(\.declaration), openPrefix: "attributes.",
        // Each row is a record by itself, also when the same customer comes twice in a row.
        recordColumns: [], mustStayTogether: { _ in false }, makeRecords: { _ in Records(customer) })

    private static func customer(_ row: ImportRow, _ rows: any ImportRows) throws(ImportFault) -> CustomerCells {
        guard let customerID = row.text(.customerID) else {
            throw ImportFault(Column.customerID.rawValue, "is empty")
        }
        var cells = CustomerCells(customerID: customerID)
        cells.email = row.text(.email)
        cells.phone = row.text(.phone)
        cells.firstName = row.text(.firstName)
        cells.lastName = row.text(.lastName)
        cells.companyName = row.text(.companyName)
        cells.customerType = row.text(.customerType)
        cells.source = row.text(.source)
        cells.status = row.text(.status)
        cells.statusSource = row.text(.statusSource)
        cells.birthday = try row.day(Column.birthday.rawValue)
        cells.language = row.text(.language)
        cells.timeZone = row.text(.timeZone)
        cells.doNotContact = try row.truth(Column.doNotContact.rawValue)
        cells.attributes = try attributes(row, rows)
        return cells
    }

    /// Those of the `attributes` column, a JSON object, and over them those with a column of their own.
    private static func attributes(_ row: ImportRow, _ rows: any ImportRows) throws(ImportFault) -> [JSON.Member] {
        var members: [JSON.Member] = []
        if let text = row.text(.attributes) {
            guard case .object(let told)? = try? JSONParser.parse(Array(text.utf8)) else {
                throw ImportFault(Column.attributes.rawValue, "must be a JSON object")
            }
            members = told
        }
        for (place, name) in rows.openNames.enumerated() {
            guard let text = row.text(Column.allCases.count + place) else { continue }
            members.removeAll { $0.name == name }
            members.append(JSON.Member(name, value(text)))
        }
        return members
    }

    /// A number as JSON writes it in its shortest form and `true` and `false` are such values; all else is a text.
    private static func value(_ text: String) -> JSON {
        switch text {
        case "true": return true
        case "false": return false
        default:
            let number = DecimalNumber(text)
            return number?.plain == text ? .number(text) : .string(text.oneLine)
        }
    }
}
