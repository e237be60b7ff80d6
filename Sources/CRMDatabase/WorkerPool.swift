import Foundation

/// A connection as its worker thread sees it; used by that thread alone.
package protocol WorkerConnection: AnyObject, SendableMetatype {
    /// False once the connection must not serve another job.
    var isUsable: Bool { get }
    /// Learns what became of the connection while it lay idle; asked before every job, must not wait.
    func noticeLoss()
    func close()
}

/// Dedicated threads that own one connection each, made when first needed and replaced when it breaks.
package final class WorkerPool<Connection: WorkerConnection>: Sendable {
    /// Calls that may wait for a worker at once; more are refused, since they would only time out later.
    package static var defaultQueueLimit: Int { 1024 }

    private let queue: WorkerQueue<Connection>

    package init(
        name: String, workerCount: Int, queueLimit: Int = defaultQueueLimit,
        connect: @escaping @Sendable () throws -> Connection
    ) {
        precondition(workerCount > 0 && queueLimit > 0, "a pool needs workers and room for those who wait")
        let queue = WorkerQueue<Connection>(workerCount: workerCount, limit: queueLimit)
        self.queue = queue
        for number in 1...workerCount {
            let thread = Thread { Self.work(queue, connect) }
            thread.name = "\(name)-\(number)"
            thread.start()
        }
    }

    deinit { queue.close {} }

    /// Runs `body` on a free worker; throws ``DatabaseError/timeout`` when none was free by the deadline or too many
    /// wait already. Cancelling the task takes a waiting call back; a running one ends by itself.
    package func run<Value: Sendable>(
        deadline: ContinuousClock.Instant?, _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        let queue = queue
        let ticket = WorkerTicket()
        let timer = deadline.map { deadline in
            Task {
                try await ContinuousClock().sleep(until: deadline)
                queue.withdraw(ticket, DatabaseError.timeout)
            }
        }
        defer { timer?.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.submit(
                    WorkerQueue.Job(
                        ticket: ticket, deadline: deadline,
                        perform: { connection in continuation.resume(with: Result { try body(connection) }) },
                        fail: { error in continuation.resume(throwing: error) }))
                // A cancellation before the submission found nothing to take back.
                if Task.isCancelled { queue.withdraw(ticket, CancellationError()) }
            }
        } onCancel: {
            queue.withdraw(ticket, CancellationError())
        }
    }

    /// Refuses new calls, lets those that run or wait finish, closes every connection and ends the threads.
    package func close() async {
        await withCheckedContinuation { continuation in
            queue.close { continuation.resume() }
        }
    }

    private static func work(_ queue: WorkerQueue<Connection>, _ connect: () throws -> Connection) {
        var current: Connection?
        while let job = queue.take() {
            guard !job.isLate else {
                job.fail(DatabaseError.timeout)
                continue
            }
            do {
                let connection = try usable(current) ?? connect()
                current = connection
                job.perform(connection)
            } catch {
                current = nil
                job.fail(error)
            }
            current = discardUnlessUsable(current)
        }
        current?.close()
        queue.workerEnded()
    }

    private static func usable(_ connection: Connection?) -> Connection? {
        connection?.noticeLoss()
        return discardUnlessUsable(connection)
    }

    private static func discardUnlessUsable(_ connection: Connection?) -> Connection? {
        guard let connection, !connection.isUsable else { return connection }
        connection.close()
        return nil
    }
}
