import CRMDatabase
import Foundation
import Synchronization

/// The claim of one process on a database file, held until it is released or the process ends, however it ends.
final class SQLiteLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// Claims the file next to the database; throws ``DatabaseError/inUse(_:)`` when another process was first.
    init(databasePath: String) throws {
        let path = databasePath + "-lock"
        // Not handed on to children, which would hold the lock after this process.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, SQLiteSettings.filePermissions)
        guard descriptor >= 0 else {
            throw DatabaseError.cannotOpen("The lock file \(path) cannot be opened: \(Self.systemMessage(errno)).")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let holder = Self.holder(descriptor)
            close(descriptor)
            guard code == EWOULDBLOCK else {
                throw DatabaseError.cannotOpen("The lock file \(path) cannot be locked: \(Self.systemMessage(code)).")
            }
            throw DatabaseError.inUse(
                """
                The database \(databasePath) is in use by process \(holder). One process at a time works on it: go \
                through that one, or stop it first.
                """)
        }
        Self.write("\(getpid())\n", to: descriptor)
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    /// Lets the next process in. The file stays: removing it would let two processes lock two files.
    func release() {
        let held = descriptor.withLock { descriptor in
            defer { descriptor = nil }
            return descriptor
        }
        guard let held else { return }
        ftruncate(held, 0)
        close(held)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        ftruncate(descriptor, 0)
        // Only the lock counts; the number in the file is for the message of the one who comes second.
        _ = Array(text.utf8).withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        let digits = bytes.prefix(max(0, count)).prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return digits.isEmpty ? "unknown" : String(decoding: digits, as: UTF8.self)
    }

    private static func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }
}
