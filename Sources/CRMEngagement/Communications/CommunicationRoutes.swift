import CRMCore
import CRMPlatform

/// ```
/// GET  /api/customers/communications               a list
/// POST /api/customers/communications               logs one
/// GET  /api/customers/communications/{id}          one
/// GET  /api/customers/communications/{id}/events   what happened to it
/// POST /api/customers/communications/{id}/events   tells what happened to it
/// ```
enum CommunicationRoutes {
    static let endpoints: [Endpoint] = [
        .get(
            .init(path, "Lists communications.", scope: .communicationsRead, userID: .required), List.self
        ) { input, work in
            Answer(try Communications(work).list(input.filter, input.listing))
        },
        .write(
            .post,
            .init(
                path,
                "Logs a message between the shop and a customer; one that the provider knows by an id that is known of "
                    + "this customer stays as it is.",
                scope: .communicationsWrite, userID: .required, refusals: [UnknownCustomer.refusal]),
            Create.self, statuses: [200, 201], tag: .whole
        ) { input, work in
            let (communication, isNew) = try Communications(work).logCommunication(
                input.customerID, input.message, status: input.status, occurredAt: input.occurredAt)
            return Answer(status: isNew ? 201 : 200, communication)
        },
        .get(
            .init("\(path)/{id}", "One communication.", scope: .communicationsRead, refusals: [unknown]), One.self,
            tag: .whole
        ) { input, work in
            Answer(try Communications(work).communication(input.id))
        },
        .get(
            .init(
                "\(path)/{id}/events", "What happened to a message, the latest first.", scope: .communicationsRead,
                refusals: [unknown]),
            Events.self
        ) { input, work in
            Answer(try Communications(work).events(input.id, input.times, input.listing))
        },
        .write(
            .post,
            .init(
                "\(path)/{id}/events",
                "Tells what happened to a message, in any order and as often as it takes; the status moves only forward.",
                scope: .communicationsWrite, refusals: [unknown, (.conflict, CommunicationError.eventIDUsed.code)]),
            Tell.self, statuses: [200, 201], tag: .whole
        ) { input, work in
            let (communication, isNew) = try Communications(work).record(input.news, of: input.id)
            return Answer(status: isNew ? 201 : 200, communication)
        },
    ]

    private static let path = "/api/customers/communications"
    private static let unknown: (kind: DomainErrorKind, code: String) = (
        .notFound, CommunicationError.unknownCommunication.code
    )

    struct List: RequestInput {
        let filter: CommunicationFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            filter = CommunicationFilter(
                customerID: query.optional("customerId", .id, "Messages of this customer."),
                communicationType: query.optional("communicationType", .closedSet),
                channel: query.optional("channel", .token(max: CommunicationLimits.channel)),
                direction: query.optional("direction", .closedSet), status: query.optional("status", .closedSet),
                campaignID: query.optional("campaignId", .text(max: CommunicationLimits.id)),
                providerMessageID: query.optional(
                    "providerMessageId", .text(max: CommunicationLimits.id), "The id that the provider knows it by."),
                sentAfter: query.optional("sentAfter", .moment, "Sent after this day or time."),
                sentBefore: query.optional("sentBefore", .moment, "Sent before this day or time."),
                times: ListTimes(query))
            listing = Listing(query, keys: CommunicationStore.sortKeys, standard: Communications.standardSort)
        }
    }

    struct One: RequestInput {
        let id: String

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
        }
    }

    struct Events: RequestInput {
        let id: String
        let times: ListTimes
        let listing: Listing

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
            times = ListTimes(request.query)
            listing = Listing(
                request.query, keys: CommunicationStore.eventSortKeys,
                standard: SortOrder(CommunicationStore.eventSortKeys[0], descending: true))
        }
    }

    struct Create: RequestInput {
        let customerID: CustomerID
        let message: LoggedMessage
        let status: CommunicationStatus?
        let occurredAt: Instant?

        init(_ request: RequestReader) {
            let body = request.body
            customerID = body.required("customerId", .id, "The shop's own id of the customer.")
            message = LoggedMessage(
                communicationType: body.required("communicationType", .closedSet),
                channel: body.required(
                    "channel", .token(max: CommunicationLimits.channel),
                    "`email`, `sms`, `phone`, or a word of the account's own."),
                direction: body.required("direction", .closedSet),
                subject: body.optional("subject", .text(max: CommunicationLimits.subject)),
                message: body.required("message", .paragraphs(max: CommunicationLimits.message)),
                purpose: body.optional(
                    "purpose", .token(max: ContactPurpose.length),
                    "What it was sent for; `service` does not count against `maxMessagesPerWeek`."),
                providerMessageID: body.optional(
                    "providerMessageId", .text(max: CommunicationLimits.id),
                    "The id that the provider knows it by; the same one again logs nothing."),
                campaignID: body.optional("campaignId", .text(max: CommunicationLimits.id)),
                metadata: body.optional("metadata", .typedMembers, default: .none))
            status = body.optional(
                "status", .closedSet, "Default: `sent` for an outbound message, `delivered` for an inbound one.")
            occurredAt = body.optional(
                "occurredAt", .instant, "When the message had this status, not ahead of now. Default: now.")
        }
    }

    struct Tell: RequestInput {
        let id: String
        let news: CommunicationNews

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
            let body = request.body
            news = CommunicationNews(
                body.required("status", .closedSet),
                at: body.optional("occurredAt", .instant, "When it happened, not ahead of now. Default: now."),
                eventID: body.optional("eventId", .id, "The sender's id of it; the same one again changes nothing."),
                metadata: body.optional("metadata", .typedMembers, default: .none))
        }
    }
}
