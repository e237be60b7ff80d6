import CRMDatabase
import CRMTesting
import Dispatch
import Testing

@Suite(.timeLimit(.minutes(1))) struct TransactionTests {
    struct Refusal: Error {}

    @Test(arguments: TestBackend.allCases)
    func `a thrown error undoes the transaction`(_ backend: TestBackend) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            await #expect(throws: Refusal.self) {
                try await database.write { session in
                    try session.execute(Fixture.insert(1, label: "a"))
                    throw Refusal()
                }
            }
            try await #expect(database.read { try $0.value(Fixture.small, as: Int.self) } == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a savepoint undoes just what it did, at any depth`(_ backend: TestBackend) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            try await database.write { session in
                try session.execute(Fixture.insert(1, label: "kept"))
                try session.savepoint {
                    try session.execute(Fixture.insert(2, label: "kept too"))
                    try? session.savepoint {
                        try session.execute(Fixture.insert(3, label: "undone"))
                        throw Refusal()
                    }
                }
                try? session.savepoint {
                    try session.savepoint { try session.execute(Fixture.insert(4, label: "undone as well")) }
                    throw Refusal()
                }
            }
            try await #expect(database.read { try $0.integers("SELECT id FROM things ORDER BY id") } == [1, 2])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a performed statement holds, and a refused one undoes its savepoint alone or the transaction`(
        _ backend: TestBackend
    ) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            try await database.write { session in
                try session.perform(Fixture.insert(1, label: "a"))
                let second: Void? = try? session.savepoint { try session.perform(Fixture.insert(1, label: "b")) }
                #expect(second == nil)
                try session.savepoint { try session.perform(Fixture.insert(2, label: "c")) }
                #expect(try session.integers("SELECT id FROM things ORDER BY id") == [1, 2])
            }
            await #expect(throws: DatabaseError.self) {
                try await database.write { session in
                    try session.perform(Fixture.insert(3, label: "d"))
                    try session.perform(Fixture.insert(1, label: "e"))
                }
            }
            try await #expect(database.read { try $0.integers("SELECT id FROM things ORDER BY id") } == [1, 2])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a refused statement within a savepoint leaves the rest of the transaction whole`(
        _ backend: TestBackend
    ) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            let isRefused = try await database.write { session in
                try session.execute(Fixture.insert(1, label: "a"))
                let second = try? session.savepoint { try session.execute(Fixture.insert(1, label: "b")) }
                try session.execute(Fixture.insert(2, label: "c"))
                return second == nil
            }
            #expect(isRefused)
            try await #expect(database.read { try $0.value(Fixture.small, as: Int.self) } == 2)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a refused statement outside of a savepoint undoes all, even when the error is caught`(
        _ backend: TestBackend
    ) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            let error = await databaseError {
                try await database.write { session in
                    try session.execute(Fixture.insert(1, label: "a"))
                    _ = try? session.execute(Fixture.insert(1, label: "b"))
                    _ = try? session.execute(Fixture.insert(2, label: "c"))
                }
            }
            guard case .constraint(.unique, _) = error else {
                Issue.record("got \(String(describing: error))")
                return
            }
            try await #expect(database.read { try $0.value(Fixture.small, as: Int.self) } == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a read keeps its snapshot while a write commits`(_ backend: TestBackend) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            let (started, start) = AsyncStream<Void>.makeStream()
            let gate = Gate()
            async let counts = database.read { session in
                let before = try session.value(Fixture.small, as: Int.self)
                start.finish()
                gate.wait()
                return [before, try session.value(Fixture.small, as: Int.self)]
            }
            for await _ in started {}
            try await database.write { try $0.execute(Fixture.insert(1, label: "a")) }
            gate.open()
            try await #expect(counts == [0, 0])
            try await #expect(database.read { try $0.value(Fixture.small, as: Int.self) } == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `writes from many tasks all arrive`(_ backend: TestBackend) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 1...50 {
                    group.addTask {
                        _ = try await database.write { try $0.execute(Fixture.insert(id, label: "\(id)")) }
                    }
                }
                try await group.waitForAll()
            }
            try await #expect(database.read { try $0.value(Fixture.small, as: Int.self) } == 50)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `statements may run inside the loop over another's rows`(_ backend: TestBackend) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            let smaller = try await database.write { session in
                for id in 1...3 { try session.execute(Fixture.insert(id, label: "\(id)")) }
                return try session.all("SELECT id FROM things ORDER BY id") { row in
                    let id = try row.read(Int64.self)
                    return try session.integers("SELECT id FROM things ORDER BY id").filter { $0 < id }.count
                }
            }
            #expect(smaller == [0, 1, 2])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a statement tells how many rows it changed`(_ backend: TestBackend) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            let counts = try await database.write { session in
                [
                    try session.execute("INSERT INTO things (id) VALUES (1), (2), (3)"),
                    try session.execute("UPDATE things SET number = 1 WHERE id > \(1)"),
                    try session.execute("SELECT id FROM things"),
                    try session.execute("INSERT INTO things (id) VALUES (1) ON CONFLICT DO NOTHING"),
                    try session.execute("DELETE FROM things"),
                ]
            }
            #expect(counts == [3, 2, 0, 0, 3])
        }
    }
}

/// Holds a thread until it is opened.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func open() { semaphore.signal() }
    func wait() { semaphore.wait() }
}
