/// Runs a transaction again when it collided with another.
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
            } catch DatabaseError.serialization where attempt < attemptLimit {
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
