import CRMDatabase
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct WorkerPoolTests {
    final class Connection: WorkerConnection {
        let number: Int
        var isUsable = true
        private(set) var isClosed = false
        let settled: Counter

        init(number: Int, settled: Counter = Counter()) {
            self.number = number
            self.settled = settled
        }

        func noticeLoss() {}
        func settle() { _ = settled.next() }
        func close() { isClosed = true }
    }

    private func pool(workers: Int = 1, queueLimit: Int = 8) -> WorkerPool<Connection> {
        let count = Counter()
        return WorkerPool(name: "test", workerCount: workers, queueLimit: queueLimit) {
            Connection(number: count.next())
        }
    }

    @Test func `a broken connection is replaced before the next job`() async throws {
        let pool = pool()
        let first = try await pool.run(deadline: nil) { connection in
            connection.isUsable = false
            return connection.number
        }
        let second = try await pool.run(deadline: nil) { $0.number }
        let third = try await pool.run(deadline: nil) { $0.number }
        #expect([first, second, third] == [1, 2, 2])
        await pool.close()
    }

    @Test func `a connection settles when no job waits, and not before`() async throws {
        let settled = Counter()
        let pool = WorkerPool(name: "test", workerCount: 1) { Connection(number: 1, settled: settled) }
        try await withBusyPool(pool) { pool, gate in
            async let waiting: Void = pool.run(deadline: nil) { _ in #expect(settled.value == 0) }
            while pool.statistics.waiting == 0 { await Task.yield() }
            gate.open()
            try await waiting
            while settled.value == 0 { await Task.yield() }
        }
    }

    @Test func `waiting for a worker ends at the deadline`() async throws {
        try await withBusyPool(pool()) { pool, _ in
            await #expect(throws: DatabaseError.timeout) {
                try await pool.run(deadline: .now + .milliseconds(50)) { _ in Issue.record("it ran") }
            }
        }
    }

    @Test func `a cancelled call leaves the queue`() async throws {
        try await withBusyPool(pool()) { pool, _ in
            let waiting = Task { try await pool.run(deadline: nil) { _ in Issue.record("it ran") } }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }

    @Test func `a full queue refuses at once`() async throws {
        try await withBusyPool(pool(queueLimit: 1)) { pool, gate in
            // One of the two waits for the busy worker, so that the first to come back is the one without room.
            let results = await withTaskGroup(of: DatabaseError?.self) { group in
                for _ in 1...2 {
                    group.addTask { await databaseError { try await pool.run(deadline: nil) { _ in } } }
                }
                var results: [DatabaseError?] = []
                for await result in group {
                    results.append(result)
                    gate.open()
                }
                return results
            }
            #expect(results == [.timeout, nil])
        }
    }

    @Test func `closing lets waiting jobs finish and refuses new ones`() async throws {
        let pool = pool()
        let gate = Gate()
        async let running: Void = pool.run(deadline: nil) { _ in gate.wait() }
        async let waiting = pool.run(deadline: nil) { _ in true }
        async let closed: Void = pool.close()
        gate.open()
        _ = try? await (running, waiting)
        await closed
        await #expect(throws: DatabaseError.cannotOpen("the database is closed")) {
            try await pool.run(deadline: nil) { _ in }
        }
    }

    private func withBusyPool(
        _ pool: WorkerPool<Connection>, _ body: (WorkerPool<Connection>, Gate) async throws -> Void
    ) async throws {
        let (started, start) = AsyncStream<Void>.makeStream()
        let gate = Gate()
        async let busy: Void = pool.run(deadline: nil) { _ in
            start.finish()
            gate.wait()
        }
        for await _ in started {}
        try await body(pool, gate)
        gate.open()
        try await busy
        await pool.close()
    }

    final class Counter: Sendable {
        private let count = Mutex(0)

        var value: Int { count.withLock { $0 } }

        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }
}

@Suite struct StatementCacheTests {
    @Test func `the least recently used statement makes room`() {
        var cache = StatementCache<String, Int>(limit: 2)
        #expect(cache.put(1, for: "a") == nil)
        #expect(cache.put(2, for: "b") == nil)
        #expect(cache.take("a") == 1)
        #expect(cache.put(1, for: "a") == nil)
        #expect(cache.put(3, for: "c") == 2)
        #expect(cache.count == 2)
        #expect(cache.take("b") == nil)
        #expect(cache.removeAll().sorted() == [1, 3])
    }
}
