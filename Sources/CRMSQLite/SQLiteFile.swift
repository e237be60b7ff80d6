import CRMDatabase
import Foundation

/// The place of the database on the disk.
enum SQLiteFile {
    /// Makes the folder and the file for this user only, and answers with the path free of symbolic links, so that two
    /// names of one file meet at the same lock.
    static func prepare(_ path: String) throws -> String {
        let url = URL(filePath: path)
        let folder = url.deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: SQLiteSettings.folderPermissions])
        } catch {
            throw DatabaseError.cannotOpen("The folder \(folder.path()) cannot be made.")
        }
        // SQLite gives the log and its index the permissions of this file.
        let descriptor = open(
            url.path(percentEncoded: false), O_RDWR | O_CREAT | O_CLOEXEC, SQLiteSettings.filePermissions)
        guard descriptor >= 0 else {
            let why = String(cString: strerror(errno))
            throw DatabaseError.cannotOpen("The database \(path) cannot be opened: \(why).")
        }
        close(descriptor)
        return try resolved(url.path(percentEncoded: false))
    }

    private static func resolved(_ path: String) throws -> String {
        guard let pointer = realpath(path, nil) else {
            throw DatabaseError.cannotOpen("The database \(path) cannot be found again.")
        }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
