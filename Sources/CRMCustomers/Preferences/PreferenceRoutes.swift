import CRMCore
import CRMPlatform

/// ```
/// GET /api/customers/preferences              a customer's preferences
/// PUT /api/customers/preferences              changes the given fields
/// GET /api/customers/preferences/permission   whether the customer may be contacted, and why not
/// ```
enum PreferenceRoutes {
    static let endpoints: [Endpoint] = [
        .get(
            .init(
                path, "The preferences of a customer; the standard ones when nothing was saved.",
                scope: .preferencesRead, refusals: [UnknownCustomer.refusal]),
            One.self, tag: .whole
        ) { input, work in
            Answer(try Preferences(work).preferences(of: input.customerID))
        },
        .write(
            .put,
            .init(
                path, "Changes the given fields of a customer's preferences; null clears one.",
                scope: .preferencesWrite, refusals: [UnknownCustomer.refusal]),
            Update.self, tag: .whole, current: { input, work in try Preferences(work).locked(input.customerID) },
            change: { input, work in Answer(try Preferences(work).update(input.customerID, input.changes)) }),
        .get(
            .init(
                "\(path)/permission", "Whether a customer may be contacted, and everything that speaks against it.",
                scope: .preferencesRead, refusals: [UnknownCustomer.refusal]),
            Question.self
        ) { input, work in
            let customer = try CustomerDirectory(work).key(of: input.customerID)
            let at = input.at ?? work.now
            let permission = try work.mayContact(
                customer, by: input.channel, for: input.purpose, about: input.topic, at: at)
            return Answer(PermissionAnswer(question: input, at: at, permission: permission))
        },
    ]

    private static let path = "/api/customers/preferences"

    struct One: RequestInput {
        let customerID: CustomerID

        init(_ request: RequestReader) {
            customerID = request.query.required("customerId", .id)
        }
    }

    struct Update: RequestInput {
        let customerID: CustomerID
        let changes: PreferenceChanges

        init(_ request: RequestReader) {
            let body = request.body
            customerID = body.required(CustomerFields.customerID)
            var changes = PreferenceChanges()
            changes.emailNotifications = body.given("emailNotifications", .bool)
            changes.smsNotifications = body.given("smsNotifications", .bool)
            changes.pushNotifications = body.given("pushNotifications", .bool)
            changes.marketingEmails = body.given("marketingEmails", .bool, "A change is a decision on the trail.")
            changes.marketingSms = body.given("marketingSms", .bool, "A change is a decision on the trail.")
            changes.preferredContactMethod = body.given("preferredContactMethod", .closedSet)
            changes.language = body.patch(CustomerFields.language, "That of the profile.")
            changes.timeZone = body.patch(CustomerFields.timeZone, "That of the profile.")
            changes.quietHoursStart = body.patch("quietHoursStart", .timeOfDay, "`HH:MM`; only with quietHoursEnd.")
            changes.quietHoursEnd = body.patch("quietHoursEnd", .timeOfDay, "`HH:MM`; the first minute after them.")
            changes.maximumMessagesPerWeek = body.patch(
                "maxMessagesPerWeek", .integer(PreferenceLimits.messagesPerWeek))
            changes.topics = body.patch(
                "topics", .list(.object(TopicInput.self), max: PreferenceLimits.topics),
                "Replaces the known topics.")
            changes.gdprConsent = body.given("gdprConsent", .bool, "A change is a decision on the trail.")
            changes.doNotContact = body.given("doNotContact", .bool, "That of the profile.")
            if case .set(let topics) = changes.topics, Set(topics.map(\.subscription.topic)).count < topics.count {
                body.fail("topics", "field.duplicate", "must not hold the same topic twice")
            }
            self.changes = changes
        }
    }

    struct Question: RequestInput {
        let customerID: CustomerID
        let channel: ContactChannel
        let purpose: String
        let topic: String?
        let at: Instant?

        init(_ request: RequestReader) {
            let query = request.query
            customerID = query.required("customerId", .id)
            channel = query.required("channel", .closedSet)
            purpose = query.required(
                "purpose", .token(max: ContactPurpose.length),
                "`service` needs no consent; `marketing` and every other purpose need one.")
            topic = query.optional("topic", .text(max: PreferenceLimits.topic), "What it is about.")
            at = query.optional("at", .instant, "Default: now.")
        }
    }
}

/// Whether a customer may be contacted, as it is answered.
struct PermissionAnswer: JSONObjectEncodable {
    let question: PreferenceRoutes.Question
    let at: Instant
    let permission: ContactPermission

    static let typeName = "ContactPermission"

    static let fields: [OutputField<PermissionAnswer>] = [
        OutputField("customerId") { $0.question.customerID },
        OutputField("channel") { $0.question.channel },
        OutputField("purpose") { $0.question.purpose },
        OutputField("topic") { $0.question.topic },
        OutputField("at") { $0.at },
        OutputField("allowed") { $0.permission.isAllowed },
        OutputField("reasons", "Everything that speaks against it.") { $0.permission.objections },
        OutputField("quietUntil", "When the quiet hours end that it falls into.") { $0.permission.quietUntil },
        OutputField("maxMessagesPerWeek", "What the customer wants at most.") { $0.permission.maximumMessagesPerWeek },
        OutputField(
            "messagesOfTheWeek",
            "Outbound messages of the seven days before, without those of service; null when the purpose is service."
        ) { $0.permission.messagesOfTheWeek },
    ]
}
