import CRMDatabase

/// The statements that begin and end transactions; prepared once per connection like all others.
enum SQLiteCommand {
    static let beginRead = "BEGIN DEFERRED" as SQL
    static let beginWrite = "BEGIN IMMEDIATE" as SQL
    static let commit = "COMMIT" as SQL
    static let rollback = "ROLLBACK" as SQL

    static func savepoint(_ depth: Int) -> SQL { at(depth).savepoint }
    static func release(_ depth: Int) -> SQL { at(depth).release }
    static func rollbackTo(_ depth: Int) -> SQL { at(depth).rollbackTo }

    private struct Commands {
        let savepoint, release, rollbackTo: SQL

        init(_ depth: Int) {
            savepoint = SQL(unsafeText: "SAVEPOINT savepoint_\(depth)")
            release = SQL(unsafeText: "RELEASE savepoint_\(depth)")
            rollbackTo = SQL(unsafeText: "ROLLBACK TO savepoint_\(depth)")
        }
    }

    /// Ready-made for the depths that occur; others are put together when needed.
    private static let shallow = (0..<8).map(Commands.init)

    private static func at(_ depth: Int) -> Commands { depth < shallow.count ? shallow[depth] : Commands(depth) }
}
