import CRMTesting
import Dispatch

/// Asks again and again until `answer` gives something; throws when it has not within the deadline.
func poll<Value>(
    for what: String, within limit: Duration = .seconds(30), _ answer: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now.advanced(by: limit)
    while true {
        if let value = try await answer() { return value }
        guard ContinuousClock.now < deadline else { throw TestFailure("Waited \(limit) in vain for \(what).") }
        try await Task.sleep(for: .milliseconds(10))
    }
}

/// Runs what blocks its thread away from the threads that tests share.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
    }
}
