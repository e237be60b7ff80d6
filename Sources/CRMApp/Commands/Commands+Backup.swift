import CRMCore
import CRMDatabase
import CRMGovernance
import CRMPlatform
import CRMSQLite
import Foundation

extension Commands {
    /// Copies the whole database into one archive, while a server may work on it.
    package func backup(to file: String, keyFile: String?) async throws -> CommandReport {
        guard !FileManager.default.fileExists(atPath: file) else {
            throw UsageError("\(file) is there already: a backup replaces none")
        }
        let key = try keyFile.map { try BackupKey(file: $0) }
        let settings = try await settings()
        let bytes = try await settings.database.backUp(to: file, key: key, at: SystemClock().now())
        let report = BackupReport(file: file, bytes: bytes, isEncrypted: key != nil)
        return CommandReport(report, text: "Wrote \(file): \(bytes >> 10) KiB")
    }

    /// Brings an archive into a database that is not there yet or is empty; when verifying, tries it out in a place of
    /// its own and notes the day beside it.
    package func restore(from file: String, keyFile: String?, verifying: Bool) async throws -> CommandReport {
        let key = try keyFile.map { try BackupKey(file: $0) }
        let archive = try BackupReader(path: file, key: key)
        let settings = try await settings()
        let restoration = Restoration(archive: archive, connections: settings.connections)
        if verifying {
            let found = try await restoration.tryOut(beside: settings.database)
            let broken = found.filter { $0.status == .failure }
            guard broken.isEmpty else { throw RestoreError.unsound(broken.map(\.detail)) }
            try BackupStamp(verifiedAt: SystemClock().now()).write(for: file)
            return CommandReport(found, text: "\(file) can be restored: \(found.count) checks passed")
        }
        try await restoration.run(into: settings.database)
        return CommandReport(true, text: "Restored the backup of \(archive.header.createdAt.rfc3339)")
    }
}

/// What `backup --json` prints.
struct BackupReport: JSONObjectEncodable {
    let file: String
    let bytes: Int
    let isEncrypted: Bool

    static let typeName = "BackupReport"
    static let fields: [OutputField<BackupReport>] = [
        OutputField("file") { $0.file }, OutputField("bytes") { $0.bytes }, OutputField("encrypted") { $0.isEncrypted },
    ]
}

extension DatabaseAddress {
    /// Writes an archive of the database; gives its size in bytes.
    func backUp(to file: String, key: BackupKey?, at now: Instant) async throws -> Int {
        let content: BackupHeader.Content = if case .sqlite = self { .sqliteFile } else { .postgresDump }
        let header = BackupHeader(content: content, createdAt: now, version: Server.version)
        switch self {
        case .sqlite(let path):
            let copy = file + ".copy"
            try await SQLiteDatabase.backUp(fileAt: path, to: copy)
            defer { unlink(copy) }
            let writer = try BackupWriter(path: file, header: header, key: key, salt: Entropy().secret)
            return try writer.fill { sink in try Self.read(copy, to: sink) }
        case .postgres(let address):
            let writer = try BackupWriter(path: file, header: header, key: key, salt: Entropy().secret)
            return try writer.fill { sink in try PostgresTools(address: address).dump(to: sink) }
        }
    }

    private static func read(_ path: String, to sink: ([UInt8]) throws -> Void) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw BackupError.unreadable(path) }
        defer { try? handle.close() }
        while let bytes = try handle.read(upToCount: PostgresTools.chunkBytes), !bytes.isEmpty {
            try sink(Array(bytes))
        }
    }
}

extension BackupWriter {
    /// Writes what `source` hands over and ends the archive; removes it when that fails. Gives its size.
    fileprivate func fill(from source: (([UInt8]) throws -> Void) throws -> Void) throws -> Int {
        do {
            try source(write)
            try finish()
            return archiveBytes
        } catch {
            abandon()
            throw error
        }
    }
}
