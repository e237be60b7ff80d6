import CRMCore
import CRMPlatform

/// The columns of Shopify's export that are read, by their places in the format.
private enum Column: Int, CaseIterable {
    case email, customerID, firstName, lastName, phone, addressPhone, company, addressCompany

    var declaration: ImportColumn {
        switch self {
        case .email: ImportColumn("Email", "email", isRequired: true)
        case .customerID: ImportColumn("Customer ID", "customerId")
        case .firstName: ImportColumn("First Name", "firstName", isRequired: true)
        case .lastName: ImportColumn("Last Name", "lastName", isRequired: true)
        case .phone: ImportColumn("Phone", "phone")
        case .addressPhone: ImportColumn("Default Address Phone")
        case .company: ImportColumn("Company", "companyName")
        case .addressCompany: ImportColumn("Default Address Company", "companyName")
        }
    }
}

extension ImportRow {
    fileprivate func text(_ column: Column) -> String? { text(column.rawValue) }
}

/// The customers export of Shopify, in its old and new layout, and the template of its import.
extension CustomerImport {
    static let shopify = ImportFormat(
        name: "shopify-customers", summary: "the customers export of Shopify",
        columns: Column.allCases.map(\.declaration),
        signatures: [
            ["First Name", "Last Name", "Email", "Accepts Email Marketing", "Tax Exempt"],
            ["First Name", "Last Name", "Email", "Accepts Marketing", "Tax Exempt"],
        ],
        recordColumns: [], mustStayTogether: { _ in false }, makeRecords: { _ in Records(customer) })

    /// Under this name Shopify's own id is kept.
    private static let idAttribute = "shopify_customer_id"

    private static func customer(_ row: ImportRow, _: any ImportRows) throws(ImportFault) -> CustomerCells {
        var cells = CustomerCells(customerID: try customerID(row))
        cells.email = row.text(.email)
        cells.phone = row.text(.phone) ?? addressPhone(row)?.value
        cells.firstName = row.text(.firstName)
        cells.lastName = row.text(.lastName)
        cells.companyName = row.text(.company) ?? row.text(.addressCompany)
        if let id = row.text(.customerID) { cells.attributes = [JSON.Member(idAttribute, .string(id.oneLine))] }
        return cells
    }

    /// The e-mail address, or else the telephone number, as the orders export knows the customer; the export's own id
    /// only for one who has neither, and so no orders there.
    private static func customerID(_ row: ImportRow) throws(ImportFault) -> String {
        if let email = row.text(.email) {
            guard let address = EmailAddress(email) else {
                throw ImportFault(Column.email.rawValue, "is no e-mail address")
            }
            return address.value
        }
        if let phone = row.text(.phone) {
            guard let number = PhoneNumber(phone) else {
                throw ImportFault(Column.phone.rawValue, "is no telephone number")
            }
            return number.value
        }
        if let id = addressPhone(row)?.value ?? row.text(.customerID) { return id }
        throw ImportFault(
            Column.email.rawValue, "is empty, and there is neither telephone number nor id: the customer cannot be told"
        )
    }

    /// Free text of an address: what is no number is passed over.
    private static func addressPhone(_ row: ImportRow) -> PhoneNumber? {
        row.text(.addressPhone).flatMap { PhoneNumber($0) }
    }
}
