import CRMCore
import CRMDatabase
import CRMPlatform

/// What preferences and consents say of an intended contact.
struct ContactRules {
    let work: Work
    private var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    /// What is known of one customer.
    private struct Facts {
        let customer: CustomerKey
        let doNotContact: Bool
        let timeZone: String?
        let choices: ContactChoices
        /// The decision that counted at the time.
        let consent: ConsentStatus?
    }

    /// Judges every customer of the intent.
    func judge(_ intent: ContactIntended) throws {
        var calendars: [String: DayCalendar] = [:]
        for facts in try facts(intent) {
            let zone = facts.timeZone ?? work.account.calendar.identifier
            let calendar = calendars[zone] ?? DayCalendar(identifier: zone) ?? work.account.calendar
            calendars[zone] = calendar
            let quietUntil = facts.choices.quietHours?.end(at: intent.at, in: calendar)
            let objections: [ContactObjection?] = [
                facts.doNotContact ? .doNotContact : nil,
                facts.choices.takes(intent.channel) ? nil : .channelOff,
                prefersNone(facts.choices, intent.purpose) ? .prefersNone : nil,
                hasLeft(facts.choices, intent.topic) ? .topicUnsubscribed : nil,
                consentObjection(facts.consent, intent.purpose),
                quietUntil == nil ? nil : .quietHours,
            ]
            intent.judgements.add(
                ContactPermission(
                    objections: objections.compactMap { $0 }, quietUntil: quietUntil,
                    maximumMessagesPerWeek: facts.choices.maximumMessagesPerWeek),
                of: facts.customer)
        }
    }

    private func prefersNone(_ choices: ContactChoices, _ purpose: String) -> Bool {
        choices.preferredContactMethod == .none && purpose != ContactPurpose.service
    }

    private func hasLeft(_ choices: ContactChoices, _ topic: String?) -> Bool {
        choices.topics.contains { $0.topic == topic && !$0.isSubscribed }
    }

    private func consentObjection(_ consent: ConsentStatus?, _ purpose: String) -> ContactObjection? {
        guard purpose != ContactPurpose.service else { return nil }
        return switch consent {
        case .granted: nil
        case .denied: .consentDenied
        case .withdrawn: .consentWithdrawn
        case nil: .consentMissing
        }
    }

    private func facts(_ intent: ContactIntended) throws -> [Facts] {
        guard !intent.customers.isEmpty else { return [] }
        let intended = try work.session.stage(
            "intended_customers", [StagedColumn("customer_id", .int64)], Set(intent.customers).map { [$0.sqlValue] })
        return try work.session.all(
            """
            SELECT p.customer_id, p.do_not_contact, p.time_zone, (
                    SELECT c.status
                    FROM customer_consents AS c
                    WHERE c.user_id = p.user_id
                        AND c.customer_id = p.customer_id
                        AND c.purpose = \(intent.purpose)
                        AND c.channel IN ('any', \(intent.channel.rawValue))
                        AND c.occurred_at <= \(intent.at)
                    ORDER BY c.occurred_at DESC, c.consent_key DESC
                    LIMIT 1
                ), \(PreferenceStore.choiceColumns)
            FROM \(intended) AS i
            JOIN customer_profiles AS p ON p.user_id = \(account) AND p.customer_id = i.customer_id
            LEFT JOIN customer_preferences AS f ON f.user_id = p.user_id AND f.customer_id = p.customer_id
            """
        ) { row in
            let (customer, doNotContact) = (try row.read(CustomerKey.self), try row.read(Bool.self))
            let (zone, consent) = (try row.read(String?.self), try row.read(ConsentStatus?.self))
            return Facts(
                customer: customer, doNotContact: doNotContact, timeZone: zone, choices: try ContactChoices(&row),
                consent: consent)
        }
    }
}

extension ContactChoices {
    /// Whether the customer wants anything by this channel; there are switches for three of them.
    func takes(_ channel: ContactChannel) -> Bool {
        switch channel {
        case .email: emailNotifications
        case .sms: smsNotifications
        case .push: pushNotifications
        case .phone, .chat, .inPerson: true
        }
    }
}
