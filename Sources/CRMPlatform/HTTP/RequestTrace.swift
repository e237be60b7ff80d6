import Synchronization

/// What is found out about a request on its way, for its log line and its numbers.
package final class RequestTrace: Sendable {
    private struct Notes {
        var userID: String?
        var meter: RouteMeter?
        var receivedBytes = 0
        var fingerprint: RequestFingerprint?
    }

    private let notes = Mutex(Notes())

    /// The account of the credential.
    var userID: String? { notes.withLock { $0.userID } }
    /// The meter of the route; nil when none was found.
    var meter: RouteMeter? { notes.withLock { $0.meter } }
    /// Of the body, once it was read, when the request has an idempotency key.
    var fingerprint: RequestFingerprint? { notes.withLock { $0.fingerprint } }
    /// Bytes of the body that was read.
    var receivedBytes: Int { notes.withLock { $0.receivedBytes } }

    func note(userID: String) { notes.withLock { $0.userID = userID } }
    func note(meter: RouteMeter) { notes.withLock { $0.meter = meter } }
    func note(receivedBytes: Int) { notes.withLock { $0.receivedBytes = receivedBytes } }
    func note(fingerprint: RequestFingerprint) { notes.withLock { $0.fingerprint = fingerprint } }
}
