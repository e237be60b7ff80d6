import CRMDatabase
import Synchronization

/// The one connection that writes, on its own thread. Writes that wait while another commits share the next commit.
final class SQLiteWriter: Sendable {
    /// What the thread is asked for.
    private enum Work: Sendable {
        /// Shares a transaction with others.
        case write(SQLiteBatch.Work)
        /// Has the connection for itself, outside of any transaction.
        case alone(@Sendable (SQLiteConnection) -> Void)

        var isWrite: Bool {
            if case .write = self { true } else { false }
        }
    }

    private let queue: WorkerQueue<Work>
    private let counts: Counts

    /// The sums over all batches.
    private final class Counts: Sendable {
        let statistics = Mutex(DatabaseStatistics())
    }

    init(queueLimit: Int = SQLiteSettings.writeQueueLimit, connect: @escaping @Sendable () throws -> SQLiteConnection) {
        let queue = WorkerQueue<Work>(name: "sqlite-writer", workerCount: 1, limit: queueLimit)
        let counts = Counts()
        (self.queue, self.counts) = (queue, counts)
        WorkerThread.start(for: queue, connect: connect) { job, connection in
            Self.serve(job, on: connection, queue, counts)
        }
    }

    deinit { queue.close {} }

    /// Runs `body` in a transaction and answers after its commit. A call that still waits is taken back when its task
    /// is cancelled.
    func write<Value: Sendable>(
        deadline: ContinuousClock.Instant?, _ body: @escaping @Sendable (SQLiteSession) throws -> Value
    ) async throws -> Value {
        try await queue.call(deadline: deadline) { continuation in
            .write { session in
                let value = try body(session)
                return { failure in
                    if let failure {
                        continuation.resume(throwing: failure)
                    } else {
                        continuation.resume(returning: value)
                    }
                }
            }
        }
    }

    /// Runs `body` on the connection, outside of any transaction.
    func alone<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteConnection) throws -> Value
    ) async throws -> Value {
        try await queue.call(deadline: nil) { continuation in
            .alone { connection in continuation.resume(with: Result { try body(connection) }) }
        }
    }

    /// The sums, with the writer's pool as the only one.
    var statistics: DatabaseStatistics {
        var statistics = counts.statistics.withLock { $0 }
        statistics.pools = [queue.statistics]
        return statistics
    }

    func close() async { await queue.close() }

    private static func serve(
        _ job: WorkerQueue<Work>.Job, on connection: SQLiteConnection, _ queue: WorkerQueue<Work>, _ counts: Counts
    ) {
        if case .alone(let body) = job.work { return body(connection) }
        var batch = SQLiteBatch(connection)
        let end = ContinuousClock.now + SQLiteSettings.timePerCommit
        var next: WorkerQueue<Work>.Job? = job
        while let job = next {
            add(job, to: &batch)
            next = batch.hasRoom && .now < end ? queue.takeWaiting(where: \.isWrite) : nil
        }
        batch.commit()
        counts.statistics.withLock { $0.note(batch.outcome) }
        batch.answer()
        connection.checkpointIfDue()
    }

    private static func add(_ job: WorkerQueue<Work>.Job, to batch: inout SQLiteBatch) {
        guard case .write(let work) = job.work else { return }
        guard !job.isLate else { return job.fail(DatabaseError.timeout) }
        batch.add(deadline: job.deadline, fail: job.fail, work)
    }
}

extension DatabaseStatistics {
    fileprivate mutating func note(_ outcome: SQLiteBatch.Outcome) {
        rollbacks += outcome.rollbacks
        guard let committing = outcome.committing else { return }
        commits += 1
        writes += outcome.writes
        largestCommit = max(largestCommit, outcome.writes)
        self.committing += committing
    }
}
