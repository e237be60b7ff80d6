package import CRMCore
import CRMDatabase
package import CRMPlatform

/// Where a customer is reached or delivered to.
package struct CustomerAddress: Sendable {
    package let key: Int64
    package let customer: CustomerKey
    package let id: String
    package let customerID: CustomerID
    package let addressType: AddressType
    /// Whether it is the one that is taken when nobody chooses; at most one of a customer's addresses of a type is.
    package let isDefault: Bool
    package let recipient: String?
    package let company: String?
    package let line1: String
    package let line2: String?
    package let city: String?
    package let region: String?
    package let postalCode: String?
    package let country: Country
    package let phone: String?
    package let createdAt: Instant
    package let updatedAt: Instant
}

package enum AddressType: String, Sendable, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case billing, shipping, home, office
}

extension CustomerAddress: JSONObjectEncodable {
    package static let typeName = "CustomerAddress"

    package static let fields: [OutputField<CustomerAddress>] = [
        OutputField("id") { $0.id },
        OutputField("customerId") { $0.customerID },
        OutputField("addressType") { $0.addressType },
        OutputField("isDefault", "At most one of a customer's addresses of a type.") { $0.isDefault },
        OutputField("recipient") { $0.recipient },
        OutputField("company") { $0.company },
        OutputField("line1") { $0.line1 },
        OutputField("line2") { $0.line2 },
        OutputField("city") { $0.city },
        OutputField("region") { $0.region },
        OutputField("postalCode") { $0.postalCode },
        OutputField("country", "ISO 3166-1 alpha-2.") { $0.country },
        OutputField("phone") { $0.phone },
        OutputField("createdAt") { $0.createdAt },
        OutputField("updatedAt") { $0.updatedAt },
    ]
}

/// A new address as a caller tells it.
package struct AddressDraft: Sendable {
    var addressType = AddressType.shipping
    /// Nil: the first of its type becomes the default.
    var isDefault: Bool?
    var recipient: String?
    var company: String?
    var line1: String
    var line2: String?
    var city: String?
    var region: String?
    var postalCode: String?
    var country: Country
    var phone: PhoneNumber?
}

/// The fields that an update of an address changes.
package struct AddressChanges: Sendable {
    var addressType: AddressType?
    var isDefault: Bool?
    var recipient = Patch<String>.keep
    var company = Patch<String>.keep
    var line1: String?
    var line2 = Patch<String>.keep
    var city = Patch<String>.keep
    var region = Patch<String>.keep
    var postalCode = Patch<String>.keep
    var country: Country?
    var phone = Patch<PhoneNumber>.keep
}

/// Bounds on addresses.
enum AddressLimits {
    /// Addresses of a customer.
    static let perCustomer = 50
    /// Characters of a line of an address.
    static let line = 200
}

/// Why a verb of addresses refuses.
package enum AddressError: DomainError {
    case unknownAddress
    case tooMany

    package var kind: DomainErrorKind {
        switch self {
        case .unknownAddress: .notFound
        case .tooMany: .conflict
        }
    }

    package var code: String {
        switch self {
        case .unknownAddress: "address.unknown"
        case .tooMany: "address.too_many"
        }
    }

    package var detail: String {
        switch self {
        case .unknownAddress: "There is no such address"
        case .tooMany: "A customer has at most \(AddressLimits.perCustomer) addresses"
        }
    }
}
