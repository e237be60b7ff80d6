/// Dedicated threads that own one connection each and run one call at a time on it.
package final class WorkerPool<Connection: WorkerConnection>: Sendable {
    /// Calls that may wait for a worker at once; more are refused, since they would only time out later.
    package static var defaultQueueLimit: Int { 1024 }

    private typealias Work = @Sendable (Connection) -> Void

    private let queue: WorkerQueue<Work>

    package init(
        name: String, workerCount: Int, queueLimit: Int = defaultQueueLimit,
        connect: @escaping @Sendable () throws -> Connection
    ) {
        queue = WorkerQueue(name: name, workerCount: workerCount, limit: queueLimit)
        WorkerThread.start(for: queue, connect: connect) { job, connection in job.work(connection) }
    }

    deinit { queue.close {} }

    /// Runs `body` on a free worker; throws ``DatabaseError/timeout`` when none was free by the deadline or too many
    /// wait already. Cancelling the task takes a waiting call back; a running one ends by itself.
    package func run<Value: Sendable>(
        deadline: ContinuousClock.Instant?, _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await queue.call(deadline: deadline) { continuation in
            { connection in continuation.resume(with: Result { try body(connection) }) }
        }
    }

    /// How the pool stands at this moment, and its sums.
    package var statistics: PoolStatistics { queue.statistics }

    /// Refuses new calls, lets those that run or wait finish, closes every connection and ends the threads.
    package func close() async { await queue.close() }
}
