import CRMDatabase
import CRMTesting
import Testing

/// Every difference between the two databases that has caught someone, each with the rule that avoids it.
@Suite(.timeLimit(.minutes(1))) struct DialectTrapTests {
    @Test(arguments: TestBackend.allCases)
    func `a NULL parameter compares without a cast in the text`(_ backend: TestBackend) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            try await database.write { try $0.execute(Fixture.insert(1, label: "a")) }
            let wanted: String? = nil
            let found = try await database.read {
                try $0.integers("SELECT id FROM things WHERE \(wanted) IS NULL OR label = \(wanted)")
            }
            #expect(found == [1])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `NULLs sort last when asked to, both ways`(_ backend: TestBackend) async throws {
        let found = try await withLabels(backend, ["b", nil, "a"]) { session in
            [
                try session.texts("SELECT label FROM things ORDER BY label NULLS LAST"),
                try session.texts("SELECT label FROM things ORDER BY label DESC NULLS LAST"),
            ]
        }
        #expect(found == [["a", "b", nil], ["b", "a", nil]])
    }

    @Test(arguments: TestBackend.allCases)
    func `text sorts and compares by its bytes`(_ backend: TestBackend) async throws {
        let found = try await withLabels(backend, ["b", "a", "B", "é", "_", "Z"]) { session in
            [
                try session.texts("SELECT label FROM things ORDER BY label"),
                try session.texts("SELECT label FROM things WHERE label < \("a") ORDER BY label"),
            ]
        }
        #expect(found == [["B", "Z", "_", "a", "b", "é"], ["B", "Z", "_"]])
    }

    @Test(arguments: TestBackend.allCases)
    func `LIKE on folded text finds the same rows`(_ backend: TestBackend) async throws {
        let found = try await withLabels(backend, ["anna", "hanna", "bob"]) { session in
            try session.texts("SELECT label FROM things WHERE label LIKE \("an%")")
        }
        #expect(found == ["anna"])
    }

    @Test(arguments: TestBackend.allCases)
    func `a sum that is cast is a 64-bit integer`(_ backend: TestBackend) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            try await database.write {
                try $0.execute("INSERT INTO things (id, number) VALUES (1, 2), (2, 5000000000)")
            }
            let sum = try await database.read {
                try $0.value("SELECT CAST(sum(number) AS BIGINT) FROM things", as: Int64.self)
            }
            #expect(sum == 5_000_000_002)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `division of integers is whole and towards zero`(_ backend: TestBackend) async throws {
        try await backend.withDatabase { database in
            let values = try await database.read {
                try $0.integers("SELECT \(-7) / \(2) UNION ALL SELECT \(-7) % \(2)")
            }
            #expect(values == [-3, -1])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an upsert from a SELECT needs WHERE true`(_ backend: TestBackend) async throws {
        let found = try await withLabels(backend, ["a"]) { session in
            let changed = try session.execute(
                """
                INSERT INTO things (id, label, number)
                SELECT id, label, CAST(2 AS BIGINT) FROM things WHERE true
                ON CONFLICT (id) DO UPDATE SET number = excluded.number
                """)
            return [Int64(changed)] + (try session.integers("SELECT number FROM things"))
        }
        #expect(found == [1, 2])
    }

    @Test(arguments: TestBackend.allCases)
    func `the larger and the smaller of two values`(_ backend: TestBackend) async throws {
        let found = try await withLabels(backend, []) { session in
            let dialect = session.dialect
            return [
                try session.value("SELECT \(dialect.greatest("\(3)", "\(8)"))", as: Int.self),
                try session.value("SELECT \(dialect.least("\(3)", "\(8)"))", as: Int.self),
            ]
        }
        #expect(found == [8, 3])
    }

    @Test(arguments: TestBackend.allCases)
    func `values in a common table expression are cast`(_ backend: TestBackend) async throws {
        let found = try await withLabels(backend, ["a"]) { session in
            try session.integers(
                """
                WITH wanted(id, label) AS (SELECT CAST(\(1) AS BIGINT), CAST(\("a") AS TEXT))
                SELECT t.id FROM wanted AS w JOIN things AS t ON t.id = w.id AND t.label = w.label
                """)
        }
        #expect(found == [1])
    }

    @Test(arguments: TestBackend.allCases)
    func `rows are locked where the database has a word for it`(_ backend: TestBackend) async throws {
        let found = try await withLabels(backend, ["a"]) { session in
            try session.integers("SELECT id FROM things WHERE id = 1\(session.dialect.forUpdate)")
        }
        #expect(found == [1])
    }

    @Test(arguments: TestBackend.allCases)
    func `members of a JSON object are read by their type`(_ backend: TestBackend) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            let data = SQLValue.json(#"{"b":"1","a":true,"n":2.5,"i":7,"z":null,"o":{"x":1},"f":false}"#)
            try await database.write { try $0.execute("INSERT INTO things (id, data) VALUES (1, \(data))") }
            for (key, text, number, flag) in Self.members {
                let row = try await database.read { session in
                    let dialect = session.dialect
                    return try session.first(
                        """
                        SELECT \(dialect.jsonText("data", key: key)), \(dialect.jsonNumber("data", key: key)), \
                        \(dialect.jsonBool("data", key: key)) FROM things
                        """
                    ) { row in (try row.read(String?.self), try row.read(Double?.self), try row.read(Bool?.self)) }
                }
                #expect(row?.0 == text, "\(key)")
                #expect(row?.1 == number, "\(key)")
                #expect(row?.2 == flag, "\(key)")
            }
        }
    }

    private static let members: [(String, String?, Double?, Bool?)] = [
        ("b", "1", nil, nil), ("a", nil, nil, true), ("f", nil, nil, false), ("n", nil, 2.5, nil),
        ("i", nil, 7, nil), ("z", nil, nil, nil), ("o", nil, nil, nil), ("missing", nil, nil, nil),
    ]

    @Test(
        arguments: TestBackend.allCases, ["plain", "with space", "quo\"te", "back\\slash", "dot.ted", "$", "é", "it's"])
    func `any text is the key of a JSON member`(_ backend: TestBackend, _ key: String) async throws {
        let quoted = key.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        try await backend.withDatabase { database in
            let found = try await database.read { session in
                let object: SQL = "\(SQLValue.json("{\"\(quoted)\":\"yes\"}"))"
                return try session.value("SELECT \(session.dialect.jsonText(object, key: key))", as: String?.self)
            }
            #expect(found == "yes")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `keys of a sequence rise and are never drawn twice`(_ backend: TestBackend) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            let first = try await database.write { try $0.reserveKeys(3, from: Fixture.keys) }
            let second = try await database.write { try $0.reserveKeys(1, from: Fixture.keys) }
            let none = try await database.write { try $0.reserveKeys(0, from: Fixture.keys) }
            #expect(first == [1, 2, 3])
            #expect(second == [4])
            #expect(none == [])
            await #expect(throws: DatabaseError.self) {
                _ = try await database.write { try $0.reserveKeys(1, from: KeySequence("unknown")) }
            }
        }
    }

    /// What `body` finds in a table with these labels; expectations stay outside, on the task of their test.
    private func withLabels<Value: Sendable>(
        _ backend: TestBackend, _ labels: [String?],
        _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
    ) async throws -> Value? {
        var found: Value?
        try await backend.withDatabase(Fixture.migrations) { database in
            found = try await database.write { session in
                for (index, label) in labels.enumerated() {
                    try session.execute(Fixture.insert(index + 1, label: label))
                }
                return try body(session)
            }
        }
        return found
    }
}
