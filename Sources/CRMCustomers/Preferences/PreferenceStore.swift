import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of preferences.
struct PreferenceStore {
    let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    static let choiceColumns: SQL = """
        f.email_notifications, f.sms_notifications, f.push_notifications, f.preferred_contact_method,
        f.quiet_hours_start, f.quiet_hours_end, f.max_messages_per_week, f.topics
        """

    func preferences(of customer: CustomerKey) throws -> CustomerPreferences {
        let preferences = try session.first(
            """
            SELECT \(PreferenceStore.columns)
            FROM customer_profiles AS p
            LEFT JOIN customer_preferences AS f ON f.user_id = p.user_id AND f.customer_id = p.customer_id
            WHERE p.user_id = \(account) AND p.customer_id = \(customer)
            """
        ) { row in try decode(&row) }
        guard let preferences else { throw DatabaseError.corrupt("an identity leads to no profile") }
        return preferences
    }

    private static let columns: SQL = """
        p.external_id, p.language, p.time_zone, p.do_not_contact, f.updated_at, f.marketing_emails, f.marketing_sms,
        f.gdpr_consent, f.gdpr_consent_date, \(choiceColumns)
        """

    /// The preferences that were saved, by customer.
    static let table = ListTable(
        "customer_preferences AS f", as: "f", columns: columns, key: "f.customer_id",
        joined: "JOIN customer_profiles AS p ON p.user_id = f.user_id AND p.customer_id = f.customer_id")

    /// Reads the columns in their order.
    func decode(_ row: inout Row) throws -> CustomerPreferences {
        let customerID = try row.read(CustomerID.self)
        let (language, timeZone) = (try row.read(String?.self), try row.read(String?.self))
        let doNotContact = try row.read(Bool.self)
        let updatedAt = try row.read(Instant?.self)
        let consents = ConsentProjection(
            marketingEmails: try row.read(Bool?.self) ?? false, marketingSms: try row.read(Bool?.self) ?? false,
            gdprConsent: try row.read(Bool?.self) ?? false, gdprConsentDate: try row.read())
        return CustomerPreferences(
            customerID: customerID, choices: try ContactChoices(&row), consents: consents, language: language,
            timeZone: timeZone, doNotContact: doNotContact, updatedAt: updatedAt)
    }

    func save(_ choices: ContactChoices, of customer: CustomerKey) throws {
        try session.execute(
            """
            INSERT INTO customer_preferences (user_id, customer_id, email_notifications, sms_notifications,
                push_notifications, preferred_contact_method, quiet_hours_start, quiet_hours_end,
                max_messages_per_week, topics, marketing_emails, marketing_sms, gdpr_consent, created_at, updated_at)
            VALUES (\(account), \(customer), \(choices.emailNotifications), \(choices.smsNotifications),
                \(choices.pushNotifications), \(choices.preferredContactMethod), \(choices.quietHours?.start),
                \(choices.quietHours?.end), \(choices.maximumMessagesPerWeek), \(choices.topicsJSON), (1 = 0), (1 = 0),
                (1 = 0), \(work.now), \(work.now))
            ON CONFLICT (user_id, customer_id) DO UPDATE
            SET email_notifications = excluded.email_notifications,
                sms_notifications = excluded.sms_notifications,
                push_notifications = excluded.push_notifications,
                preferred_contact_method = excluded.preferred_contact_method,
                quiet_hours_start = excluded.quiet_hours_start,
                quiet_hours_end = excluded.quiet_hours_end,
                max_messages_per_week = excluded.max_messages_per_week,
                topics = excluded.topics,
                updated_at = excluded.updated_at
            """)
    }

    /// Writes what follows from the trail of consents; the time of the last change stays when nothing changes.
    func save(_ consents: ConsentProjection, of customer: CustomerKey) throws {
        let known = try preferences(of: customer)
        if known.consents == consents { return }
        if known.updatedAt == nil { try save(ContactChoices(), of: customer) }
        try session.execute(
            """
            UPDATE customer_preferences
            SET marketing_emails = \(consents.marketingEmails),
                marketing_sms = \(consents.marketingSms),
                gdpr_consent = \(consents.gdprConsent),
                gdpr_consent_date = \(consents.gdprConsentDate),
                updated_at = \(work.now)
            WHERE user_id = \(account) AND customer_id = \(customer)
            """)
    }
}

extension ContactChoices {
    /// Reads ``PreferenceStore/choiceColumns``; empty ones, where no row is, are the standard.
    init(_ row: inout Row) throws {
        emailNotifications = try row.read(Bool?.self) ?? true
        smsNotifications = try row.read(Bool?.self) ?? true
        pushNotifications = try row.read(Bool?.self) ?? true
        preferredContactMethod = try row.read(ContactMethod?.self) ?? .email
        let (start, end) = (try row.read(TimeOfDay?.self), try row.read(TimeOfDay?.self))
        if let start, let end { quietHours = QuietHours(from: start, to: end) }
        maximumMessagesPerWeek = try row.read()
        topics = try ContactChoices.topics(try row.read(String?.self) ?? "[]")
    }

    /// As stored: `[["newsletter", true], …]`.
    fileprivate var topicsJSON: SQLValue {
        .json(JSON.array(topics.map { .array([.string($0.topic), .bool($0.isSubscribed)]) }).canonicalText)
    }

    private static func topics(_ text: String) throws -> [TopicSubscription] {
        guard text != "[]", case .array(let entries) = try JSONParser.parse(text, limits: .stored) else { return [] }
        return entries.compactMap { entry in
            guard case .array(let parts) = entry, parts.count == 2, case .string(let topic) = parts[0],
                case .bool(let isSubscribed) = parts[1]
            else { return nil }
            return TopicSubscription(topic: topic, isSubscribed: isSubscribed)
        }
    }
}
