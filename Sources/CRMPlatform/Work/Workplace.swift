package import CRMCore
package import CRMDatabase

/// Where work is started: the database, the clock and the features' handlers, for endpoints, commands and jobs alike.
package struct Workplace: Sendable {
    package let database: any Database
    package let clock: any WallClock
    private let events: EventBus

    package init(database: any Database, clock: any WallClock, features: [Feature]) {
        self.database = database
        self.clock = clock
        events = EventBus(features)
    }

    /// Runs `body` on one snapshot of the account's data.
    package func read<Value: Sendable>(
        _ account: Account, scopes: Set<Scope> = Set(Scope.allCases), deadline: ContinuousClock.Instant? = nil,
        _ body: @escaping @Sendable (Work) throws -> Value
    ) async throws -> Value {
        let (now, entropy) = (clock.now(), Entropy())
        return try await database.read(in: account.key, deadline: deadline) { [events] session in
            try body(
                Work(
                    session: session, account: account, now: now, entropy: entropy, scopes: scopes, events: events))
        }
    }

    /// Runs `body` in one transaction on the account's data; it may run again after a collision.
    package func write<Value: Sendable>(
        _ account: Account, scopes: Set<Scope> = Set(Scope.allCases), deadline: ContinuousClock.Instant? = nil,
        _ body: @escaping @Sendable (Work) throws -> Value
    ) async throws -> Value {
        let (now, entropy) = (clock.now(), Entropy())
        return try await database.write(in: account.key, deadline: deadline) { [events] session in
            try body(
                Work(
                    session: session, account: account, now: now, entropy: entropy, scopes: scopes, events: events))
        }
    }
}
