import CRMDatabase

/// The schema that the tests of the drivers work on.
enum Fixture {
    static let keys = KeySequence("thing")

    static let migrations = [
        Migration(
            "test/1-things",
            [
                .createTable(
                    "things",
                    """
                    id int64 NOT NULL PRIMARY KEY,
                    number int64,
                    share double,
                    label text CONSTRAINT things_label_unique UNIQUE,
                    flag bool,
                    data json,
                    raw blob,
                    CONSTRAINT things_number_range CHECK (number >= -9223372036854775807 - 1 AND number <> 13)
                    """),
                .createTable(
                    "parts", clustered: true,
                    """
                    thing_id int64 NOT NULL REFERENCES things (id) ON DELETE RESTRICT,
                    part int64 NOT NULL,
                    note text NOT NULL,
                    PRIMARY KEY (thing_id, part)
                    """),
                .createSequence(keys),
            ])
    ]

    static let small = "SELECT count(*) FROM things" as SQL

    static func insert(_ id: Int, label: String?) -> SQL {
        "INSERT INTO things (id, label) VALUES (\(id), \(label))"
    }

    /// A query that runs far longer than any test waits.
    static let runaway = """
        WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n)
        SELECT count(*) FROM n
        """ as SQL
}

extension DatabaseSession {
    func texts(_ sql: SQL) throws -> [String?] { try all(sql) { try $0.read() } }
    func integers(_ sql: SQL) throws -> [Int64] { try all(sql) { try $0.read() } }
}

/// The error that `body` throws; nil when it throws none.
func databaseError(_ body: () async throws -> Void) async -> DatabaseError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? DatabaseError
    }
}
