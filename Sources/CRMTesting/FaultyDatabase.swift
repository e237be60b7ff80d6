package import CRMCore
package import CRMDatabase
import Synchronization

/// A database that fails where a test says: at the beginning of a transaction, at a statement, at the commit, or after
/// the commit before the caller learns of it.
package struct FaultyDatabase: Database {
    private let base: any Database
    private let faults: FaultPlan

    package init(_ base: any Database, _ faults: FaultPlan) {
        self.base = base
        self.faults = faults
    }

    package var dialect: Dialect { base.dialect }

    package func read<Value: Sendable>(
        in account: AccountKey?, deadline: ContinuousClock.Instant?,
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value {
        try faults.pass(.begin)
        return try await base.read(in: account, deadline: deadline) { [faults] session in
            try body(FaultySession(session, faults))
        }
    }

    @discardableResult
    package func write<Value: Sendable>(
        in account: AccountKey?, deadline: ContinuousClock.Instant?,
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value {
        try faults.pass(.begin)
        let value = try await base.write(in: account, deadline: deadline) { [faults] session in
            let value = try body(FaultySession(session, faults))
            try faults.pass(.commit)
            return value
        }
        try faults.pass(.reply)
        return value
    }

    package func migrate(_ migrations: [Migration]) async throws -> MigrationReport {
        try await base.migrate(migrations)
    }

    package func schemaState(_ migrations: [Migration]) async throws -> SchemaState {
        try await base.schemaState(migrations)
    }

    package func describe() async throws -> String { try await base.describe() }
    package func statistics() async -> DatabaseStatistics { await base.statistics() }
    package func diagnose() async throws -> [Diagnosis] { try await base.diagnose() }
    package func close() async { await base.close() }
}

/// Which of the places that are passed fails.
package final class FaultPlan: Sendable {
    /// A place where a transaction can fail.
    package enum Place: String, Sendable {
        case begin, statement, commit, reply

        var error: DatabaseError {
            switch self {
            case .begin: .cannotOpen("a fault of the test")
            case .statement: .inputOutput("a fault of the test")
            case .commit: .diskFull
            case .reply: .connectionLost("a fault of the test")
            }
        }
    }

    private struct State {
        var passesLeft: Int?
        var isSticky = false
        var struck: [Place] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// From now on the `n`th place fails, or every place from it on.
    package func arm(_ n: Int, isSticky: Bool) {
        state.withLock { $0 = State(passesLeft: n, isSticky: isSticky) }
    }

    /// Lets every place pass from now on, and tells which ones have failed.
    package func disarm() -> [Place] {
        state.withLock { state in
            defer { state = State() }
            return state.struck
        }
    }

    func pass(_ place: Place) throws {
        try state.withLock { state in
            guard let left = state.passesLeft else { return }
            state.passesLeft = left - 1
            guard left == 1 || (left < 1 && state.isSticky) else { return }
            state.struck.append(place)
            throw place.error
        }
    }
}

/// Fails before the statement runs.
private final class FaultySession: DatabaseSession {
    private let base: any DatabaseSession
    private let faults: FaultPlan

    init(_ base: any DatabaseSession, _ faults: FaultPlan) {
        self.base = base
        self.faults = faults
    }

    var dialect: Dialect { base.dialect }

    func forEach(_ sql: SQL, _ body: (inout Row) throws -> Void) throws {
        try faults.pass(.statement)
        try base.forEach(sql, body)
    }

    func execute(_ sql: SQL) throws -> Int {
        try faults.pass(.statement)
        return try base.execute(sql)
    }

    func stage(_ name: StaticString, _ columns: [StagedColumn], _ rows: [[SQLValue]]) throws -> SQL {
        try faults.pass(.statement)
        return try base.stage(name, columns, rows)
    }

    func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        try faults.pass(.statement)
        return try base.savepoint(body)
    }
}
