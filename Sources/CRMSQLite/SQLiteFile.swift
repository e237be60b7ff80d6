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

    /// Bytes of the file; nil when it cannot be asked.
    static func size(_ path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// Waits until the file, or the names in the folder, are on the disk.
    static func synchronize(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot be opened", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("cannot be brought to the disk", path) }
    }

    /// The error behind the last failed call of the system.
    static func failure(_ what: String, _ path: String) -> DatabaseError {
        errno == ENOSPC || errno == EDQUOT
            ? .diskFull : .cannotOpen("The file \(path) \(what): \(String(cString: strerror(errno))).")
    }

    private static func resolved(_ path: String) throws -> String {
        guard let pointer = realpath(path, nil) else {
            throw DatabaseError.cannotOpen("The database \(path) cannot be found again.")
        }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
