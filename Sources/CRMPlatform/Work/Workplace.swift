package import CRMCore
package import CRMDatabase

/// Where work is started: the database, the clock and the features' handlers, for endpoints, commands and jobs alike.
package struct Workplace: Sendable {
    package let database: any Database
    package let clock: any WallClock
    /// Tells this process's workers that there may be a job.
    package let jobSignal = JobSignal()
    private let events: EventBus
    private let idClock = IDClock()

    package init(database: any Database, clock: any WallClock, features: [Feature]) {
        self.database = database
        self.clock = clock
        events = EventBus(features)
    }

    /// Runs `body` on one snapshot of the account's data.
    package func read<Value: Sendable>(
        _ account: Account, scopes: Set<Scope> = Set(Scope.allCases), actor: String? = nil,
        deadline: ContinuousClock.Instant? = nil, _ body: @escaping @Sendable (Work) throws -> Value
    ) async throws -> Value {
        let (now, entropy, marks) = draw()
        return try await database.read(in: account.key, deadline: deadline) { [events] session in
            try body(
                Work(
                    session: session, account: account, now: now, entropy: entropy, scopes: scopes, actor: actor,
                    events: events, afterCommit: marks))
        }
    }

    /// Runs `body` in one transaction on the account's data; it may run again after a collision.
    package func write<Value: Sendable>(
        _ account: Account, scopes: Set<Scope> = Set(Scope.allCases), actor: String? = nil,
        deadline: ContinuousClock.Instant? = nil, _ body: @escaping @Sendable (Work) throws -> Value
    ) async throws -> Value {
        let (now, entropy, marks) = draw()
        let value = try await database.write(in: account.key, deadline: deadline) { [events] session in
            try body(
                Work(
                    session: session, account: account, now: now, entropy: entropy, scopes: scopes, actor: actor,
                    events: events, afterCommit: marks))
        }
        if marks.areWorkersWanted { jobSignal.notify() }
        return value
    }

    /// Time and random bits of one piece of work, drawn before its transaction, since that may run again.
    private func draw() -> (Instant, Entropy, CommitMarks) {
        let now = clock.now()
        return (now, Entropy(at: now, idClock), CommitMarks())
    }
}
