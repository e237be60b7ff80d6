import CRMDatabase
import CRMTesting
import Synchronization
import Testing

@testable import CRMSQLite

/// Writes that share a commit.
@Suite(.timeLimit(.minutes(1))) struct SQLiteBatchTests {
    @Test func `writes that wait together share one commit`() async throws {
        try await withDatabase { database in
            let before = await database.statistics()
            let results = try await held(database) { batch in
                for id in 1...20 { batch.write { try $0.execute(Fixture.insert(id, label: "\(id)")) } }
            }
            #expect(try results.map { try $0.get() } == Array(repeating: 1, count: 20))
            let after = await database.statistics()
            #expect(after.writes - before.writes == 20)
            #expect(after.commits - before.commits == 1)
            #expect(after.largestCommit == 20)
            try await #expect(database.ids() == Array(1...20))
        }
    }

    @Test(arguments: [0, 1, 2])
    func `a failing write fails alone, first or last`(_ place: Int) async throws {
        try await withDatabase { database in
            let results = try await held(database) { batch in
                for index in 0...2 {
                    batch.write { session in
                        try session.execute(Fixture.insert(index, label: "\(index)"))
                        if index == place { throw TransactionTests.Refusal() }
                        return index
                    }
                }
            }
            #expect(results.map { (try? $0.get()) != nil } == (0...2).map { $0 != place })
            try await #expect(database.ids() == [0, 1, 2].filter { $0 != place })
        }
    }

    @Test func `a refused statement is the refusal of its write alone`() async throws {
        try await withDatabase { database in
            let results = try await held(database) { batch in
                for id in [1, 1, 2] { batch.write { try $0.execute(Fixture.insert(id, label: "\(id)")) } }
            }
            #expect(throws: DatabaseError.constraint(.unique, name: "things.id")) { try results[1].get() }
            try await #expect(database.ids() == [1, 2])
        }
    }

    @Test func `nobody is answered before the commit, nor who was refused`() async throws {
        try await withDatabase { database in
            let order = Mutex<[String]>([])
            let results = try await held(database) { batch in
                for id in [1, 1, 2] {
                    batch.write { session in
                        order.withLock { $0.append("ran") }
                        return try session.execute(Fixture.insert(id, label: nil))
                    } answered: {
                        order.withLock { $0.append("answered") }
                    }
                }
            }
            #expect(results.count == 3)
            #expect(order.withLock { $0 } == ["ran", "ran", "ran", "answered", "answered", "answered"])
        }
    }

    @Test func `a reference that points nowhere at the end is the fault of its write alone`() async throws {
        try await withDatabase { database in
            try await database.write { session in
                try session.execute(
                    """
                    CREATE TABLE notes (thing_id INTEGER NOT NULL REFERENCES things (id) DEFERRABLE INITIALLY DEFERRED)
                    STRICT
                    """)
            }
            let results = try await held(database) { batch in
                batch.write { try $0.execute(Fixture.insert(1, label: nil)) }
                batch.write { try $0.execute("INSERT INTO notes VALUES (\(9))") }
                batch.write { session in
                    try session.execute("INSERT INTO notes VALUES (\(2))")
                    return try session.execute(Fixture.insert(2, label: nil))
                }
            }
            #expect(throws: DatabaseError.constraint(.foreignKey, name: "FOREIGN KEY constraint failed")) {
                try results[1].get()
            }
            try await #expect(database.ids() == [1, 2])
            try await #expect(database.read { try $0.integers("SELECT thing_id FROM notes") } == [2])
        }
    }

    @Test func `a write past its deadline ends alone`() async throws {
        try await withDatabase { database in
            let results = try await held(database) { batch in
                batch.write { try $0.execute(Fixture.insert(1, label: nil)) }
                batch.write(deadline: .now + .milliseconds(100)) { session in
                    try session.execute(Fixture.insert(2, label: nil))
                    return try session.integers(Fixture.runaway).count
                }
            }
            #expect(throws: DatabaseError.timeout) { try results[1].get() }
            try await #expect(database.ids() == [1])
        }
    }

    @Test func `a waiting write is taken back when its task is cancelled`() async throws {
        try await withDatabase { database in
            let results = try await held(database) { batch in
                batch.write { try $0.execute(Fixture.insert(1, label: nil)) }
                batch.write { try $0.execute(Fixture.insert(2, label: nil)) }
                batch.cancelLast()
            }
            #expect(throws: CancellationError.self) { try results[1].get() }
            try await #expect(database.ids() == [1])
        }
    }

    @Test func `a commit that fails undoes all and tells everybody`() async throws {
        try await withDatabase { database in
            let before = await database.statistics()
            try await database.onWriter { $0.refuseCommits(true) }
            let results = try await held(database) { batch in
                for id in 1...3 { batch.write { try $0.execute(Fixture.insert(id, label: nil)) } }
            }
            #expect(results.allSatisfy { (try? $0.get()) == nil })
            try await database.onWriter { $0.refuseCommits(false) }
            try await database.write { try $0.execute(Fixture.insert(4, label: nil)) }
            try await #expect(database.ids() == [4])
            let after = await database.statistics()
            #expect(after.rollbacks - before.rollbacks == 3)
            #expect(after.writes - before.writes == 1)
        }
    }

    @Test func `when SQLite undoes the transaction by itself nobody is told of success`() async throws {
        try await withDatabase { database in
            let results = try await held(database) { batch in
                batch.write { try $0.execute(Fixture.insert(1, label: nil)) }
                // Keeps on writing although the transaction is gone: none of it may reach the file.
                batch.write { session in
                    _ = try? session.execute("INSERT OR ROLLBACK INTO things (id) VALUES (\(1))")
                    _ = try? session.execute(Fixture.insert(7, label: nil))
                    _ = try? session.savepoint { try session.execute(Fixture.insert(8, label: nil)) }
                    return 0
                }
                batch.write { try $0.execute(Fixture.insert(2, label: nil)) }
            }
            #expect(throws: DatabaseError.serialization) { try results[0].get() }
            #expect(throws: DatabaseError.self) { try results[1].get() }
            #expect(try results[2].get() == 1, "who came after was in the next transaction")
            try await #expect(database.ids() == [2])
        }
    }

    @Test func `a table staged in an undone write is staged anew by the next, with its own columns`() async throws {
        try await withDatabase { database in
            let (numbers, texts) = ([StagedColumn("n", .int64)], [StagedColumn("t", .text)])
            try await database.write { _ = try $0.stage("kept", numbers, [[.int64(0)]]) }
            let results = try await held(database) { batch in
                batch.write { try $0.integers("SELECT n FROM \($0.stage("kept", numbers, [[.int64(1)]])) AS s") }
                batch.write { session in
                    _ = try session.stage("kept", texts, [[.text("x")]])
                    _ = try session.stage("fresh", numbers, [[.int64(2)]])
                    throw TransactionTests.Refusal()
                }
                batch.write { session in
                    let kept = try session.stage("kept", numbers, [[.int64(3)]])
                    let fresh = try session.stage("fresh", numbers, [[.int64(4)]])
                    return try session.integers("SELECT n FROM \(kept) AS s UNION ALL SELECT n FROM \(fresh) AS f")
                }
            }
            #expect(try results[0].get() == [1])
            #expect(throws: TransactionTests.Refusal.self) { try results[1].get() }
            #expect(try results[2].get() == [3, 4])
        }
    }

    @Test func `more writes than one commit takes are shared out over several`() async throws {
        try await withDatabase { database in
            let before = await database.statistics()
            let count = SQLiteSettings.writesPerCommit + 10
            let results = try await held(database) { batch in
                for id in 1...count { batch.write { try $0.execute(Fixture.insert(id, label: nil)) } }
            }
            #expect(try results.map { try $0.get() } == Array(repeating: 1, count: count))
            let after = await database.statistics()
            #expect(after.commits - before.commits >= 2)
            #expect(after.largestCommit <= SQLiteSettings.writesPerCommit)
            try await #expect(database.ids().count == count)
        }
    }

    @Test func `the log is copied into the file by and by and stays short`() async throws {
        try await withDatabase { database in
            for round in 1...40 {
                try await database.write { session in
                    let raw = [UInt8](repeating: UInt8(round), count: 400_000)
                    try session.execute("INSERT INTO things (id, raw) VALUES (\(round), \(raw))")
                }
            }
            let statistics = await database.statistics()
            #expect(statistics.logBytes ?? .max < 8 << 20, "16 MB went through it")
            #expect(statistics.databaseBytes ?? 0 > 8 << 20)
        }
    }

    private func withDatabase(_ body: (SQLiteDatabase) async throws -> Void) async throws {
        try await TestFolder.with { folder in
            let database = try await SQLiteDatabase.open(path: folder.file("test.db"), readerCount: 2)
            try await database.closing {
                _ = try await database.migrate(Fixture.migrations)
                try await body(database)
            }
        }
    }

    /// Holds the writer until every write of `plan` waits for it, in the order of the plan; gives their results.
    private func held<Value: Sendable>(
        _ database: SQLiteDatabase, _ plan: (Held<Value>) -> Void
    ) async throws -> [Result<Value, any Error>] {
        let gate = Gate()
        let (started, start) = AsyncStream<Void>.makeStream()
        async let holding: Void = database.onWriter { _ in
            start.finish()
            gate.wait()
        }
        for await _ in started {}
        let held = Held<Value>()
        plan(held)
        let results = try await held.queue(on: database) { gate.open() }
        try await holding
        return results
    }
}

