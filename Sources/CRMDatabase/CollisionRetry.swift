/// Runs a transaction again when it collided with another: two changed the same rows, or two made the same new one, so
/// that the second run finds what the other has made.
package enum CollisionRetry {
    /// How often one transaction is tried in all.
    package static let attemptLimit = 5
    /// The longest pause before the second attempt; it doubles with every further one.
    static let firstPauseLimitMilliseconds = 8

    package static func run<Value>(
        deadline: ContinuousClock.Instant?, _ transaction: () async throws -> Value
    ) async throws -> Value {
        var attempt = 1
        while true {
            do {
                return try await transaction()
            } catch let error as DatabaseError where attempt < attemptLimit && error.mayPass {
                // A random pause, or the same transactions would meet again.
                let limit = firstPauseLimitMilliseconds << (attempt - 1)
                let pause = Duration.milliseconds(Int.random(in: 1...limit))
                if let deadline, .now + pause >= deadline { throw DatabaseError.timeout }
                try await Task.sleep(for: pause)
                attempt += 1
            }
        }
    }
}

extension DatabaseError {
    /// Whether the same transaction may succeed when it runs again.
    fileprivate var mayPass: Bool {
        switch self {
        // The next run sees the row that the other has made.
        case .serialization, .constraint(.unique, _): true
        default: false
        }
    }
}
