package import CRMCore
import CRMDatabase
package import CRMPlatform

/// Everything the shop knows about one customer, with the metrics of the orders kept beside it.
package struct CustomerProfile: Sendable {
    package let key: CustomerKey
    package let customerID: CustomerID
    package let userID: UserID
    package let firstName: String?
    package let lastName: String?
    package let email: String?
    package let phone: String?
    package let companyName: String?
    package let customerType: CustomerType
    package let source: CustomerSource
    package let status: CustomerStatus
    package let statusSource: StatusSource
    /// Expected value of the future; nil until a model has computed it.
    package let predictedValue: Money?
    package let totalSpent: Money
    package let totalOrders: Int
    package let firstOrderDate: Instant?
    package let lastOrderDate: Instant?
    package let rfmSegment: RFMSegment?
    /// Probability of no purchase within the account's horizon; nil until a model has computed it.
    package let churnRisk: Double?
    package let birthday: CalendarDay?
    package let language: String?
    package let timeZone: String?
    package let doNotContact: Bool
    /// Names of the tags, in their order.
    package let tags: [String]
    package let attributes: RawJSONObject
    package let createdAt: Instant
    package let updatedAt: Instant
    /// Nil for a profile that is in the lists.
    package let archivedAt: Instant?

    /// Spent so far plus the expected value of the future.
    package var lifetimeValue: Money {
        Money(
            minorUnits: totalSpent.minorUnits + (predictedValue?.minorUnits ?? 0), currency: totalSpent.currency)
    }
}

package enum CustomerType: String, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case retail, wholesale, distributor
}

package enum CustomerSource: String, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case direct, marketplace, referral
}

package enum CustomerStatus: String, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case active, inactive, vip
    case atRisk = "at_risk"
    case lost
}

extension CustomerStatus {
    /// The status that follows from an RFM segment.
    static func automatic(for segment: RFMSegment) -> CustomerStatus {
        switch segment {
        case .champions, .vip: .vip
        case .loyalCustomers, .potentialLoyalists, .newCustomers: .active
        case .atRisk: .atRisk
        case .lost: .lost
        }
    }
}

/// Whether the status follows the RFM segment or was set by hand.
package enum StatusSource: String, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case automatic, manual
}

extension CustomerProfile: JSONObjectEncodable {
    package static let typeName = "CustomerProfile"

    package static let fields: [OutputField<CustomerProfile>] = [
        OutputField("customerId") { $0.customerID },
        OutputField("userId") { $0.userID },
        OutputField("firstName") { $0.firstName },
        OutputField("lastName") { $0.lastName },
        OutputField("email") { $0.email },
        OutputField("phone") { $0.phone },
        OutputField("companyName") { $0.companyName },
        OutputField("customerType") { $0.customerType },
        OutputField("source") { $0.source },
        OutputField("status") { $0.status },
        OutputField("statusSource", "`automatic` follows the RFM segment; `manual` stays.") { $0.statusSource },
        OutputField("lifetimeValue", "Spent so far plus predictedValue.") { $0.lifetimeValue },
        OutputField("predictedValue", "Expected value of the future; null until it is computed.") { $0.predictedValue },
        OutputField("totalSpent", "Value of the qualifying orders, net of refunds.") { $0.totalSpent },
        OutputField("totalOrders", "Number of qualifying orders.") { $0.totalOrders },
        OutputField("averageOrderValue") { $0.totalSpent.mean(of: $0.totalOrders) },
        OutputField("firstOrderDate") { $0.firstOrderDate },
        OutputField("lastOrderDate") { $0.lastOrderDate },
        OutputField("rfmSegment") { $0.rfmSegment },
        OutputField("churnRisk", "0…1; null until it is computed.") { $0.churnRisk },
        OutputField("birthday") { $0.birthday },
        OutputField("language") { $0.language },
        OutputField("timeZone") { $0.timeZone },
        OutputField("doNotContact") { $0.doNotContact },
        OutputField("tags", "Names of the tags.") { $0.tags },
        OutputField("attributes") { $0.attributes },
        OutputField("createdAt") { $0.createdAt },
        OutputField("updatedAt") { $0.updatedAt },
        OutputField("archivedAt", "Since when lists leave the profile out; null: they do not.") { $0.archivedAt },
    ]
}
