/// The named differences between the two databases. Everything else is one SQL text for both.
package enum Dialect: String, Sendable, CaseIterable {
    case sqlite, postgres

    /// The larger of two values, neither NULL.
    package func greatest(_ left: SQL, _ right: SQL) -> SQL {
        switch self {
        case .sqlite: "max(\(left), \(right))"
        case .postgres: "greatest(\(left), \(right))"
        }
    }

    /// The smaller of two values, neither NULL.
    package func least(_ left: SQL, _ right: SQL) -> SQL {
        switch self {
        case .sqlite: "min(\(left), \(right))"
        case .postgres: "least(\(left), \(right))"
        }
    }

    /// A value of a JSON object as text; NULL when it is missing, not a string or null.
    package func jsonText(_ object: SQL, key: String) -> SQL {
        switch self {
        case .sqlite:
            jsonMember(object, key: key, value: "m.atom", types: "'text'")
        case .postgres:
            """
            (CASE WHEN jsonb_typeof(\(object) -> \(key)) = 'string' \
            THEN \(object) ->> \(key) END COLLATE "C")
            """
        }
    }

    /// A value of a JSON object as a double; NULL when it is missing or not a number.
    package func jsonNumber(_ object: SQL, key: String) -> SQL {
        switch self {
        case .sqlite:
            jsonMember(object, key: key, value: "CAST(m.atom AS REAL)", types: "'integer', 'real'")
        case .postgres:
            """
            (CASE WHEN jsonb_typeof(\(object) -> \(key)) = 'number' \
            THEN CAST(\(object) ->> \(key) AS DOUBLE PRECISION) END)
            """
        }
    }

    /// A value of a JSON object as a boolean; NULL when it is missing or not a boolean.
    package func jsonBool(_ object: SQL, key: String) -> SQL {
        switch self {
        case .sqlite:
            jsonMember(object, key: key, value: "m.type = 'true'", types: "'true', 'false'")
        case .postgres:
            """
            (CASE WHEN jsonb_typeof(\(object) -> \(key)) = 'boolean' \
            THEN CAST(\(object) ->> \(key) AS BOOLEAN) END)
            """
        }
    }

    /// The elements of a JSON array of texts as a table `name` with the column `value`, for each row before it in `FROM`.
    package func jsonTexts(_ array: SQL, as name: StaticString) -> SQL {
        switch self {
        case .sqlite: "json_each(\(array)) AS \(unsafeText: name.description)"
        case .postgres: "jsonb_array_elements_text(\(array)) AS \(unsafeText: name.description) (value)"
        }
    }

    /// Locks the rows that a SELECT found until the transaction ends; SQLite's one writer needs no word for it.
    package var forUpdate: SQL {
        switch self {
        case .sqlite: ""
        case .postgres: " FOR UPDATE"
        }
    }

    /// Keeps the rows that a SELECT found as they are until the transaction ends; others may do the same at once.
    package var forShare: SQL {
        switch self {
        case .sqlite: ""
        case .postgres: " FOR SHARE"
        }
    }

    /// As ``forUpdate``, and passes over rows that another transaction has locked.
    package var forUpdateSkippingLocked: SQL {
        switch self {
        case .sqlite: ""
        case .postgres: " FOR UPDATE SKIP LOCKED"
        }
    }

    /// Whether transactions can meet on the same rows; SQLite's one writer is always alone.
    package var hasConcurrentWriters: Bool { self == .postgres }

    /// The column type behind a token of a migration.
    package func columnType(_ type: SQLType) -> String {
        switch (self, type) {
        case (.sqlite, .int64), (.sqlite, .bool): "INTEGER"
        case (.sqlite, .double): "REAL"
        case (.sqlite, .text), (.sqlite, .json): "TEXT"
        case (.sqlite, .blob): "BLOB"
        case (.postgres, .int64): "BIGINT"
        case (.postgres, .double): "DOUBLE PRECISION"
        case (.postgres, .text): "TEXT COLLATE \"C\""
        case (.postgres, .bool): "BOOLEAN"
        case (.postgres, .json): "JSONB"
        case (.postgres, .blob): "BYTEA"
        }
    }

    /// The type to cast to, which unlike a column's takes no collation.
    func castType(_ type: SQLType) -> String {
        switch (self, type) {
        case (.postgres, .text): "TEXT"
        default: columnType(type)
        }
    }

    /// Draws keys from a sequence: one row that holds the last key (SQLite) or one row a key (PostgreSQL).
    func reserveKeys(_ count: Int, from sequence: KeySequence) -> SQL {
        switch self {
        case .sqlite:
            "UPDATE key_sequences SET last = last + \(count) WHERE name = \(sequence.name) RETURNING last"
        case .postgres:
            "SELECT nextval(\(sequence.name + "_keys")::regclass) FROM generate_series(1, \(count))"
        }
    }

    /// A fresh key of a sequence, drawn within the statement that uses it once; ``keepKey(of:)`` goes with it.
    package func nextKey(of sequence: KeySequence) -> SQL {
        switch self {
        case .sqlite: "(SELECT last + 1 FROM key_sequences WHERE name = \(sequence.name))"
        case .postgres: "nextval('\(unsafeText: sequence.name)_keys')"
        }
    }

    /// What keeps a key that ``nextKey(of:)`` gave from being drawn again, where that takes a statement of its own.
    package func keepKey(of sequence: KeySequence) -> SQL? {
        switch self {
        case .sqlite: "UPDATE key_sequences SET last = last + 1 WHERE name = \(sequence.name)"
        case .postgres: nil
        }
    }

    /// The keys that a row of ``reserveKeys(_:from:)`` stands for.
    func expandKeys(last: Int64, count: Int) -> [Int64] {
        switch self {
        case .sqlite: Array((last - Int64(count) + 1)...last)
        case .postgres: [last]
        }
    }

    /// A member of the top object when it has one of the types. By `json_each`, since a path of SQLite cannot name a
    /// key with a quote in it.
    private func jsonMember(_ object: SQL, key: String, value: SQL, types: SQL) -> SQL {
        """
        (SELECT \(value) FROM json_each(\(object)) AS m \
        WHERE m.key = \(key) AND m.type IN (\(types)) LIMIT 1)
        """
    }
}
