package import CRMCore
package import CRMPlatform

/// A message between the shop and a customer, as it was logged and as far as it has come.
package struct CustomerCommunication: Sendable {
    package let key: Int64
    package let customer: CustomerKey
    package let id: String
    package let customerID: CustomerID
    package let message: LoggedMessage
    package let state: CommunicationState
    package let createdAt: Instant
    package let updatedAt: Instant
}

/// What is told of a message when it is logged.
package struct LoggedMessage: Sendable {
    package var communicationType: CommunicationType
    /// A word for the way it took, such as `email`, `whatsapp` or `letter`.
    package var channel: String
    package var direction: CommunicationDirection
    package var subject: String?
    package var message: String
    /// ``ContactPurpose``; nil when nobody told.
    package var purpose: String?
    /// The id that the provider knows it by.
    package var providerMessageID: String?
    /// The campaign that it belongs to, whoever runs it.
    package var campaignID: String?
    package var metadata: RawJSONObject

    package init(
        communicationType: CommunicationType, channel: String, direction: CommunicationDirection,
        subject: String? = nil, message: String, purpose: String? = nil, providerMessageID: String? = nil,
        campaignID: String? = nil, metadata: TypedMembers = .none
    ) {
        self.init(
            communicationType: communicationType, channel: channel, direction: direction, subject: subject,
            message: message, purpose: purpose, providerMessageID: providerMessageID, campaignID: campaignID,
            stored: RawJSONObject(canonical: TypedMembers.none.merged(with: metadata).canonicalText))
    }

    /// As stored.
    init(
        communicationType: CommunicationType, channel: String, direction: CommunicationDirection, subject: String?,
        message: String, purpose: String?, providerMessageID: String?, campaignID: String?, stored: RawJSONObject
    ) {
        self.communicationType = communicationType
        self.channel = channel
        self.direction = direction
        self.subject = subject
        self.message = message
        self.purpose = purpose
        self.providerMessageID = providerMessageID
        self.campaignID = campaignID
        metadata = stored
    }
}

extension CustomerCommunication: JSONObjectEncodable {
    package static let typeName = "CustomerCommunication"

    package static let fields: [OutputField<CustomerCommunication>] = [
        OutputField("id") { $0.id },
        OutputField("customerId") { $0.customerID },
        OutputField("communicationType") { $0.message.communicationType },
        OutputField("channel") { $0.message.channel },
        OutputField("direction") { $0.message.direction },
        OutputField("status") { $0.state.status },
        OutputField("subject") { $0.message.subject },
        OutputField("message") { $0.message.message },
        OutputField("purpose", "What it was sent for; null when nobody told.") { $0.message.purpose },
        OutputField("providerMessageId") { $0.message.providerMessageID },
        OutputField("campaignId") { $0.message.campaignID },
        OutputField("metadata") { $0.message.metadata },
        OutputField("sentAt", "This and the others: the first time that is known.") { $0.state.sentAt },
        OutputField("deliveredAt") { $0.state.deliveredAt },
        OutputField("openedAt") { $0.state.openedAt },
        OutputField("clickedAt") { $0.state.clickedAt },
        OutputField("repliedAt") { $0.state.repliedAt },
        OutputField("bouncedAt") { $0.state.bouncedAt },
        OutputField("createdAt", "When it was logged.") { $0.createdAt },
        OutputField("updatedAt", "When an event last changed it.") { $0.updatedAt },
    ]
}

/// Something that happened to a message. Events are only added; the message's status and times follow from them.
package struct CommunicationEvent: Sendable {
    package let id: String
    package let communicationID: String
    package let status: CommunicationStatus
    package let occurredAt: Instant
    /// The sender's id of the event; the same one told twice counts once.
    package let eventID: EventID?
    package let metadata: RawJSONObject
    package let createdAt: Instant
}

extension CommunicationEvent: JSONObjectEncodable {
    package static let typeName = "CommunicationEvent"

    package static let fields: [OutputField<CommunicationEvent>] = [
        OutputField("id") { $0.id },
        OutputField("communicationId") { $0.communicationID },
        OutputField("status") { $0.status },
        OutputField("occurredAt") { $0.occurredAt },
        OutputField("eventId", "The sender's own id of it.") { $0.eventID },
        OutputField("metadata") { $0.metadata },
        OutputField("createdAt", "When it was recorded.") { $0.createdAt },
    ]
}

/// What is told of something that happened to a message.
package struct CommunicationNews: Sendable {
    package var status: CommunicationStatus
    /// Nil: now.
    package var occurredAt: Instant?
    package var eventID: EventID?
    package var metadata: TypedMembers

    package init(
        _ status: CommunicationStatus, at occurredAt: Instant? = nil, eventID: EventID? = nil,
        metadata: TypedMembers = .none
    ) {
        self.status = status
        self.occurredAt = occurredAt
        self.eventID = eventID
        self.metadata = metadata
    }
}

/// Bounds on communications.
enum CommunicationLimits {
    /// Characters of a channel.
    static let channel = 32
    /// Characters of a subject: those of one line of an e-mail (RFC 5322).
    static let subject = 998
    /// Characters of a message.
    static let message = 50_000
    /// Characters of the ids of providers and campaigns.
    static let id = 256
    /// Events of a message from which on only those are kept that change it.
    static let events = 1_000
    /// Milliseconds by which another clock may be fast.
    static let clockTolerance: Int64 = 5 * 60 * 1_000
}

/// Why a verb of communications refuses.
package enum CommunicationError: DomainError {
    case unknownCommunication
    case eventIDUsed

    package var kind: DomainErrorKind {
        switch self {
        case .unknownCommunication: .notFound
        case .eventIDUsed: .conflict
        }
    }

    package var code: String {
        switch self {
        case .unknownCommunication: "communication.unknown"
        case .eventIDUsed: "communication.event_id_used"
        }
    }

    package var detail: String {
        switch self {
        case .unknownCommunication: "There is no such communication"
        case .eventIDUsed: "The eventId is known with another status"
        }
    }
}
