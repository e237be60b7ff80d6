import CRMCore
import CRMPlatform

/// ```
/// GET    /api/customers/nps         the answers, a list
/// POST   /api/customers/nps         records: one as JSON, many as NDJSON
/// GET    /api/customers/nps/score   the account's score
/// GET    /api/customers/nps/{id}    one
/// DELETE /api/customers/nps/{id}    removes one that was told by mistake
/// ```
enum NPSRoutes {
    static let endpoints: [Endpoint] = [
        .get(
            .init(path, "Lists what customers answered to \"would you recommend us\".", scope: .npsRead), List.self
        ) { input, work in
            Answer(try NPSAnswers(work).list(input.filter, input.listing))
        },
        .post(
            .init(
                path, "Records an answer, or many: one JSON object a line as NDJSON.", scope: .npsWrite,
                refusals: [UnknownCustomer.refusal, (.conflict, "nps.event_id_used")]),
            NPSInput.self, lines: NPSInput.self, statuses: [200, 201], tag: .whole,
            one: { input, work in
                let (answer, isNew) = try NPSAnswers(work).record(input.told)
                return Answer(status: isNew ? 201 : 200, answer)
            },
            many: { lines, work in
                Answer(try EventLinesSummary(of: lines, as: \.told) { try NPSAnswers(work).record($0) })
            }),
        .get(
            .init("\(path)/score", "The account's score of a period, with its interval.", scope: .npsRead), Score.self
        ) { input, work in
            Answer(try NPSAnswers(work).score(in: try input.period(endingBy: work.today)))
        },
        .get(.init("\(path)/{id}", "One answer.", scope: .npsRead, refusals: [unknown]), One.self, tag: .whole) {
            input, work in
            Answer(try NPSAnswers(work).answer(input.id))
        },
        .write(
            .delete,
            .init(
                "\(path)/{id}", "Removes an answer that was told by mistake.", scope: .npsWrite, refusals: [unknown]),
            One.self, tag: .whole, current: { input, work in try NPSAnswers(work).locked(input.id) },
            change: { input, work in Answer(try NPSAnswers(work).remove(input.id)) }),
    ]

    private static let path = "/api/customers/nps"
    private static let unknown: (kind: DomainErrorKind, code: String) = (.notFound, NPSError.unknownAnswer.code)

    struct List: RequestInput {
        let filter: NPSFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            filter = NPSFilter(
                customerID: query.optional("customerId", .id, "Answers of this customer."),
                group: query.optional("group", .closedSet),
                answeredAfter: query.optional("answeredAfter", .moment, "Answered after this day or time."),
                answeredBefore: query.optional("answeredBefore", .moment, "Answered before this day or time."),
                times: ListTimes(query))
            listing = Listing(
                query, keys: NPSStore.sortKeys, standard: SortOrder(NPSStore.sortKeys[0], descending: true))
        }
    }

    struct Score: RequestInput {
        private let from: CalendarDay?
        private let to: CalendarDay?
        private let days: Int?

        init(_ request: RequestReader) {
            let query = request.query
            from = query.optional("from", .day, "The first day. Default: by `days`.")
            to = query.optional("to", .day, "The last day. Default: today.")
            days = query.optional(
                "days", .integer(NPSLimits.days),
                "So many days up to `to`; not together with `from`. Default: 365.")
            if from != nil, days != nil {
                query.fail("days", "field.conflict", "cannot be given with from")
            }
        }

        /// The days of the period; the account's calendar tells the last one.
        func period(endingBy today: CalendarDay) throws -> ClosedRange<CalendarDay> {
            let last = to ?? today
            let first = from ?? max(last.advanced(days: 1 - (days ?? NPSLimits.standardDays)), NPSLimits.firstDay)
            guard first <= last else {
                throw InvalidRequest([
                    FieldError(pointer: "/from", code: "field.range", detail: "must not be after \(last.iso)")
                ])
            }
            return first...last
        }
    }

    struct One: RequestInput {
        let id: String

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
        }
    }
}
