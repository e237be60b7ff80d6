package import CRMCore
package import CRMDatabase
package import CRMGovernance
package import CRMInsight
package import CRMPlatform

/// What the command line does with a database: each function is one command, over the same verbs as the HTTP API.
package struct Shop: Sendable {
    package let database: any Database
    package let clock: any WallClock
    package let workplace: Workplace

    package init(database: any Database, clock: any WallClock = SystemClock()) {
        self.database = database
        self.clock = clock
        workplace = Workplace(database: database, clock: clock, features: Features.all)
    }

    /// Opens an account; without an id of the caller's own it gets a UUID.
    package func createAccount(
        _ userID: UserID?, name: String, currency: Currency, calendar: DayCalendar
    ) async throws -> Account {
        let now = clock.now()
        let userID = userID ?? UserID(unchecked: UniqueID(at: now).text)
        return try await database.write { session in
            let store = AccountStore(session)
            guard try store.find(userID) == nil else { throw ShopError.accountExists(userID) }
            return try store.create(userID, name: name, currency: currency, calendar: calendar, at: now)
        }
    }

    /// Accounts of one list.
    package static let listLimit = 1_000

    package func accounts() async throws -> [Account] {
        try await database.read { session in try AccountStore(session).list(limit: Shop.listLimit) }
    }

    /// The account of that id; throws ``ShopError/unknownAccount(_:)``.
    package func account(_ userID: UserID) async throws -> Account {
        guard let account = try await database.read({ session in try AccountStore(session).find(userID) }) else {
            throw ShopError.unknownAccount(userID)
        }
        return account
    }

    func rename(_ account: Account, _ name: String) async throws {
        let now = clock.now()
        try await database.write { session in try AccountStore(session).rename(account.key, name, at: now) }
    }

    /// Makes an API key; the text is its secret and stored nowhere.
    package func createKey(
        _ account: Account, name: String, scopes: Set<Scope>
    ) async throws -> (id: String, key: String) {
        let now = clock.now()
        let draft = APIKeyDraft(name: name, scopes: scopes, at: now, entropy: Entropy())
        let token = try await database.write { session in try APIKeyStore(session).create(account.key, draft, at: now) }
        return (draft.id, token.text)
    }

    package func keys(_ account: Account) async throws -> [APIKey] {
        try await database.read { session in try APIKeyStore(session).list(account.key, limit: Shop.listLimit) }
    }

    package func revokeKey(_ account: Account, _ id: String) async throws {
        let now = clock.now()
        let found = try await database.write { session in try APIKeyStore(session).revoke(account.key, id, at: now) }
        guard found else { throw ShopError.unknownKey(id) }
    }

    /// Scores the customers whose score can have changed, or all of them: when asked to, and as of a moment. `progress` is
    /// told how many were visited so far.
    package func runRFM(
        _ account: Account, asOf: Moment?, full: Bool = false, progress: (Int) -> Void = { _ in }
    ) async throws -> RFMRun {
        let moment = asOf ?? .day(account.calendar.day(of: clock.now()))
        var cursor: RFMCursor?
        var visited = 0
        repeat {
            let last = cursor
            cursor = try await workplace.write(account) { work in
                let scoring = RFMScoring(work)
                if full || asOf != nil { return try scoring.fullStep(after: last, asOf: moment) }
                return try scoring.dailyStep(after: last)
            }
            visited = cursor?.visited ?? visited
            progress(visited)
        } while cursor != nil
        let distribution = try await workplace.read(account) { work in try RFMScoring(work).distribution() }
        return RFMRun(
            asOf: moment.day(in: account.calendar), scored: distribution.total, visited: visited,
            distribution: distribution)
    }

    /// Saved scores, the best first.
    package func scores(_ account: Account, segment: RFMSegment?, _ page: PageRequest) async throws -> RFMReport {
        try await workplace.read(account) { work in
            try RFMScoring(work).report(
                RFMScoreFilter(segment: segment), Listing(page, sort: RFMScoreFilter.standardSort))
        }
    }
}

/// Why a command refuses.
package enum ShopError: DomainError {
    case unknownAccount(UserID)
    case accountExists(UserID)
    case unknownKey(String)

    package var kind: DomainErrorKind {
        switch self {
        case .unknownAccount, .unknownKey: .notFound
        case .accountExists: .conflict
        }
    }

    package var code: String {
        switch self {
        case .unknownAccount: "account.unknown"
        case .accountExists: "account.exists"
        case .unknownKey: "api_key.unknown"
        }
    }

    package var detail: String {
        switch self {
        case .unknownAccount(let userID):
            "there is no account \(userID.value): clientele account list shows them all"
        case .accountExists(let userID): "there is an account \(userID.value) already"
        case .unknownKey(let id): "the account has no API key \(id)"
        }
    }
}
