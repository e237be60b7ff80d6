import Foundation

/// A connection as its worker thread sees it; used by that thread alone.
package protocol WorkerConnection: AnyObject, SendableMetatype {
    /// False once the connection must not serve another job.
    var isUsable: Bool { get }
    /// Learns what became of the connection while it lay idle; asked before every job, must not wait.
    func noticeLoss()
    /// Does what can wait for a moment without work.
    func settle()
    func close()
}

extension WorkerConnection {
    package func settle() {}
}

/// A thread that serves a queue on a connection of its own, made when first needed and replaced when it breaks.
package struct WorkerThread<Connection: WorkerConnection, Work: Sendable>: Sendable {
    package typealias Job = WorkerQueue<Work>.Job

    private let queue: WorkerQueue<Work>
    private let connect: @Sendable () throws -> Connection
    /// Does the job, and may take more from the queue; it sees to the answers.
    private let serve: @Sendable (Job, Connection) -> Void

    /// Starts a thread for each of the queue's workers.
    package static func start(
        for queue: WorkerQueue<Work>, connect: @escaping @Sendable () throws -> Connection,
        serve: @escaping @Sendable (Job, Connection) -> Void
    ) {
        let (name, count) = (queue.statistics.name, queue.statistics.limit)
        for number in 1...count {
            let worker = WorkerThread(queue: queue, connect: connect, serve: serve)
            let thread = Thread {
                Thread.current.name = "\(name)-\(number)"
                worker.run()
            }
            thread.start()
        }
    }

    private func run() {
        var current: Connection?
        var hasConnected = false
        var next = queue.take(after: nil) {}
        while let job = next {
            if job.isLate {
                job.fail(DatabaseError.timeout)
            } else {
                do {
                    let connection = try usable(current) ?? open(isReplacement: hasConnected)
                    (current, hasConnected) = (connection, true)
                    serve(job, connection)
                } catch {
                    current = nil
                    job.fail(error)
                }
                current = discardUnlessUsable(current)
            }
            next = queue.take(after: job) { current?.settle() }
        }
        if let current { discard(current) }
        queue.workerEnded()
    }

    private func open(isReplacement: Bool) throws -> Connection {
        let connection = try connect()
        queue.noteConnection(isReplacement: isReplacement)
        return connection
    }

    private func usable(_ connection: Connection?) -> Connection? {
        connection?.noticeLoss()
        return discardUnlessUsable(connection)
    }

    private func discardUnlessUsable(_ connection: Connection?) -> Connection? {
        guard let connection, !connection.isUsable else { return connection }
        discard(connection)
        return nil
    }

    private func discard(_ connection: Connection) {
        connection.close()
        queue.noteDisconnection()
    }
}
