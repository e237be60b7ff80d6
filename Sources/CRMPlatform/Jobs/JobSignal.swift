import Synchronization

/// Tells the waiting workers of this process that there may be a job. Signals that come while a worker is busy become
/// one.
package final class JobSignal: Sendable {
    private struct Waiters {
        var next = 0
        var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let waiters = Mutex(Waiters())

    package init() {}

    package func notify() {
        waiters.withLock { waiters in for waiter in waiters.waiting.values { waiter.yield() } }
    }

    /// The signals from now on, the first at once.
    func signals() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = waiters.withLock { waiters in
            waiters.next += 1
            waiters.waiting[waiters.next] = continuation
            return waiters.next
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.waiters.withLock { waiters in waiters.waiting.removeValue(forKey: number) }
        }
        continuation.yield()
        return stream
    }
}
