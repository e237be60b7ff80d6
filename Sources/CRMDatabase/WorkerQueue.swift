import Foundation

/// Names one call while it waits, so that it can be taken back.
final class WorkerTicket: Sendable {}

/// The calls that wait for a worker thread, in order of arrival. `Work` is what the worker is asked to do.
///
/// Unchecked, since the compiler cannot see that every field is read and written under `condition`.
package final class WorkerQueue<Work: Sendable>: @unchecked Sendable {
    package struct Job: Sendable {
        let ticket: WorkerTicket
        package let deadline: ContinuousClock.Instant?
        let arrival: ContinuousClock.Instant
        package let work: Work
        package let fail: @Sendable (any Error) -> Void

        package var isLate: Bool { deadline.map { $0 <= .now } ?? false }
    }

    private let condition = NSCondition()
    private let limit: Int
    private var jobs: [Job] = []
    private var runningWorkers: Int
    private var isClosed = false
    private var closeWaiters: [@Sendable () -> Void] = []
    /// When late calls are next looked for; nil when no call waits that has a deadline.
    private var alarm: ContinuousClock.Instant?
    private var counts: PoolStatistics

    package init(name: String, workerCount: Int, limit: Int) {
        precondition(workerCount > 0 && limit > 0, "a pool needs workers and room for those who wait")
        runningWorkers = workerCount
        self.limit = limit
        counts = PoolStatistics(name: name, limit: workerCount)
    }

    /// Waits until a worker has taken up the work that `make` builds around the continuation, which it must resume.
    /// Throws ``DatabaseError/timeout`` when no worker was free by the deadline or too many wait already. Cancelling
    /// the task takes a waiting call back; a running one ends by itself.
    package func call<Value: Sendable>(
        deadline: ContinuousClock.Instant?, _ make: (CheckedContinuation<Value, any Error>) -> Work
    ) async throws -> Value {
        let ticket = WorkerTicket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                submit(
                    Job(
                        ticket: ticket, deadline: deadline, arrival: .now, work: make(continuation),
                        fail: { error in continuation.resume(throwing: error) }))
                // A cancellation before the submission found nothing to take back.
                if Task.isCancelled { withdraw(ticket, CancellationError()) }
            }
        } onCancel: {
            withdraw(ticket, CancellationError())
        }
    }

    /// How the pool stands at this moment, and its sums.
    package var statistics: PoolStatistics {
        condition.withLock {
            var result = counts
            result.waiting = jobs.count
            return result
        }
    }

    /// Lets the job wait its turn; fails it at once when the queue is full or closed.
    private func submit(_ job: Job) {
        guard let refusal = append(job) else { return }
        job.fail(refusal)
    }

    private func append(_ job: Job) -> DatabaseError? {
        condition.withLock {
            if isClosed { return .databaseClosed }
            if jobs.count >= limit { return .timeout }
            jobs.append(job)
            if let deadline = job.deadline, alarm.map({ deadline < $0 }) ?? true { setAlarm(deadline) }
            condition.signal()
            return nil
        }
    }

    /// Fails the job with the error if it still waits.
    private func withdraw(_ ticket: WorkerTicket, _ error: any Error) {
        let job = condition.withLock { () -> Job? in
            guard let index = jobs.firstIndex(where: { $0.ticket === ticket }) else { return nil }
            return jobs.remove(at: index)
        }
        job?.fail(error)
    }

    /// One alarm for the earliest deadline: a timer for every call would cost more than most calls.
    private func setAlarm(_ instant: ContinuousClock.Instant) {
        alarm = instant
        Task { [weak self] in
            try? await ContinuousClock().sleep(until: instant)
            self?.failLateJobs(alarm: instant)
        }
    }

    private func failLateJobs(alarm instant: ContinuousClock.Instant) {
        let late = condition.withLock { () -> [Job] in
            let late = jobs.filter(\.isLate)
            if !late.isEmpty { jobs.removeAll { job in late.contains { $0.ticket === job.ticket } } }
            // An alarm that was overtaken by an earlier one sets no further one.
            guard alarm == instant else { return late }
            alarm = nil
            if let next = jobs.compactMap(\.deadline).min() { setAlarm(next) }
            return late
        }
        for job in late { job.fail(DatabaseError.timeout) }
    }
}

// The worker's side.
extension WorkerQueue {
    /// The next job; `done` is the one before it, which is over. Waits for it when none is there, after `settle`. Nil when
    /// the queue is closed and drained.
    func take(after done: Job?, settle: () -> Void) -> Job? {
        let ready = condition.withLock { () -> Job? in
            if done != nil { counts.inUse -= 1 }
            guard !jobs.isEmpty else { return nil }
            counts.inUse += 1
            return removeFirst()
        }
        if let ready { return ready }
        settle()
        return condition.withLock {
            while jobs.isEmpty {
                if isClosed { return nil }
                condition.wait()
            }
            counts.inUse += 1
            return removeFirst()
        }
    }

    /// The next job if one waits already and `isWanted` says so of its work.
    package func takeWaiting(where isWanted: (Work) -> Bool) -> Job? {
        condition.withLock {
            guard let first = jobs.first, isWanted(first.work) else { return nil }
            return removeFirst()
        }
    }

    private func removeFirst() -> Job {
        let job = jobs.removeFirst()
        counts.calls += 1
        counts.waited += ContinuousClock.now - job.arrival
        return job
    }

    func noteConnection(isReplacement: Bool) {
        condition.withLock {
            counts.open += 1
            if isReplacement { counts.replaced += 1 }
        }
    }

    func noteDisconnection() {
        condition.withLock { counts.open -= 1 }
    }

    /// Accepts no more jobs; `whenDone` is called after the last worker has ended.
    package func close(whenDone: @escaping @Sendable () -> Void) {
        let isDone = condition.withLock {
            isClosed = true
            condition.broadcast()
            if runningWorkers > 0 { closeWaiters.append(whenDone) }
            return runningWorkers == 0
        }
        if isDone { whenDone() }
    }

    /// Refuses new calls, lets those that run or wait finish and waits for the end of the threads.
    package func close() async {
        await withCheckedContinuation { continuation in
            close { continuation.resume() }
        }
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
