import CRMCore
import CRMPlatform

/// ```
/// GET    /api/customers/interactions           a list
/// POST   /api/customers/interactions           records: one as JSON, many as NDJSON
/// GET    /api/customers/interactions/ratings   how many stars were given
/// GET    /api/customers/interactions/{id}      one
/// DELETE /api/customers/interactions/{id}      removes one that was told by mistake
/// ```
enum InteractionRoutes {
    static let endpoints: [Endpoint] = [
        .get(
            .init(path, "Lists what customers did, the latest first.", scope: .interactionsRead), List.self
        ) { input, work in
            Answer(try Interactions(work).list(input.filter, input.listing))
        },
        .post(
            .init(
                path, "Records what a customer did, or many events: one JSON object a line as NDJSON.",
                scope: .interactionsWrite,
                refusals: [UnknownCustomer.refusal, (.conflict, "interaction.event_id_used")]
            ),
            InteractionInput.self, lines: InteractionInput.self, statuses: [200, 201], tag: .whole,
            one: { input, work in
                let (interaction, isNew) = try Interactions(work).record(input.told)
                return Answer(status: isNew ? 201 : 200, interaction)
            },
            many: { lines, work in
                Answer(try EventLinesSummary(of: lines, as: \.told) { try Interactions(work).record($0) })
            }),
        .get(
            .init(
                "\(path)/ratings", "How many stars were given, and their mean.", scope: .interactionsRead),
            Ratings.self
        ) { input, work in
            Answer(try Interactions(work).ratings(input.filter))
        },
        .get(
            .init("\(path)/{id}", "One interaction.", scope: .interactionsRead, refusals: [unknown]), One.self,
            tag: .whole
        ) { input, work in
            Answer(try Interactions(work).interaction(input.id))
        },
        .write(
            .delete,
            .init(
                "\(path)/{id}", "Removes an event that was told by mistake.", scope: .interactionsWrite,
                refusals: [unknown]),
            One.self, tag: .whole, current: { input, work in try Interactions(work).locked(input.id) },
            change: { input, work in Answer(try Interactions(work).remove(input.id)) }),
    ]

    private static let path = "/api/customers/interactions"
    private static let unknown: (kind: DomainErrorKind, code: String) = (
        .notFound, InteractionError.unknownInteraction.code
    )

    struct List: RequestInput {
        let filter: InteractionFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            filter = InteractionFilter(
                customerID: query.optional("customerId", .id, "Interactions of this customer."),
                interactionType: query.optional("interactionType", .closedSet),
                name: query.optional("name", .text(max: InteractionLimits.name)),
                sku: query.optional("sku", .text(max: InteractionLimits.name), "About this product."),
                rating: query.optional("rating", .integer(InteractionLimits.rating), "With this many stars."),
                occurredAfter: query.optional("occurredAfter", .moment, "Happened after this day or time."),
                occurredBefore: query.optional("occurredBefore", .moment, "Happened before this day or time."),
                times: ListTimes(query))
            listing = Listing(
                query, keys: InteractionStore.sortKeys,
                standard: SortOrder(InteractionStore.sortKeys[0], descending: true))
        }
    }

    struct Ratings: RequestInput {
        let filter: InteractionFilter

        init(_ request: RequestReader) {
            let query = request.query
            filter = InteractionFilter(
                customerID: query.optional("customerId", .id, "Given by this customer."),
                interactionType: query.optional("interactionType", .closedSet),
                sku: query.optional("sku", .text(max: InteractionLimits.name), "Given to this product."),
                occurredAfter: query.optional("occurredAfter", .moment, "Given after this day or time."),
                occurredBefore: query.optional("occurredBefore", .moment, "Given before this day or time."))
        }
    }

    struct One: RequestInput {
        let id: String

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
        }
    }
}
