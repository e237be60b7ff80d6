/// What a database refused or could not do, in terms that both databases share.
package enum DatabaseError: Error, Sendable, Equatable {
    /// A constraint of the schema; `name` is the database's own word for it.
    case constraint(ConstraintKind, name: String)
    /// Two transactions collided; the same work may succeed when it runs again.
    case serialization
    /// The statement or the wait for a connection passed its deadline, or too many were waiting already.
    case timeout
    /// The connection broke; whether the work was committed is not known when it broke in a commit.
    case connectionLost(String)
    /// No room left where the database writes.
    case diskFull
    /// The database may not be written.
    case readOnly
    /// Reading or writing the file failed.
    case inputOutput(String)
    /// A sum left the range of whole numbers of 64 bits.
    case outOfRange
    /// The file is damaged or not a database.
    case corrupt(String)
    /// Another process holds the embedded database.
    case inUse(String)
    /// The database could not be opened or reached.
    case cannotOpen(String)
    /// The schema is not the one this program knows.
    case schema(String)
    /// A NULL where the program expects a value.
    case unexpectedNull(column: Int)
    /// The statement returned fewer columns than were read.
    case noSuchColumn(Int)
    /// Anything else: the database's own code and words, for the log only.
    case statement(code: String, message: String)

    /// Refuses every call after the close.
    package static let databaseClosed = DatabaseError.cannotOpen("the database is closed")

    package enum ConstraintKind: String, Sendable {
        case unique, foreignKey, check, notNull, other
    }
}

extension DatabaseError: CustomStringConvertible {
    /// For the log; never sent to a caller, since the database's words can hold values.
    package var description: String {
        switch self {
        case .constraint(let kind, let name): "constraint \(kind.rawValue): \(name)"
        case .serialization: "transactions collided"
        case .timeout: "deadline passed"
        case .connectionLost(let why): "connection lost: \(why)"
        case .diskFull: "disk full"
        case .readOnly: "read-only database"
        case .inputOutput(let why): "input/output error: \(why)"
        case .outOfRange: "a number beyond 64 bits"
        case .corrupt(let why): "damaged database: \(why)"
        case .inUse(let why): why
        case .cannotOpen(let why): why
        case .schema(let why): why
        case .unexpectedNull(let column): "unexpected NULL in column \(column)"
        case .noSuchColumn(let column): "no column \(column)"
        case .statement(let code, let message): "\(code): \(message)"
        }
    }
}
