import CRMCore
import CRMPlatform
import Synchronization

/// Who stands behind the credentials of the last second, so that not every request looks the same key up.
///
/// What this process revokes is forgotten before that is answered. What another process revokes works for the rest of its
/// second. Credentials that are refused are not kept.
package final class CredentialCache: Sendable {
    /// For how long a credential is taken as seen.
    package static let lifetime = Duration.seconds(1)
    /// Credentials that are kept; a new one beyond that empties the cache.
    static let limit = 10_000

    private struct Entry {
        let principal: Principal
        let expiry: ContinuousClock.Instant
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var generation = 0
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> ContinuousClock.Instant

    package init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
    }

    /// Rises whenever something is forgotten: what was read before that is not kept after it.
    var generation: Int { state.withLock { $0.generation } }

    func principal(_ credential: String) -> Principal? {
        let now = now()
        return state.withLock { state in
            guard let entry = state.entries[credential], entry.expiry > now else { return nil }
            return entry.principal
        }
    }

    func keep(_ principal: Principal, _ credential: String, seenIn generation: Int) {
        let expiry = now().advanced(by: CredentialCache.lifetime)
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.entries.count >= CredentialCache.limit { state.entries = [:] }
            state.entries[credential] = Entry(principal: principal, expiry: expiry)
        }
    }

    func forget(_ account: AccountKey) {
        state.withLock { state in
            state.generation += 1
            state.entries = state.entries.filter { $0.value.principal.account.key != account }
        }
    }
}
