import CRMCore
import CRMDatabase
import CRMGovernance
import CRMPostgres
import CRMSQLite
import Foundation

/// Brings the content of an archive into a database.
struct Restoration {
    let archive: BackupReader
    let connections: Int

    /// Into a database that is not there yet (SQLite) or holds nothing (PostgreSQL).
    func run(into address: DatabaseAddress) async throws {
        switch (address, archive.header.content) {
        case (.sqlite(let path), .sqliteFile): try await restoreFile(to: path)
        case (.postgres(let text), .postgresDump):
            try await checkEmpty(text)
            try PostgresTools(address: text).restore(from: archive.next)
        default: throw RestoreError.otherDatabase(archive.header.dialect)
        }
        try await checkSchema(of: address)
    }

    /// In a place of its own, which is removed again; what a doctor finds there.
    func tryOut(beside address: DatabaseAddress) async throws -> [Diagnosis] {
        switch archive.header.content {
        case .sqliteFile:
            let folder = FileManager.default.temporaryDirectory.appending(component: "restore-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            return try await examine(.sqlite(path: folder.appending(component: "trial.db").path(percentEncoded: false)))
        case .postgresDump:
            guard case .postgres(let text) = address, let url = PostgresURL(text) else {
                throw RestoreError.otherDatabase(.postgres)
            }
            return try await tryOut(on: url)
        }
    }

    private func examine(_ address: DatabaseAddress) async throws -> [Diagnosis] {
        try await run(into: address)
        let database = try await address.openReady(connections: connections, pooler: .none)
        return try await database.closing { try await Doctor(database: database).examine() }
    }

    private func tryOut(on server: PostgresURL) async throws -> [Diagnosis] {
        let name = "clientele_trial_" + UniqueID(at: SystemClock().now()).text.replacing("-", with: "")
        let administrator = try PostgresDatabase(address: server.text, connectionCount: 1)
        return try await administrator.closing {
            try await administrator.administer("CREATE DATABASE \(name)")
            do {
                let found = try await examine(.postgres(server.with(database: name)))
                try await administrator.administer("DROP DATABASE \(name)")
                return found
            } catch {
                try? await administrator.administer("DROP DATABASE \(name)")
                throw error
            }
        }
    }

    /// The file gets its name when it is whole, sound, and on the disk.
    private func restoreFile(to path: String) async throws {
        for taken in [path, path + "-wal"] where FileManager.default.fileExists(atPath: taken) {
            throw RestoreError.taken(taken)
        }
        let unfinished = path + ".restoring"
        let url = URL(filePath: path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        do {
            try unpack(to: unfinished)
            let findings = try await SQLiteDatabase.findings(inFileAt: unfinished)
            guard findings.isEmpty else { throw RestoreError.unsound(findings) }
            guard rename(unfinished, path) == 0 else { throw BackupError.unwritable(path) }
        } catch {
            for suffix in ["", "-wal", "-shm"] { unlink(unfinished + suffix) }
            throw error
        }
    }

    private func unpack(to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw BackupError.unwritable(path) }
        while let chunk = try archive.next() { try handle.write(contentsOf: Data(chunk)) }
        try handle.synchronize()
        try handle.close()
    }

    private func checkEmpty(_ address: String) async throws {
        let database = try PostgresDatabase(address: address, connectionCount: 1)
        let tables = try await database.closing {
            try await database.read { session in
                try session.value(
                    "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()", as: Int.self)
            }
        }
        guard tables == 0 else { throw RestoreError.taken("the database") }
    }

    /// A schema that this program cannot bring to its version is better known now than at the next start.
    private func checkSchema(of address: DatabaseAddress) async throws {
        let database = try await address.open(connections: 1, pooler: .none)
        let state = try await database.closing { try await database.schemaState(Features.migrations) }
        if case .incompatible(let why) = state { throw DatabaseError.schema(why) }
    }
}

/// Why a restoration is refused.
enum RestoreError: DomainError {
    case taken(String)
    case otherDatabase(Dialect)
    case unsound([String])

    var kind: DomainErrorKind { .invalid }

    var code: String {
        switch self {
        case .taken: "restore.taken"
        case .otherDatabase: "restore.other_database"
        case .unsound: "restore.unsound"
        }
    }

    var detail: String {
        switch self {
        case .taken(let place): "\(place) is in the way: a restoration replaces nothing, move it away first"
        case .otherDatabase(.sqlite): "the backup is one of SQLite: --database must be sqlite:///path/to/file.db"
        case .otherDatabase(.postgres): "the backup is one of PostgreSQL: --database must be postgres://host/database"
        case .unsound(let findings): "what was restored is not sound: \(findings.joined(separator: "; "))"
        }
    }
}

/// A PostgreSQL URL whose database can be changed.
struct PostgresURL {
    let text: String
    private let parts: URLComponents

    init?(_ text: String) {
        guard let parts = URLComponents(string: text) else { return nil }
        self.text = text
        self.parts = parts
    }

    /// The same server with another database.
    func with(database name: String) -> String {
        var parts = parts
        parts.path = "/" + name
        return parts.string ?? text
    }
}
