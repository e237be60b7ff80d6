package import CRMCore
package import CRMDatabase

/// Where work is started: the database, the clock and the features' handlers, for endpoints, commands and jobs alike.
package struct Workplace: Sendable {
    package let database: any Database
    package let clock: any WallClock
    /// Tells this process's workers that there may be a job.
    package let jobSignal = JobSignal()
    /// Every column with days of an account's time zone.
    package let days: [DayColumns]
    private let events: EventBus
    private let idClock = IDClock()

    package init(database: any Database, clock: any WallClock, features: [Feature]) {
        self.database = database
        self.clock = clock
        events = EventBus(features)
        days = features.flatMap(\.days)
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

    /// Runs `body` in one transaction on the account's data; it may run again after a collision, and when the account has
    /// got another time zone: see ``Work/holdTimeZone()``.
    package func write<Value: Sendable>(
        _ account: Account, scopes: Set<Scope> = Set(Scope.allCases), actor: String? = nil,
        deadline: ContinuousClock.Instant? = nil, _ body: @escaping @Sendable (Work) throws -> Value
    ) async throws -> Value {
        let (now, entropy, marks) = draw()
        let attempt: @Sendable (Account) async throws -> Value = { [database, events] account in
            try await database.write(in: account.key, deadline: deadline) { session in
                try body(
                    Work(
                        session: session, account: account, now: now, entropy: entropy, scopes: scopes, actor: actor,
                        events: events, afterCommit: marks))
            }
        }
        let value: Value
        do {
            value = try await attempt(account)
        } catch let moved as TimeZoneMoved {
            // A zone that moves once more in between is told to the caller, who may try again.
            value = try await attempt(account.moved(to: moved.calendar))
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
