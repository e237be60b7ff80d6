import Foundation

/// Names one call while it waits, so that it can be taken back.
final class WorkerTicket: Sendable {}

/// The jobs that wait for a worker thread, in order of arrival.
///
/// Unchecked, since the compiler cannot see that every field is read and written under `condition`.
final class WorkerQueue<Connection>: @unchecked Sendable {
    struct Job: Sendable {
        let ticket: WorkerTicket
        let deadline: ContinuousClock.Instant?
        let perform: @Sendable (Connection) -> Void
        let fail: @Sendable (any Error) -> Void

        var isLate: Bool { deadline.map { $0 <= .now } ?? false }
    }

    private let condition = NSCondition()
    private let limit: Int
    private var jobs: [Job] = []
    private var runningWorkers: Int
    private var isClosed = false
    private var closeWaiters: [@Sendable () -> Void] = []

    init(workerCount: Int, limit: Int) {
        runningWorkers = workerCount
        self.limit = limit
    }

    /// Lets the job wait its turn; fails it at once when the queue is full or closed.
    func submit(_ job: Job) {
        guard let refusal = append(job) else { return }
        job.fail(refusal)
    }

    private func append(_ job: Job) -> DatabaseError? {
        condition.withLock {
            if isClosed { return .cannotOpen("the database is closed") }
            if jobs.count >= limit { return .timeout }
            jobs.append(job)
            condition.signal()
            return nil
        }
    }

    /// Fails the job with the error if it still waits.
    func withdraw(_ ticket: WorkerTicket, _ error: any Error) {
        let job = condition.withLock { () -> Job? in
            guard let index = jobs.firstIndex(where: { $0.ticket === ticket }) else { return nil }
            return jobs.remove(at: index)
        }
        job?.fail(error)
    }

    /// Waits for the next job; nil when the queue is closed and drained.
    func take() -> Job? {
        condition.withLock {
            while jobs.isEmpty {
                if isClosed { return nil }
                condition.wait()
            }
            return jobs.removeFirst()
        }
    }

    /// Accepts no more jobs; `whenDone` is called after the last worker has ended.
    func close(whenDone: @escaping @Sendable () -> Void) {
        let isDone = condition.withLock {
            isClosed = true
            condition.broadcast()
            if runningWorkers > 0 { closeWaiters.append(whenDone) }
            return runningWorkers == 0
        }
        if isDone { whenDone() }
    }

    func workerEnded() {
        let waiters = condition.withLock { () -> [@Sendable () -> Void] in
            runningWorkers -= 1
            guard runningWorkers == 0 else { return [] }
            defer { closeWaiters = [] }
            return closeWaiters
        }
        for waiter in waiters { waiter() }
    }
}
