package import CRMCore
package import CRMDatabase
package import CRMPlatform

/// Finds the account and the scopes behind an API key.
package struct APIKeyAuthenticator: Authenticator {
    private let database: any Database
    private let clock: any WallClock
    private let cache: CredentialCache

    /// How exact the last use of a key is kept: a write for every request would cost more than it tells.
    private static let lastUseMilliseconds: Int64 = 10 * 60 * 1000

    package init(database: any Database, clock: any WallClock, cache: CredentialCache = CredentialCache()) {
        self.database = database
        self.clock = clock
        self.cache = cache
    }

    package func authenticate(bearer text: String, deadline: ContinuousClock.Instant) async throws -> Principal {
        if let known = cache.principal(text) { return known }
        guard let token = APIKeyToken(text) else { throw AccessError.unknownCredential }
        let generation = cache.generation
        let found = try await database.read(deadline: deadline) {
            session -> (principal: Principal, lastUsedAt: Instant?)? in
            guard let credential = try APIKeyStore(session).credential(token), token.matches(credential.hash),
                let account = try AccountStore(session).find(token.account)
            else { return nil }
            let principal = Principal(
                account: account, scopes: credential.scopes, credential: token.place, actor: credential.id)
            return (principal, credential.lastUsedAt)
        }
        guard let found else { throw AccessError.unknownCredential }
        cache.keep(found.principal, text, seenIn: generation)
        await noteUse(token, last: found.lastUsedAt, deadline: deadline)
        return found.principal
    }

    package func forget(_ account: AccountKey) { cache.forget(account) }

    private func noteUse(_ token: APIKeyToken, last: Instant?, deadline: ContinuousClock.Instant) async {
        let now = clock.now()
        if let last, now.milliseconds - last.milliseconds < APIKeyAuthenticator.lastUseMilliseconds { return }
        // A key works also while the database takes no writes.
        try? await database.write(deadline: deadline) { session in try APIKeyStore(session).noteUse(token, at: now) }
    }
}
