import CRMApp
import CRMCore
import CRMTesting
import HTTPTypes
import Synchronization
import Testing

@testable import CRMGovernance
@testable import CRMPlatform

/// A verified credential is trusted for a second and no longer.
@Suite struct CredentialCacheTests {
    private static func principal(_ account: Int64) throws -> Principal {
        let calendar = try #require(DayCalendar(identifier: "UTC"))
        let currency = try #require(Currency("USD"))
        return Principal(
            account: Account(
                key: AccountKey(account), userID: UserID(unchecked: "a\(account)"), name: "A", currency: currency,
                calendar: calendar, createdAt: Instant(milliseconds: 0)),
            scopes: [], credential: "\(account)/1")
    }

    @Test func `a credential is known for one second`() throws {
        let now = Mutex(ContinuousClock.now)
        let cache = CredentialCache(now: { now.withLock { $0 } })
        cache.keep(try Self.principal(1), "secret", seenIn: cache.generation)
        now.withLock { $0 += .milliseconds(999) }
        #expect(cache.principal("secret") != nil)
        #expect(cache.principal("secret2") == nil)
        now.withLock { $0 += .milliseconds(1) }
        #expect(cache.principal("secret") == nil)
    }

    @Test func `what is forgotten does not come back with an older reading`() throws {
        let cache = CredentialCache()
        cache.keep(try Self.principal(1), "one", seenIn: cache.generation)
        cache.keep(try Self.principal(2), "two", seenIn: cache.generation)
        let before = cache.generation
        cache.forget(AccountKey(1))
        #expect(cache.principal("one") == nil)
        #expect(cache.principal("two") != nil)
        cache.keep(try Self.principal(1), "one", seenIn: before)
        #expect(cache.principal("one") == nil)
    }

    @Test func `a full cache starts anew`() throws {
        let cache = CredentialCache()
        let principal = try Self.principal(1)
        for number in 0...CredentialCache.limit { cache.keep(principal, "\(number)", seenIn: 0) }
        #expect(cache.principal("0") == nil)
        #expect(cache.principal("\(CredentialCache.limit)") != nil)
    }

    @Test(arguments: TestBackend.allCases)
    func `a key that was just used ends with its revocation`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let made = try await shop.post("/api/api-keys", #"{"name": "till"}"#)
            let (id, key) = (made.json["id"]?.string ?? "", made.json["key"]?.string ?? "")
            #expect(try await shop.get("/api/account", key: key).status == 200)
            #expect(try await shop.send(.delete, "/api/api-keys/\(id)").status == 200)
            #expect(try await shop.get("/api/account", key: key).status == 401)
        }
    }
}
