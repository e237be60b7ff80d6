import CRMDatabase
import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMSQLite

@Suite(.timeLimit(.minutes(1))) struct SQLiteBackupTests {
    @Test func `a copy made while writes go on holds every write answered before, and nothing by halves`() async throws
    {
        try await withDatabase { database, folder in
            let acknowledged = Mutex(0)
            let isDone = Mutex(false)
            async let writing: Void = {
                var id = 0
                while !isDone.withLock({ $0 }) {
                    id += 1
                    let thing = id
                    try await database.write { session in
                        try session.execute(Fixture.insert(thing, label: "\(thing)"))
                        try session.execute("INSERT INTO parts (thing_id, part, note) VALUES (\(thing), 1, 'x')")
                    }
                    acknowledged.withLock { $0 = thing }
                }
            }()
            for round in 1...5 {
                while acknowledged.withLock({ $0 }) < round * 20 { await Task.yield() }
                let before = acknowledged.withLock { $0 }
                let copy = folder.file("copy-\(round).db")
                try await database.backUp(to: copy)
                try await #expect(SQLiteDatabase.findings(inFileAt: copy) == [])
                let counts = try await Self.counts(copy)
                #expect(counts[0] >= before)
                #expect(counts[0] == counts[1])
            }
            isDone.withLock { $0 = true }
            try await writing
        }
    }

    @Test func `a copy is one file for its owner only, and a file that is there is not replaced`() async throws {
        try await withDatabase { database, folder in
            let copy = folder.file("copy.db")
            try await database.backUp(to: copy)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("copy") }
            #expect(names == ["copy.db"])
            let attributes = try FileManager.default.attributesOfItem(atPath: copy)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let error = await databaseError { try await database.backUp(to: copy) }
            #expect(error == .cannotOpen("The file \(copy) is there already; a backup replaces none."))
        }
    }

    @Test func `a copy that cannot be finished leaves no file`() async throws {
        try await withDatabase { database, folder in
            await #expect(throws: DatabaseError.timeout) {
                try await database.backUp(to: folder.file("late.db"), deadline: .now - .seconds(1))
            }
            await #expect(throws: DatabaseError.self) { try await database.backUp(to: folder.file("no/such/copy.db")) }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(names.allSatisfy { $0.hasPrefix("test.db") }, "\(names)")
        }
    }

    @Test func `the check finds damage, rows without their parent, and files that are none`() async throws {
        try await withDatabase { database, folder in
            try await database.onWriter { writer in
                try writer.script(
                    """
                    PRAGMA foreign_keys = OFF;
                    INSERT INTO parts (thing_id, part, note) VALUES (9999, 1, 'lost');
                    PRAGMA foreign_keys = ON
                    """)
            }
            try await database.write { session in
                for id in 1...500 { try session.execute(Fixture.insert(id, label: "label \(id)")) }
            }
            let copy = folder.file("copy.db")
            try await database.backUp(to: copy)
            try await #expect(
                SQLiteDatabase.findings(inFileAt: copy)
                    == ["a row of parts refers to a row of things that does not exist"])
            var bytes = try Data(contentsOf: URL(filePath: copy))
            for offset in stride(from: 8_192, to: bytes.count, by: 64) { bytes[offset] ^= 0xff }
            try bytes.write(to: URL(filePath: copy))
            let findings = (try? await SQLiteDatabase.findings(inFileAt: copy)) ?? ["damaged"]
            #expect(!findings.isEmpty)
            try Data(repeating: 65, count: 8_192).write(to: URL(filePath: folder.file("text.db")))
            let error = await databaseError { _ = try await SQLiteDatabase.findings(inFileAt: folder.file("text.db")) }
            guard case .corrupt = error else {
                Issue.record("got \(String(describing: error))")
                return
            }
            await #expect(throws: DatabaseError.self) {
                _ = try await SQLiteDatabase.findings(inFileAt: folder.file("none.db"))
            }
        }
    }

    private static func counts(_ path: String) async throws -> [Int] {
        let database = try await SQLiteDatabase.open(path: path)
        let counts = try await database.read { session in
            [
                try session.value(Fixture.small, as: Int.self),
                try session.value("SELECT count(*) FROM parts", as: Int.self),
            ]
        }
        await database.close()
        return counts
    }

    private func withDatabase(_ body: (SQLiteDatabase, TestFolder) async throws -> Void) async throws {
        try await TestFolder.with { folder in
            let database = try await SQLiteDatabase.open(path: folder.file("test.db"), readerCount: 2)
            try await database.closing {
                _ = try await database.migrate(Fixture.migrations)
                try await body(database, folder)
            }
        }
    }
}
