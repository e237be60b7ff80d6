package import CRMCore
import Synchronization

/// A way to reach a customer.
package enum ContactChannel: String, Sendable, CaseIterable, ClosedSet {
    case email, sms, phone, push, chat
    case inPerson = "in_person"
}

/// What somebody is contacted for: a word of the account's choosing, of which the product knows some.
package enum ContactPurpose {
    /// Messages that an order or an account brings with it; they need no consent.
    package static let service = "service"
    package static let marketing = "marketing"
    /// Characters of a purpose.
    package static let length = 64
}

/// Something that speaks against contacting a customer.
package enum ContactObjection: String, Sendable, CaseIterable, ClosedSet {
    /// The customer is not to be contacted at all.
    case doNotContact = "do_not_contact"
    /// The customer wants nothing by this channel.
    case channelOff = "channel_off"
    /// The customer wants no messages beyond those of service.
    case prefersNone = "prefers_none"
    /// The customer has left this topic.
    case topicUnsubscribed = "topic_unsubscribed"
    /// Nobody has asked the customer for consent.
    case consentMissing = "consent_missing"
    case consentDenied = "consent_denied"
    case consentWithdrawn = "consent_withdrawn"
    /// It is a time at which the customer wants to be left alone.
    case quietHours = "quiet_hours"
    /// The customer has had as many messages in the last seven days as they want.
    case weeklyLimit = "weekly_limit"
    /// Nobody knows the customer.
    case unknown
}

/// Whether a customer may be contacted, and everything that speaks against it.
package struct ContactPermission: Sendable, Hashable {
    package var objections: [ContactObjection]
    /// When the quiet hours end that it falls into.
    package var quietUntil: Instant?
    /// How many messages a week the customer wants at most.
    package var maximumMessagesPerWeek: Int?
    /// How many messages beyond those of service went to the customer in the seven days before; nil when none counts.
    package var messagesOfTheWeek: Int?

    package init(
        objections: [ContactObjection] = [], quietUntil: Instant? = nil, maximumMessagesPerWeek: Int? = nil,
        messagesOfTheWeek: Int? = nil
    ) {
        self.objections = objections
        self.quietUntil = quietUntil
        self.maximumMessagesPerWeek = maximumMessagesPerWeek
        self.messagesOfTheWeek = messagesOfTheWeek
    }

    package var isAllowed: Bool { objections.isEmpty }

    /// Both judgements together.
    fileprivate func adding(_ other: ContactPermission) -> ContactPermission {
        ContactPermission(
            objections: objections + other.objections.filter { !objections.contains($0) },
            quietUntil: [quietUntil, other.quietUntil].compactMap { $0 }.max(),
            maximumMessagesPerWeek: [maximumMessagesPerWeek, other.maximumMessagesPerWeek].compactMap { $0 }.min(),
            messagesOfTheWeek: [messagesOfTheWeek, other.messagesOfTheWeek].compactMap { $0 }.max())
    }

    /// With the objection that the maximum, which one feature knows, and the count, which another does, come to.
    fileprivate var counted: ContactPermission {
        guard let maximum = maximumMessagesPerWeek, let count = messagesOfTheWeek, count >= maximum else { return self }
        return adding(ContactPermission(objections: [.weeklyLimit]))
    }
}

/// Somebody is about to contact customers: every feature that knows something against it says so in its handler.
package struct ContactIntended: DomainEvent {
    package let customers: [CustomerKey]
    package let channel: ContactChannel
    /// ``ContactPurpose``
    package let purpose: String
    /// What it is about, such as `newsletter`.
    package let topic: String?
    package let at: Instant
    /// Takes the judgements of the handlers.
    package let judgements: ContactJudgements

    package init(
        _ customers: [CustomerKey], by channel: ContactChannel, for purpose: String, about topic: String? = nil,
        at: Instant
    ) {
        self.customers = customers
        self.channel = channel
        self.purpose = purpose
        self.topic = topic
        self.at = at
        judgements = ContactJudgements(messagesOfTheWeek: purpose == ContactPurpose.service ? nil : 0)
    }

    /// Whether it counts as one of the messages that a customer may want few of.
    package var countsAsMessage: Bool { purpose != ContactPurpose.service }
}

/// What the features say of an intended contact.
package final class ContactJudgements: Sendable {
    private let found = Mutex<[CustomerKey: ContactPermission]>([:])
    /// Where no feature has counted: none, or nil when messages do not count.
    private let none: ContactPermission

    fileprivate init(messagesOfTheWeek: Int?) {
        none = ContactPermission(messagesOfTheWeek: messagesOfTheWeek)
    }

    /// Adds what one feature says of a customer; no feature takes back what another objects.
    package func add(_ judgement: ContactPermission, of customer: CustomerKey) {
        found.withLock { $0[customer] = $0[customer]?.adding(judgement) ?? judgement }
    }

    /// All that was said of the customer; of whom nobody has spoken may not be contacted.
    package subscript(customer: CustomerKey) -> ContactPermission {
        guard let permission = found.withLock({ $0[customer] }) else {
            return ContactPermission(objections: [.unknown])
        }
        return permission.adding(none).counted
    }
}

extension Work {
    /// Whether the customer may be contacted; whoever sends asks this before, in the transaction that sends.
    package func mayContact(
        _ customer: CustomerKey, by channel: ContactChannel, for purpose: String, about topic: String? = nil,
        at: Instant? = nil
    ) throws -> ContactPermission {
        let intent = ContactIntended([customer], by: channel, for: purpose, about: topic, at: at ?? now)
        try publish(intent)
        return intent.judgements[customer]
    }
}

/// Customers are not to be contacted any more, or may be again.
package struct DoNotContactChanged: DomainEvent {
    package let customers: [CustomerKey]
    package let isBlocked: Bool
    /// Where it was said: `profile`, `preferences`, `import`.
    package let source: String

    package init(_ customers: [CustomerKey], isBlocked: Bool, source: String) {
        self.customers = customers
        self.isBlocked = isBlocked
        self.source = source
    }
}
