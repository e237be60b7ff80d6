import CRMDatabase
import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMSQLite

/// Where reads run.
@Suite(.timeLimit(.minutes(1))) struct SQLiteReadTests {
    /// Counts its rows in far more steps than a quick read may take, yet soon.
    private static let long = """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT count(*) FROM n
        """ as SQL

    @Test func `a short read runs at once on the calling thread`() async throws {
        try await withDatabase { database in
            // The writer may still be on its way out of what it did last.
            while await database.statistics().pools.contains(where: { $0.inUse > 0 }) { await Task.yield() }
            try await #expect(database.read { try $0.value("SELECT \(1)", as: Int.self) } == 1)
            let statistics = await database.statistics()
            #expect(statistics.pools.map(\.name) == ["sqlite-quick", "sqlite-reader", "sqlite-writer"])
            #expect(statistics.pools.map(\.calls)[..<2] == [1, 0])
            #expect(statistics.pools.map(\.inUse) == [0, 0, 0])
            #expect(statistics.rerunReads == 0)
        }
    }

    @Test func `a read that turns out long runs again on a reader's thread`() async throws {
        try await withDatabase { database in
            let threads = Mutex<[ObjectIdentifier]>([])
            let count = try await database.read { session in
                threads.withLock { $0.append(ObjectIdentifier(Thread.current)) }
                return try session.value(Self.long, as: Int.self)
            }
            #expect(count == 200_000)
            #expect(threads.withLock { Set($0).count } == 2)
            let statistics = await database.statistics()
            #expect(statistics.pools.map(\.calls)[..<2] == [1, 1])
            #expect(statistics.rerunReads == 1)
        }
    }

    @Test func `a read that swallows its interruption runs again all the same`() async throws {
        try await withDatabase { database in
            let count = try await database.read { session in (try? session.value(Self.long, as: Int.self)) ?? -1 }
            #expect(count == 200_000)
        }
    }

    @Test func `many long reads at once all get their answer`() async throws {
        try await withDatabase { database in
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...12 {
                    group.addTask { try await database.read { try $0.value(Self.long, as: Int.self) } }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counts == Array(repeating: 200_000, count: 12))
            // A reader is free a moment after it has answered.
            while await database.statistics().pools.contains(where: { $0.inUse > 0 }) { await Task.yield() }
            await #expect(database.statistics().pools.allSatisfy { $0.waiting == 0 && $0.open <= $0.limit })
        }
    }

    @Test func `a quick read is the allowance's whole, also after one that was too long`() async throws {
        try await withDatabase { database in
            for _ in 1...3 { _ = try await database.read { try $0.value(Self.long, as: Int.self) } }
            try await #expect(database.read { try $0.value("SELECT \(1)", as: Int.self) } == 1)
            await #expect(database.statistics().rerunReads == 3)
        }
    }

    @Test func `a read never sees half of a commit that several writes share`() async throws {
        try await withDatabase { database in
            try await database.write { session in
                try session.execute("CREATE TABLE pairs (a INTEGER NOT NULL, b INTEGER NOT NULL) STRICT")
                try session.execute("INSERT INTO pairs VALUES (0, 0)")
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...8 {
                    group.addTask {
                        for _ in 1...25 {
                            try await database.write { session in
                                try session.execute("UPDATE pairs SET a = a + 1")
                                try session.execute("UPDATE pairs SET b = b + 1")
                            }
                        }
                    }
                    group.addTask {
                        for _ in 1...100 {
                            let isWhole = try await database.read { session in
                                let first = try session.value("SELECT a FROM pairs", as: Int.self)
                                return try session.value("SELECT b FROM pairs", as: Int.self) == first
                            }
                            #expect(isWhole)
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await #expect(database.read { try $0.value("SELECT a FROM pairs", as: Int.self) } == 200)
        }
    }

    private func withDatabase(_ body: (SQLiteDatabase) async throws -> Void) async throws {
        try await TestFolder.with { folder in
            let database = try await SQLiteDatabase.open(path: folder.file("test.db"), readerCount: 2)
            try await database.closing { try await body(database) }
        }
    }
}