/// Writes that are to wait at the same time.
private final class Held<Value: Sendable> {
    private struct Write {
        let deadline: ContinuousClock.Instant?
        let body: @Sendable (any DatabaseSession) throws -> Value
        let answered: @Sendable () -> Void
        var isCancelled = false
    }

    private var writes: [Write] = []

    func write(
        deadline: ContinuousClock.Instant? = nil, _ body: @escaping @Sendable (any DatabaseSession) throws -> Value,
        answered: @escaping @Sendable () -> Void = {}
    ) {
        writes.append(Write(deadline: deadline, body: body, answered: answered))
    }

    func cancelLast() { writes[writes.count - 1].isCancelled = true }

    /// Starts one write after the other, each when the one before is waiting, then lets the writer go.
    func queue(on database: SQLiteDatabase, release: () -> Void) async throws -> [Result<Value, any Error>] {
        var tasks: [Task<Value, any Error>] = []
        for write in writes {
            let task = Task {
                defer { write.answered() }
                return try await database.write(in: nil, deadline: write.deadline, write.body)
            }
            while await database.waitingWrites() < tasks.count + 1 { await Task.yield() }
            tasks.append(task)
        }
        for (task, write) in zip(tasks, writes) where write.isCancelled { task.cancel() }
        release()
        var results: [Result<Value, any Error>] = []
        for task in tasks { results.append(await task.result) }
        return results
    }
}

extension SQLiteDatabase {
    fileprivate func waitingWrites() async -> Int {
        await statistics().pools.first { $0.name == "sqlite-writer" }?.waiting ?? 0
    }

    fileprivate func ids() async throws -> [Int] {
        try await read { session in try session.all("SELECT id FROM things ORDER BY id") { try $0.read(Int.self) } }
    }
}
