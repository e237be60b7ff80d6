import CRMCore
import CRMPlatform

/// ```
/// GET    /api/api-keys        the keys of the account
/// POST   /api/api-keys        makes one; the secret is in this answer only
/// GET    /api/api-keys/{id}   one
/// DELETE /api/api-keys/{id}   ends one
/// ```
enum APIKeyRoutes {
    static let endpoints: [Endpoint] = [
        .get(.init(path, "Lists the account's API keys, the newest first.", scope: .keysRead), List.self) {
            input, work in
            Answer(try APIKeyStore(work.session).list(work.account, input.times, input.listing))
        },
        .write(
            .post, .init(path, "Makes an API key; its secret is in this answer only.", scope: .keysWrite),
            Create.self, statuses: [201]
        ) { input, work in
            let scopes = input.scopes ?? work.scopes
            if let missing = scopes.subtracting(work.scopes).min() { throw AccessError.missingScope(missing) }
            let draft = APIKeyDraft(name: input.name, scopes: scopes, at: work.now, entropy: work.entropy)
            let token = try APIKeyStore(work.session).create(work.account.key, draft, at: work.now)
            return Answer(status: 201, NewAPIKey(draft: draft, token: token, createdAt: work.now))
        },
        .get(
            .init(
                "\(path)/{id}", "One API key, without its secret.", scope: .keysRead, refusals: [APIKeyError.refusal]),
            One.self, tag: .whole
        ) { input, work in
            guard let key = try APIKeyStore(work.session).find(work.account.key, input.id) else {
                throw APIKeyError.unknownKey
            }
            return Answer(key)
        },
        .write(
            .delete, .init("\(path)/{id}", "Ends an API key.", scope: .keysWrite, refusals: [APIKeyError.refusal]),
            One.self, tag: .whole,
            current: { input, work in
                guard let key = try APIKeyStore(work.session).locked(work.account.key, input.id) else {
                    throw APIKeyError.unknownKey
                }
                return key
            },
            change: { input, work in
                let store = APIKeyStore(work.session)
                guard try store.revoke(work.account.key, input.id, at: work.now),
                    let key = try store.find(work.account.key, input.id)
                else { throw APIKeyError.unknownKey }
                return Answer(key)
            }),
    ]

    private static let path = "/api/api-keys"

    struct List: RequestInput {
        let times: ListTimes
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            times = ListTimes(query, created: "Made", updated: "Made or ended")
            listing = Listing(
                query, keys: APIKeyStore.sortKeys, standard: SortOrder(APIKeyStore.sortKeys[0], descending: true))
        }
    }

    struct Create: RequestInput {
        let name: String
        let scopes: Set<Scope>?

        init(_ request: RequestReader) {
            name = request.body.required("name", .text(max: AccountLimits.name), "What the key is for.")
            let scopes: [Scope]? = request.body.given(
                "scopes", .list(.closedSet, max: Scope.allCases.count),
                "None that the caller's key lacks. Default: those of the caller's key.")
            self.scopes = scopes.map { Set($0) }
        }
    }

    struct One: RequestInput {
        let id: String

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
        }
    }
}

/// Why a verb of API keys refuses.
enum APIKeyError: DomainError {
    case unknownKey

    var kind: DomainErrorKind { .notFound }
    var code: String { "api_key.unknown" }
    var detail: String { "There is no such API key" }

    static let refusal: (kind: DomainErrorKind, code: String) = (.notFound, "api_key.unknown")
}

/// The answer that shows the secret of a key.
struct NewAPIKey: JSONObjectEncodable {
    let draft: APIKeyDraft
    let token: APIKeyToken
    let createdAt: Instant

    static let typeName = "NewAPIKey"

    static let fields: [OutputField<NewAPIKey>] = [
        OutputField("id") { $0.draft.id },
        OutputField("key", "The secret; it is shown this once.") { $0.token.text },
        OutputField("name") { $0.draft.name },
        OutputField("scopes") { $0.draft.scopes.sorted() },
        OutputField("createdAt") { $0.createdAt },
    ]
}
