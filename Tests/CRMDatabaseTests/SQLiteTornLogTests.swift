import CRMDatabase
import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMSQLite

@Suite(.serialized, .timeLimit(.minutes(10))) struct SQLiteTornLogTests {
    /// Transactions of one database before a fresh one follows: the log must not be copied into the file, since what
    /// was copied was on the disk before and cannot be torn.
    private static let writesPerDatabase = 200
    private static let copiesPerDatabase = 20

    private static let schema = [
        Migration(
            "test/1-ledger",
            [
                .createTable("entries", "id int64 NOT NULL PRIMARY KEY, amount int64 NOT NULL, note text NOT NULL"),
                .createTable("balance", "id int64 NOT NULL PRIMARY KEY, entries int64 NOT NULL, total int64 NOT NULL"),
            ])
    ]

    @Test func `3: a copy with a torn log opens to the state before or after a write, never to half of one`()
        async throws
    {
        let copies = TestSize.scaled(100, soak: 1_000)
        var random = TestSize.random("torn log")
        for _ in 1...(copies / Self.copiesPerDatabase) {
            try await TestFolder.with { folder in
                let database = try await SQLiteDatabase.open(path: folder.file("shop.db"), readerCount: 1)
                try await database.closing {
                    _ = try await database.migrate(Self.schema)
                    try await database.write { try $0.execute("INSERT INTO balance VALUES (1, 0, 0)") }
                    try await checkCopies(of: database, in: folder, &random)
                }
            }
        }
    }

    private func checkCopies(
        of database: SQLiteDatabase, in folder: TestFolder, _ random: inout SeededRandom
    ) async throws {
        let acknowledged = Mutex(0)
        async let writing: Void = {
            for id in 1...Self.writesPerDatabase {
                try await Self.write(id, to: database)
                acknowledged.withLock { $0 = id }
            }
        }()
        for number in 1...Self.copiesPerDatabase {
            let moment = Int.random(in: 0..<(Self.writesPerDatabase * number / Self.copiesPerDatabase), using: &random)
            while acknowledged.withLock({ $0 }) < moment { await Task.yield() }
            let before = acknowledged.withLock { $0 }
            try copy(folder, to: "whole")
            try copyFile(folder.file("whole.db"), folder.file("torn.db"))
            try copyFile(folder.file("whole.db-wal"), folder.file("torn.db-wal"))
            let damage = try tear(folder.file("torn.db-wal"), &random)
            let whole = try await state(of: folder.file("whole.db"))
            let torn = try await state(of: folder.file("torn.db"))
            #expect(whole >= before, "an answered write is missing from the copy")
            #expect(torn == whole || torn == whole - 1, "\(damage)")
        }
        try await writing
    }

    private static func write(_ id: Int, to database: SQLiteDatabase) async throws {
        try await database.write { session in
            let note = String(repeating: "note \(id) ", count: 100)
            try session.execute("INSERT INTO entries VALUES (\(id), \(id * 7), \(note))")
            try session.execute("UPDATE balance SET entries = entries + 1, total = total + \(id * 7)")
        }
    }

    /// The file first: as long as the log is not copied into it, it does not change.
    private func copy(_ folder: TestFolder, to name: String) throws {
        try copyFile(folder.file("shop.db"), folder.file("\(name).db"))
        try copyFile(folder.file("shop.db-wal"), folder.file("\(name).db-wal"))
    }

    private func copyFile(_ from: String, _ to: String) throws {
        for suffix in ["", "-shm"] { try? FileManager.default.removeItem(atPath: to + suffix) }
        try Data(contentsOf: URL(filePath: from)).write(to: URL(filePath: to))
    }

    /// Damages the last frame of the log: cut short, a bit turned over, or bytes of something else.
    private func tear(_ path: String, _ random: inout SeededRandom) throws -> String {
        var log = try Data(contentsOf: URL(filePath: path))
        let (headerBytes, frameBytes) = (32, 24 + 4_096)
        let frames = (log.count - headerBytes) / frameBytes
        guard frames > 0 else { return "an empty log" }
        let last = headerBytes + (frames - 1) * frameBytes
        let offset = last + Int.random(in: 0..<frameBytes, using: &random)
        let damage = Int.random(in: 0...2, using: &random)
        switch damage {
        case 0: log.removeSubrange(offset...)
        case 1: log[offset] ^= 1 << UInt8.random(in: 0...7, using: &random)
        default: log.replaceSubrange(offset..<(last + frameBytes), with: Data(count: last + frameBytes - offset))
        }
        try log.write(to: URL(filePath: path))
        return "damage \(damage) at byte \(offset - last) of the last of \(frames) frames"
    }

    /// How many writes the copy holds; all of its parts must agree.
    private func state(of path: String) async throws -> Int {
        let database = try await SQLiteDatabase.open(path: path, readerCount: 1)
        let count = try await database.closing {
            try await database.read { session in
                let sums =
                    try session.all(
                        """
                        SELECT (SELECT count(*) FROM entries), (SELECT coalesce(max(id), 0) FROM entries),
                            (SELECT coalesce(sum(amount), 0) FROM entries), entries, total
                        FROM balance LIMIT 1
                        """
                    ) { row in
                        [
                            try row.read(Int.self), try row.read(Int.self), try row.read(Int.self),
                            try row.read(Int.self),
                            try row.read(Int.self),
                        ]
                    }.first
                // The copy was made, and its last frame lost, when there was no write yet but the row of the balance.
                guard let sums else { return -1 }
                let count = sums[0]
                #expect(sums == [count, count, count * (count + 1) / 2 * 7, count, count * (count + 1) / 2 * 7])
                return count
            }
        }
        try await #expect(SQLiteDatabase.findings(inFileAt: path) == [])
        return count
    }
}
