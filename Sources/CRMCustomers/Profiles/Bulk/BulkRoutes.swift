import CRMCore
import CRMPlatform

/// ```
/// GET  /api/customers/profiles/bulk             the account's bulk actions
/// POST /api/customers/profiles/bulk             does something to many customers, as a job
/// GET  /api/customers/profiles/bulk/{id}        one
/// POST /api/customers/profiles/bulk/{id}/undo   takes back what it did, as a job
/// ```
struct BulkRoutes {
    let actions: [BulkAction]

    private static let path = "/api/customers/profiles/bulk"
    private static let tooMany = BulkError.refusal("bulk.too_many")

    var endpoints: [Endpoint] { [list, begin, one, undo] }

    private var list: Endpoint {
        .get(.init(BulkRoutes.path, "Lists bulk actions.", scope: .profilesRead), List.self) { [actions] input, work in
            Answer(try BulkRuns(work, actions).list(input.filter, input.listing))
        }
    }

    private var begin: Endpoint {
        let words = actions.map { "`\($0.name)`: \($0.summary)" }.joined(separator: "; ")
        return .write(
            .post,
            .init(
                BulkRoutes.path, "Does something to many customers, as a job. \(words).", scope: .profilesWrite,
                refusals: [
                    BulkRoutes.tooMany, BulkError.refusal("bulk.too_many_customers"),
                    BulkError.refusal("profiles.search_pending"), TagError.unknown, TagError.many,
                    (.notFound, "segments.unknown"), BulkError.refusal("segments.inactive"),
                ]),
            reading: { [actions] request in BulkRequest(request, actions) }, statuses: [200, 202],
            answering: { [actions] input, work in
                let runs = BulkRuns(work, actions)
                if input.isDryRun { return Answer(status: 200, BulkAnswer.preview(try runs.preview(input))) }
                return Answer(status: 202, .run(try runs.begin(input)))
            })
    }

    private var one: Endpoint {
        .get(
            .init(
                "\(BulkRoutes.path)/{id}", "One bulk action, and how far it is.", scope: .profilesRead,
                refusals: [BulkError.unknown]), One.self
        ) { [actions] input, work in
            Answer(try BulkRuns(work, actions).find(input.id))
        }
    }

    private var undo: Endpoint {
        .write(
            .post,
            .init(
                "\(BulkRoutes.path)/{id}/undo",
                "Takes back what a bulk action did, as a job; what was changed again since stays as it is.",
                scope: .profilesWrite,
                refusals: [
                    BulkError.unknown, BulkError.refusal("bulk.live"), BulkError.refusal("bulk.already_undone"),
                    BulkRoutes.tooMany,
                ]), One.self, statuses: [202]
        ) { [actions] input, work in
            Answer(status: 202, try BulkRuns(work, actions).undo(input.id))
        }
    }

    struct List: RequestInput {
        let filter: BulkFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            filter = BulkFilter(
                action: query.optional("action", .text(max: BulkLimits.name), "Such as add_tag."),
                state: query.optional("state", .closedSet), times: ListTimes(query))
            listing = Listing(
                query, keys: BulkStore.sortKeys, standard: SortOrder(BulkStore.sortKeys[0], descending: true))
        }
    }

    struct One: RequestInput {
        let id: String

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
        }
    }
}

/// What is to be done, and to whom.
struct BulkRequest: Sendable {
    let action: String
    /// The value of the action's parameter; null for one without.
    let told: JSON
    let selection: BulkSelection
    let isDryRun: Bool

    init(_ request: RequestReader, _ actions: [BulkAction]) {
        let body = request.body
        let name: String? = body.decisive("action", .word(of: actions.map(\.name)))
        action = name ?? ""
        var told = JSON.null
        var seen: Set<String> = []
        for parameter in actions.compactMap(\.parameter) where seen.insert(parameter.name).inserted {
            let takers = actions.filter { $0.parameter?.name == parameter.name }.map(\.name)
            told = parameter.read(body, BulkRequest.need(of: takers, name)) ?? told
        }
        self.told = told
        selection = body.required("selection", .object(BulkSelection.self), "Either customerIds or filter.")
        isDryRun = body.optional("dryRun", .bool, default: false, "Answers for how many customers it would be, only.")
    }

    private static func need(of takers: [String], _ name: String?) -> FieldNeed {
        guard let name else { return .optional }
        return takers.contains(name) ? .required : .refused("belongs to \(takers.joined(separator: " and "))")
    }
}

/// Whom a bulk action is for.
struct BulkSelection: ObjectInput {
    static let typeName: String? = "BulkSelection"

    let customerIDs: [CustomerID]?
    let filter: Told<ProfileFilter>?

    init(_ fields: ObjectReader) {
        let before = fields.errorCount
        customerIDs = fields.optional(
            "customerIds", .list(.id, max: BulkLimits.ids), "These customers, archived or not.")
        filter = fields.optional(
            "filter", .told(.object(ProfileFilter.self)), "Those whom `GET profiles` with the same filters shows.")
        // What was given and is wrong was noted already.
        if fields.errorCount == before, (customerIDs == nil) == (filter == nil) {
            let code = filter == nil ? "field.required" : "field.conflict"
            fields.fail("filter", code, "is one way to choose customers and customerIds the other: give one of them")
        }
    }
}

/// A value together with the JSON that it was read from.
struct Told<Value: Sendable>: Sendable {
    let value: Value
    let json: JSON
}

extension Codec {
    /// Keeps the JSON beside the value.
    fileprivate static func told<Inner: Sendable>(_ inner: Codec<Inner>) -> Codec where Value == Told<Inner> {
        Codec(schema: inner.schema, placeholder: Told(value: inner.placeholder(), json: .null)) { json, pointer, sink in
            inner.decode(json, pointer, sink).map { Told(value: $0, json: json) }
        }
    }
}

extension Codec where Value == String {
    /// One of these words.
    fileprivate static func word(of words: [String]) -> Codec {
        Codec(schema: .oneOf(words), placeholder: "") { json, pointer, sink in
            guard case .string(let text) = json, words.contains(text) else {
                return sink.fail(pointer, "field.unknown_value", "must be one of \(words.joined(separator: ", "))")
            }
            return text
        }
    }
}
