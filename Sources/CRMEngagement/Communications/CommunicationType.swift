import CRMDatabase
import CRMPlatform

/// How a message reached or left a customer.
package enum CommunicationType: String, Sendable, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case email, sms, phone, chat
    case inPerson = "in_person"
}

package enum CommunicationDirection: String, Sendable, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    /// From the customer to the shop.
    case inbound
    /// From the shop to the customer.
    case outbound
}
