import CRMDatabase
import CSQLite
import Foundation

extension SQLiteDatabase {
    /// Writes a copy of the database as it is at this moment to `target`, while reads and writes go on. Every write
    /// that was answered before is in it; the file is whole and on the disk when the call returns, and there is none
    /// when it throws. A file that is there already is never replaced.
    package func backUp(to target: String, deadline: ContinuousClock.Instant? = nil) async throws {
        try await Self.backUp(fileAt: path, to: target, deadline: deadline)
    }

    /// The same for a file that another process may work on.
    package static func backUp(
        fileAt path: String, to target: String, deadline: ContinuousClock.Instant? = nil
    ) async throws {
        guard SQLiteFile.size(path) ?? 0 > 0 else { throw DatabaseError.cannotOpen("There is no database at \(path).") }
        // On a thread and a connection of its own: a backup takes long and needs no place among the readers.
        let worker = WorkerPool(name: "sqlite-backup", workerCount: 1) {
            try SQLiteConnection(path: path, role: .reader)
        }
        do {
            try await worker.run(deadline: deadline) { source in
                try SQLiteBackup(target: target, deadline: deadline).copy(source)
            }
        } catch {
            await worker.close()
            throw error
        }
        await worker.close()
    }

    /// What is wrong with a database file that nobody has open, one finding a line; empty when it is sound. Throws
    /// ``DatabaseError/corrupt(_:)`` for a file that is no database at all.
    package static func findings(inFileAt path: String) async throws -> [String] {
        guard SQLiteFile.size(path) ?? 0 > 0 else { throw DatabaseError.cannotOpen("There is no database at \(path).") }
        let worker = WorkerPool(name: "sqlite-check", workerCount: 1) {
            try SQLiteConnection(path: path, role: .reader)
        }
        do {
            let findings = try await worker.run(deadline: nil) { try $0.findings() }
            await worker.close()
            return findings
        } catch {
            await worker.close()
            throw error
        }
    }
}

extension SQLiteConnection {
    /// What SQLite finds wrong with the file and with the references in it.
    fileprivate func findings() throws -> [String] {
        var findings: [String] = []
        try withStatement(SQL(unsafeText: "PRAGMA integrity_check(\(SQLiteSettings.findingLimit))")) { statement in
            while try statement.step() { findings.append(try statement.text(0)) }
        }
        if findings == ["ok"] { findings = [] }
        try withStatement("PRAGMA foreign_key_check") { statement in
            while try findings.count < SQLiteSettings.findingLimit && statement.step() {
                let (child, parent) = (try statement.text(0), try statement.text(2))
                findings.append("a row of \(child) refers to a row of \(parent) that does not exist")
            }
        }
        return findings
    }
}

/// One copy of a database into a new file.
private struct SQLiteBackup {
    private let target: String
    private let unfinished: String
    private let deadline: ContinuousClock.Instant?

    init(target: String, deadline: ContinuousClock.Instant?) {
        self.target = target
        self.deadline = deadline
        unfinished = target + ".unfinished"
    }

    func copy(_ source: SQLiteConnection) throws {
        try claim()
        do {
            try fill(from: source)
            try SQLiteFile.synchronize(unfinished)
            // Unlike a rename, a link never takes the place of a file that came in between.
            guard link(unfinished, target) == 0 else { throw SQLiteFile.failure("cannot be made", target) }
            unlink(unfinished)
            try SQLiteFile.synchronize(URL(filePath: target).deletingLastPathComponent().path(percentEncoded: false))
        } catch {
            unlink(unfinished)
            throw error
        }
    }

    /// Makes the file, for this user only; another backup to the same place finds it taken.
    private func claim() throws {
        guard access(target, F_OK) != 0 else {
            throw DatabaseError.cannotOpen("The file \(target) is there already; a backup replaces none.")
        }
        let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
        let descriptor = open(unfinished, flags, SQLiteSettings.filePermissions)
        guard descriptor >= 0 else { throw SQLiteFile.failure("cannot be made", unfinished) }
        close(descriptor)
    }

    /// Page by page, in one read transaction: the copy is of one moment however long it takes.
    private func fill(from source: SQLiteConnection) throws {
        let copy = try SQLiteConnection(path: unfinished, role: .copy)
        defer { copy.close() }
        try source.begin(SQLiteCommand.beginRead)
        defer { source.rollBack() }
        // A transaction takes its snapshot at its first read.
        _ = try source.integer("PRAGMA schema_version")
        try copy.copyPages(of: source) { if let deadline, deadline <= .now { throw DatabaseError.timeout } }
        // A file by itself, without the log that the original has beside it.
        try copy.run("PRAGMA journal_mode = DELETE")
    }
}
