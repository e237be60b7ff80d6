import CRMDatabase

/// The temporary tables that a session has for staged rows, as far as the client can know.
struct PostgresStagedTables {
    /// Columns of the tables that are there, by name.
    private var columns: [String: [StagedColumn]] = [:]
    /// Made in the running transaction: an undo takes them away.
    private var made: Set<String> = []
    /// Holding rows of the running transaction.
    private var filled: Set<String> = []
    /// Whether the role may make temporary tables; nil while that is not known.
    var areAllowed: Bool?

    /// What makes the named table empty and gives it these columns.
    mutating func preparation(of name: String, _ wanted: [StagedColumn], areKept: Bool) -> [SQL] {
        let table = "pg_temp.\(name)"
        let isFilled = !filled.insert(name).inserted
        if columns[name] == wanted { return isFilled ? ["TRUNCATE \(unsafeText: table)"] : [] }
        columns[name] = wanted
        made.insert(name)
        let body = wanted.map { "\($0.name) \(Dialect.postgres.columnType($0.type))" }.joined(separator: ", ")
        let end = areKept ? "DELETE ROWS" : "DROP"
        return [
            "DROP TABLE IF EXISTS \(unsafeText: table)",
            "CREATE TEMPORARY TABLE \(unsafeText: name) (\(unsafeText: body)) ON COMMIT \(unsafeText: end)",
        ]
    }

    /// The transaction was committed: rows are gone, tables stay unless they are dropped with it.
    mutating func committed(areKept: Bool) {
        made = []
        filled = []
        if !areKept { columns = [:] }
    }

    /// The transaction, or a part of it that may have made tables, was undone.
    mutating func undone() {
        for name in made { columns[name] = nil }
        made = []
        filled = []
    }
}
