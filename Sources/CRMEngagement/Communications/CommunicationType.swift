import CRMPlatform

/// How a message reached or left a customer.
package enum CommunicationType: String, Sendable, CaseIterable, ClosedSet {
    case email, sms, phone, chat
    case inPerson = "in_person"
}
