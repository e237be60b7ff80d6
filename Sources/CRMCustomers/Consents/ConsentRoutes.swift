import CRMCore
import CRMPlatform

/// ```
/// GET  /api/customers/consents        the trail, a list
/// POST /api/customers/consents        adds a decision
/// GET  /api/customers/consents/{id}   one
/// ```
enum ConsentRoutes {
    static let endpoints: [Endpoint] = [
        .get(.init(path, "Lists the decisions of customers, the latest first.", scope: .consentsRead), List.self) {
            input, work in
            Answer(try Consents(work).list(input.filter, input.listing))
        },
        .write(
            .post,
            .init(
                path, "Records a decision of a customer; recorded ones never change.", scope: .consentsWrite,
                refusals: [UnknownCustomer.refusal]),
            Create.self, statuses: [201], tag: .whole
        ) { input, work in
            Answer(status: 201, try Consents(work).record(input.draft, of: input.customerID))
        },
        .get(
            .init(
                "\(path)/{id}", "One decision.", scope: .consentsRead,
                refusals: [(.notFound, ConsentError.unknownConsent.code)]),
            One.self, tag: .whole
        ) { input, work in
            Answer(try Consents(work).consent(input.id))
        },
    ]

    private static let path = "/api/customers/consents"

    struct List: RequestInput {
        let filter: ConsentFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            filter = ConsentFilter(
                customerID: query.optional("customerId", .id, "Decisions of this customer."),
                purpose: query.optional("purpose", .token(max: ContactPurpose.length)),
                channel: query.optional("channel", .closedSet), status: query.optional("status", .closedSet),
                occurredAfter: query.optional("occurredAfter", .moment, "Decided after this day or time."),
                occurredBefore: query.optional("occurredBefore", .moment, "Decided before this day or time."),
                times: ListTimes(query))
            listing = Listing(
                query, keys: ConsentStore.sortKeys, standard: SortOrder(ConsentStore.sortKeys[0], descending: true))
        }
    }

    struct One: RequestInput {
        let id: String

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
        }
    }

    struct Create: RequestInput {
        let customerID: CustomerID
        let draft: ConsentDraft

        init(_ request: RequestReader) {
            let body = request.body
            customerID = body.required(CustomerFields.customerID)
            draft = ConsentDraft(
                purpose: body.required(
                    "purpose", .token(max: ContactPurpose.length),
                    "`marketing`, `data_processing`, `contact`, or a word of the account's own."),
                channel: body.optional("channel", .closedSet, default: .any, "Default: `any`, all channels."),
                lawfulBasis: body.optional(
                    "lawfulBasis", .closedSet, default: .consent, "GDPR article 6, paragraph 1. Default: `consent`."),
                status: body.required("status", .closedSet),
                source: body.optional(
                    "source", .text(max: ConsentLimits.word), default: ConsentLimits.standardSource,
                    "Where it was said. Default: `api`."),
                wordingVersion: body.optional(
                    "wordingVersion", .text(max: ConsentLimits.word), "Which text the customer saw."),
                occurredAt: body.optional(
                    "occurredAt", .instant, "When the customer decided, not ahead of now. Default: now."),
                recordedBy: body.optional("recordedBy", .text(max: ConsentLimits.name)),
                proof: body.optional(
                    "proof", .paragraphs(max: ConsentLimits.proof), "What shows it: a link, a form's id, words."))
        }
    }
}
