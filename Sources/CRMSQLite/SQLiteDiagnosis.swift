import CRMDatabase
import CSQLite
import Foundation

/// What there is to say of a database file, whoever works on it.
struct SQLiteDiagnosis {
    let path: String

    /// Looks at the library, the settings, the file and its content.
    func run(on database: any Database) async throws -> [Diagnosis] {
        let content = try await database.read { session in
            [
                try Self.settings(session), try Self.integrity(session), try Self.foreignKeys(session),
                try Self.statistics(session),
            ]
        }
        return [Self.library, permissions, space] + content
    }

    /// Versions that can lose a commit when two connections write or checkpoint at the same instant are fine here, as
    /// long as this process is alone.
    private static var library: Diagnosis {
        let (number, text) = (sqlite3_libversion_number(), String(cString: sqlite3_libversion()))
        let isSound = number >= 3_051_003 || (3_050_007..<3_051_000).contains(number) || number == 3_044_006
        guard !isSound else { return Diagnosis("sqlite.version", .ok, "SQLite \(text).") }
        return Diagnosis(
            "sqlite.version", .ok,
            """
            SQLite \(text) has the write-ahead-log fault of versions before 3.51.3. It cannot strike here: one \
            connection of one process writes and checkpoints. Keep other tools from writing to the file.
            """)
    }

    private static func settings(_ session: any DatabaseSession) throws -> Diagnosis {
        let mode = try session.value("PRAGMA journal_mode", as: String.self)
        guard mode == "wal" else {
            return Diagnosis("sqlite.journal", .failure, "The journal mode is \(mode), not wal.")
        }
        return Diagnosis("sqlite.journal", .ok, "Write-ahead log, synchronous = FULL on the writing connection.")
    }

    /// Complaints of an integrity check that are told.
    private static let maximumComplaints = 10

    private static func integrity(_ session: any DatabaseSession) throws -> Diagnosis {
        let complaints = try session.all("PRAGMA integrity_check(\(unsafeText: "\(maximumComplaints)"))") { row in
            try row.read(String.self)
        }
        guard complaints != ["ok"] else { return Diagnosis("sqlite.integrity", .ok, "The file is whole.") }
        return Diagnosis(
            "sqlite.integrity", .failure,
            "The file is damaged, restore a backup: \(complaints.joined(separator: "; "))")
    }

    private static func foreignKeys(_ session: any DatabaseSession) throws -> Diagnosis {
        let broken = try session.first("PRAGMA foreign_key_check") { row in try row.read(String.self) }
        guard let broken else { return Diagnosis("sqlite.foreign_keys", .ok, "Every reference leads to a row.") }
        return Diagnosis("sqlite.foreign_keys", .failure, "Rows of \(broken) refer to rows that are not there.")
    }

    private static func statistics(_ session: any DatabaseSession) throws -> Diagnosis {
        let free = try session.value("PRAGMA freelist_count", as: Int.self)
        let all = max(1, try session.value("PRAGMA page_count", as: Int.self))
        return Diagnosis("sqlite.space_inside", .ok, "\(free * 100 / all) % of the file's pages are free for reuse.")
    }

    private var permissions: Diagnosis {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        let mode = (attributes?[.posixPermissions] as? Int) ?? 0
        guard mode & 0o077 != 0 else {
            return Diagnosis("sqlite.permissions", .ok, "The file is for its owner only.")
        }
        return Diagnosis(
            "sqlite.permissions", .warning,
            "Others than its owner may open the file (mode \(String(mode, radix: 8))): chmod 600 \(path)")
    }

    /// Free bytes on the volume below which an operator should know.
    private static let littleSpaceBytes = 1 << 30

    private var space: Diagnosis {
        var volume = statvfs()
        guard statvfs(path, &volume) == 0 else {
            return Diagnosis("sqlite.disk", .warning, "The volume does not tell how much room is left.")
        }
        let free = Int(volume.f_bavail) * Int(volume.f_frsize)
        let megabytes = free >> 20
        guard free < Self.littleSpaceBytes else {
            return Diagnosis("sqlite.disk", .ok, "\(megabytes) MiB are free on the volume.")
        }
        return Diagnosis("sqlite.disk", .warning, "Only \(megabytes) MiB are free on the volume.")
    }
}
