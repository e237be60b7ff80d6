import CRMCore

/// ```
/// GET /api/customers/timeline   everything that happened to one customer, newest first
/// ```
struct TimelineRoutes {
    let parts: [TimelinePart]

    var endpoints: [Endpoint] {
        [
            .get(
                .init(
                    "/api/customers/timeline", "Everything that happened to one customer, newest first.",
                    scope: .timelineRead, refusals: [UnknownCustomer.refusal]), Walk.self
            ) { [parts] input, work in
                Answer(try Timeline(work, parts: parts).page(of: input.customerID, input.walk))
            }
        ]
    }

    struct Walk: RequestInput {
        let customerID: CustomerID
        let walk: TimelineWalk

        init(_ request: RequestReader) {
            let query = request.query
            customerID = query.required("customerId", .id)
            walk = TimelineWalk(
                kinds: query.optional(
                    "kind", .kinds, "One kind of entries, or several with commas between them. Default: all."),
                cursor: query.optional("cursor", .cursor, "Empty to begin, then `nextCursor` of each answer."),
                limit: query.optional(
                    "limit", .integer(PageRequest.limits), default: PageRequest.defaultLimit, "Entries in the answer."))
        }
    }
}

extension Codec where Value == Set<String> {
    /// Words with commas between them.
    fileprivate static var kinds: Codec {
        .string(
            .type(
                "string", ("maxLength", .number(String(TimelineWalk.maximumKindsLength))),
                ("pattern", "^[a-z_]+(,[a-z_]+)*$")),
            placeholder: [], expectation: "kinds of entries with commas between them"
        ) { text in
            guard text.utf8.count <= TimelineWalk.maximumKindsLength else { return nil }
            let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let letters = "abcdefghijklmnopqrstuvwxyz_".utf8
            return words.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(letters.contains) } ? Set(words) : nil
        }
    }
}
