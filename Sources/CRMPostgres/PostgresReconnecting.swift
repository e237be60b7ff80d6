import CRMDatabase
import Synchronization

/// A transaction failed for want of a connection and left nothing behind: it may run on another one.
struct PostgresLoss: Error {
    let error: DatabaseError
}

/// Lets connections be made, and while the server is away just one attempt at a time, with growing pauses; everyone
/// else learns at once what the last attempt met.
final class PostgresGate: Sendable {
    private struct State {
        var hasConnected = false
        var failureCount = 0
        var isTrying = false
        var nextAttempt = ContinuousClock.now
        var lastError = DatabaseError.cannotOpen("PostgreSQL has not been reached yet")
    }

    private let state = Mutex(State())

    /// Makes a connection. A server that has answered before may come back: then the error is a ``PostgresLoss``.
    func connect<Connection>(_ make: () throws -> Connection) throws -> Connection {
        try state.withLock { state in
            guard state.hasConnected, state.failureCount > 0 else { return }
            guard !state.isTrying, state.nextAttempt <= .now else { throw PostgresLoss(error: state.lastError) }
            state.isTrying = true
        }
        do {
            let connection = try make()
            state.withLock { state in
                (state.hasConnected, state.failureCount, state.isTrying) = (true, 0, false)
            }
            return connection
        } catch {
            throw failed(error)
        }
    }

    private func failed(_ error: any Error) -> any Error {
        state.withLock { state in
            state.isTrying = false
            guard state.hasConnected, let error = error as? DatabaseError else { return error }
            state.failureCount += 1
            state.nextAttempt = .now + PostgresGate.pause(after: state.failureCount)
            state.lastError = error
            return PostgresLoss(error: error)
        }
    }

    /// The pause after so many failures in a row.
    static func pause(after failureCount: Int) -> Duration {
        let doublings = min(failureCount - 1, 10)
        return min(PostgresSettings.firstReconnectPause * (1 << doublings), PostgresSettings.longestReconnectPause)
    }
}

/// Runs a transaction again when it lost its server before the commit.
enum PostgresRecovery {
    static func run<Value>(
        deadline: ContinuousClock.Instant?, _ transaction: () async throws -> Value
    ) async throws -> Value {
        let recoveryEnd = ContinuousClock.now + PostgresSettings.recoveryLimit
        let end = deadline.map { min($0, recoveryEnd) } ?? recoveryEnd
        var attempt = 0
        while true {
            do {
                return try await transaction()
            } catch let loss as PostgresLoss {
                attempt += 1
                // A random pause, or all who lost the same server would come back at the same moment.
                let pause = PostgresGate.pause(after: attempt) * Double.random(in: 0.5...1)
                guard .now + pause < end else { throw loss.error }
                try await Task.sleep(for: pause)
            }
        }
    }
}
