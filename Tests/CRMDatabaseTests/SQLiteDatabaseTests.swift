import CRMDatabase
import CRMTesting
import Foundation
import Testing

@testable import CRMSQLite

@Suite(.timeLimit(.minutes(1))) struct SQLiteDatabaseTests {
    @Test func `a second instance is refused and told who works there`() async throws {
        try await TestFolder.with { folder in
            let path = folder.file("deep/er/test.db")
            let database = try await SQLiteDatabase.open(path: path)
            let error = await databaseError { _ = try await SQLiteDatabase.open(path: path) }
            #expect(
                error?.description.hasPrefix(
                    "The database \(path) is in use by process \(ProcessInfo.processInfo.processIdentifier).") == true)
            await database.close()
            await (try SQLiteDatabase.open(path: path)).close()
        }
    }

    @Test func `another process finds the lock held, under another name of the file too`() async throws {
        try await TestFolder.with { folder in
            let path = folder.file("test.db")
            let database = try await SQLiteDatabase.open(path: path)
            let flock = try #require(TestCommand.find("flock", in: TestCommand.searchPath))
            let command = TestCommand([flock, "--nonblock", path + "-lock", "true"], in: folder.path)
            try await #expect(command.run(log: folder.file("log")) == 1)
            try FileManager.default.createSymbolicLink(atPath: folder.file("link.db"), withDestinationPath: path)
            let error = await databaseError { _ = try await SQLiteDatabase.open(path: folder.file("link.db")) }
            guard case .inUse = error else {
                Issue.record("got \(String(describing: error))")
                return
            }
            await database.close()
            try await #expect(command.run(log: folder.file("log")) == 0)
        }
    }

    @Test func `2: the writer waits for the disk at each commit, and checks what it stores`() async throws {
        try await withDatabase { database in
            for (pragma, value) in [
                ("synchronous", 2), ("foreign_keys", 1), ("temp_store", 2), ("trusted_schema", 0), ("mmap_size", 0),
                ("wal_autocheckpoint", 0),
            ] as [(String, Int64)] {
                let found = try await database.onWriter { try $0.integer("PRAGMA \(pragma)") }
                #expect(found == value, "\(pragma)")
            }
            let mode = try await database.read { try $0.value("PRAGMA journal_mode", as: String.self) }
            #expect(mode == "wal")
        }
    }

    @Test func `a reader never checkpoints`() async throws {
        try await withDatabase { database in
            let pages = try await database.read { try $0.value("PRAGMA wal_autocheckpoint", as: Int.self) }
            #expect(pages == 0)
        }
    }

    @Test func `the statement cache stays within its limit`() async throws {
        try await withDatabase { database in
            try await database.write { session in
                for number in 0..<(SQLiteSettings.statementCacheLimit + 50) {
                    _ = try session.integers("SELECT \(unsafeText: "\(number)")")
                }
            }
            let count = try await database.onWriter { $0.cachedStatementCount }
            #expect(count == SQLiteSettings.statementCacheLimit)
        }
    }

    @Test func `a file that is no database is reported as damaged`() async throws {
        try await TestFolder.with { folder in
            let path = folder.file("test.db")
            try Data(repeating: 65, count: 8_192).write(to: URL(filePath: path))
            let error = await databaseError { _ = try await SQLiteDatabase.open(path: path) }
            guard case .corrupt = error else {
                Issue.record("got \(String(describing: error))")
                return
            }
        }
    }

    @Test func `a full database refuses the write and keeps working`() async throws {
        try await withDatabase { database in
            try await database.onWriter { try $0.script("CREATE TABLE t (x BLOB) STRICT; PRAGMA max_page_count = 20") }
            await #expect(throws: DatabaseError.diskFull) {
                try await database.write {
                    try $0.execute("INSERT INTO t VALUES (\([UInt8](repeating: 1, count: 200_000)))")
                }
            }
            try await database.write { try $0.execute("INSERT INTO t VALUES (\([1] as [UInt8]))") }
            try await #expect(database.read { try $0.value("SELECT count(*) FROM t", as: Int.self) } == 1)
        }
    }

    @Test func `files of the database are for their owner only`() async throws {
        try await withDatabase { database in
            try await database.write { try $0.execute("CREATE TABLE t (x INTEGER)") }
            let place = try await database.describe().split(separator: " ").last.map(String.init)
            for suffix in ["", "-wal", "-shm", "-lock"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: (place ?? "") + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
            }
        }
    }

    private func withDatabase(_ body: (SQLiteDatabase) async throws -> Void) async throws {
        try await TestFolder.with { folder in
            let database = try await SQLiteDatabase.open(path: folder.file("test.db"))
            try await database.closing { try await body(database) }
        }
    }
}
