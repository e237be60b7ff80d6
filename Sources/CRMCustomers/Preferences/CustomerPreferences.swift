package import CRMCore
import CRMDatabase
package import CRMPlatform

/// How a customer wants to be reached, with what follows from the trail of consents.
package struct CustomerPreferences: Sendable {
    package let customerID: CustomerID
    package var choices = ContactChoices()
    let consents: ConsentProjection
    /// Kept with the profile, which has these three too.
    package let language: String?
    package let timeZone: String?
    package let doNotContact: Bool
    /// Nil when nothing was ever saved.
    package let updatedAt: Instant?
}

/// What of the preferences the customer chooses freely.
package struct ContactChoices: Sendable, Hashable {
    package var emailNotifications = true
    package var smsNotifications = true
    package var pushNotifications = true
    package var preferredContactMethod = ContactMethod.email
    package var quietHours: QuietHours?
    /// Nil: as many as come.
    package var maximumMessagesPerWeek: Int?
    package var topics: [TopicSubscription] = []
}

package enum ContactMethod: String, Sendable, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case email, sms, phone, push, none
}

/// Whether the customer wants messages about a topic.
package struct TopicSubscription: Sendable, Hashable {
    package let topic: String
    package let isSubscribed: Bool
}

extension CustomerPreferences: JSONObjectEncodable {
    package static let typeName = "CustomerPreferences"

    package static let fields: [OutputField<CustomerPreferences>] = [
        OutputField("customerId") { $0.customerID },
        OutputField("emailNotifications") { $0.choices.emailNotifications },
        OutputField("smsNotifications") { $0.choices.smsNotifications },
        OutputField("pushNotifications") { $0.choices.pushNotifications },
        OutputField("marketingEmails", "Follows the trail of consents.") { $0.consents.marketingEmails },
        OutputField("marketingSms", "Follows the trail of consents.") { $0.consents.marketingSms },
        OutputField("preferredContactMethod") { $0.choices.preferredContactMethod },
        OutputField("language", "That of the profile.") { $0.language },
        OutputField("timeZone", "That of the profile.") { $0.timeZone },
        OutputField("quietHoursStart", "In the customer's time zone, else the account's.") {
            $0.choices.quietHours?.start
        },
        OutputField("quietHoursEnd") { $0.choices.quietHours?.end },
        OutputField("maxMessagesPerWeek") { $0.choices.maximumMessagesPerWeek },
        OutputField("topics") { $0.choices.topics },
        OutputField("gdprConsent", "Follows the trail of consents.") { $0.consents.gdprConsent },
        OutputField("gdprConsentDate", "When it was given; null without one.") { $0.consents.gdprConsentDate },
        OutputField("doNotContact", "That of the profile: no contact by any channel.") { $0.doNotContact },
        OutputField("updatedAt", "Null when nothing was ever saved.") { $0.updatedAt },
    ]
}

extension TopicSubscription: JSONObjectEncodable {
    package static let typeName = "TopicSubscription"

    package static let fields: [OutputField<TopicSubscription>] = [
        OutputField("topic") { $0.topic },
        OutputField("subscribed") { $0.isSubscribed },
    ]
}

/// A topic as a caller tells it.
struct TopicInput: ObjectInput {
    static let typeName: String? = "TopicInput"

    let subscription: TopicSubscription

    init(_ fields: ObjectReader) {
        subscription = TopicSubscription(
            topic: fields.required("topic", .text(max: PreferenceLimits.topic)),
            isSubscribed: fields.optional("subscribed", .bool, default: true, "Default: true."))
    }
}

/// The fields that an update of preferences changes.
package struct PreferenceChanges: Sendable {
    package var emailNotifications: Bool?
    package var smsNotifications: Bool?
    var pushNotifications: Bool?
    var marketingEmails: Bool?
    var marketingSms: Bool?
    package var preferredContactMethod: ContactMethod?
    var language = Patch<String>.keep
    var timeZone = Patch<String>.keep
    package var quietHoursStart = Patch<TimeOfDay>.keep
    package var quietHoursEnd = Patch<TimeOfDay>.keep
    package var maximumMessagesPerWeek = Patch<Int>.keep
    var topics = Patch<[TopicInput]>.keep
    var gdprConsent: Bool?
    var doNotContact: Bool?

    package init() {}

    /// The choices with these changes; throws ``InvalidRequest`` when the quiet hours lack an end.
    func applied(to choices: ContactChoices) throws -> ContactChoices {
        var choices = choices
        choices.emailNotifications = emailNotifications ?? choices.emailNotifications
        choices.smsNotifications = smsNotifications ?? choices.smsNotifications
        choices.pushNotifications = pushNotifications ?? choices.pushNotifications
        choices.preferredContactMethod = preferredContactMethod ?? choices.preferredContactMethod
        choices.maximumMessagesPerWeek = maximumMessagesPerWeek.applied(to: choices.maximumMessagesPerWeek)
        switch topics {
        case .keep: break
        case .clear: choices.topics = []
        case .set(let told): choices.topics = told.map(\.subscription)
        }
        choices.quietHours = try QuietHours(
            start: quietHoursStart.applied(to: choices.quietHours?.start),
            end: quietHoursEnd.applied(to: choices.quietHours?.end))
        return choices
    }
}

/// Bounds on preferences.
enum PreferenceLimits {
    /// Topics of a customer.
    static let topics = 100
    /// Characters of a topic.
    static let topic = 64
    static let messagesPerWeek = 0...1_000
}
