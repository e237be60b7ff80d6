import CRMDatabase
import CSQLite
import Foundation

/// Translates result codes into the shared errors.
enum SQLiteError {
    /// The error behind the last failed call on the connection.
    static func last(on handle: OpaquePointer?) -> DatabaseError {
        guard let handle else { return .cannotOpen("SQLite has no memory for a connection") }
        let code = sqlite3_extended_errcode(handle)
        if code & primaryMask == SQLITE_IOERR, let error = systemError(sqlite3_system_errno(handle)) { return error }
        return error(code: code, message: String(cString: sqlite3_errmsg(handle)))
    }

    /// Whether the last failed call leaves a connection whose memory of the file may be wrong.
    static func isDamage(on handle: OpaquePointer) -> Bool {
        [SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB].contains(sqlite3_errcode(handle) & primaryMask)
    }

    /// SQLite knows a full disk by one of its calls only, and a file system that became read-only by none.
    private static func systemError(_ code: Int32) -> DatabaseError? {
        switch code {
        case ENOSPC, EDQUOT: .diskFull
        case EROFS: .readOnly
        default: nil
        }
    }

    static func error(code: Int32, message: String) -> DatabaseError {
        switch code & primaryMask {
        case SQLITE_CONSTRAINT: .constraint(kind(code, message), name: name(in: message))
        case SQLITE_BUSY, SQLITE_LOCKED: .serialization
        case SQLITE_INTERRUPT: .timeout
        case SQLITE_FULL: .diskFull
        case SQLITE_READONLY: .readOnly
        case SQLITE_IOERR: .inputOutput("\(message) (code \(code))")
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt("\(message) (code \(code))")
        case SQLITE_CANTOPEN: .cannotOpen("SQLite cannot open a file of the database: \(message) (code \(code))")
        case SQLITE_ERROR where message == "integer overflow": .outOfRange
        default: .statement(code: "\(code)", message: message)
        }
    }

    private static let primaryMask: Int32 = 0xFF

    private static func kind(_ code: Int32, _ message: String) -> DatabaseError.ConstraintKind {
        // The extended codes are macros that Swift does not import: SQLITE_CONSTRAINT | (n << 8).
        switch code >> 8 {
        case 1: .check
        case 3: .foreignKey
        // ON DELETE RESTRICT is a trigger inside.
        case 7 where message.hasPrefix("FOREIGN KEY"): .foreignKey
        case 5: .notNull
        case 6, 8, 10: .unique
        default: .other
        }
    }

    /// `UNIQUE constraint failed: index 'n'` → `n`; `CHECK constraint failed: n` → `n`; a foreign key has no name.
    private static func name(in message: String) -> String {
        guard let colon = message.firstRange(of: ": ") else { return message }
        let name = message[colon.upperBound...]
        guard name.hasPrefix("index '"), name.hasSuffix("'") else { return String(name) }
        return String(name.dropFirst("index '".count).dropLast())
    }
}
