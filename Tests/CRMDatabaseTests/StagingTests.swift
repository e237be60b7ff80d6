import CRMDatabase
import CRMTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct StagingTests {
    private static let columns = [
        StagedColumn("id", .int64), StagedColumn("share", .double), StagedColumn("label", .text),
        StagedColumn("flag", .bool), StagedColumn("data", .json), StagedColumn("raw", .blob),
    ]

    private static func row(_ id: Int64, _ label: String) -> [SQLValue] {
        [
            .int64(id), .double(0.5), .text(label), .bool(true), .json("{\"k\":\"\\\"{,}\\\\\"}"),
            .blob([0, 92, 34, 255]),
        ]
    }

    @Test(arguments: TestBackend.allCases, [0, 1, 5_000])
    func `rows of any number become a table`(_ backend: TestBackend, _ count: Int) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            let rows = (0..<count).map { Self.row(Int64($0), "label \($0)") }
            let inserted = try await database.write { session in
                let staged = try session.stage("things", Self.columns, rows)
                return try session.execute(
                    """
                    INSERT INTO things (id, share, label, flag, data, raw)
                    SELECT s.id, s.share, s.label, s.flag, s.data, s.raw FROM \(staged) AS s WHERE true
                    ON CONFLICT (id) DO NOTHING
                    """)
            }
            #expect(inserted == count)
            let last = try await database.read { try $0.texts("SELECT label FROM things ORDER BY id DESC LIMIT 1") }
            #expect(last == (count == 0 ? [] : ["label \(count - 1)"]))
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `staged values come back as they were, in a read too`(_ backend: TestBackend) async throws {
        let labels = ["", "\"", "\\", "{}", "{\"a\",b}", "NULL", "null", ",", " padded ", "it's", "é👍", "\\N", "a\nb"]
        try await backend.withDatabase { database in
            let rows = labels.enumerated().map { Self.row(Int64($0.offset), $0.element) }
            let found = try await database.read { session in
                let staged = try session.stage("odd", Self.columns, rows)
                return try session.all("SELECT s.label, s.raw, s.flag, s.share FROM \(staged) AS s ORDER BY s.id") {
                    row in
                    (
                        try row.read(String.self), try row.read([UInt8].self), try row.read(Bool.self),
                        try row.read(Double.self)
                    )
                }
            }
            #expect(found.map(\.0) == labels)
            #expect(found.allSatisfy { $0.1 == [0, 92, 34, 255] && $0.2 && $0.3 == 0.5 })
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `rows that were staged behind a savepoint go with it, and the rest is committed`(
        _ backend: TestBackend
    ) async throws {
        struct Abandoned: Error {}
        try await backend.withDatabase(Fixture.migrations) { database in
            let rows = [Self.row(1, "one"), Self.row(2, "two")]
            try await database.write { session in
                #expect(throws: Abandoned.self) {
                    try session.savepoint {
                        _ = try session.stage("things", Self.columns, rows)
                        throw Abandoned()
                    }
                }
                let staged = try session.stage("things", Self.columns, [Self.row(3, "three")])
                try session.execute(
                    """
                    INSERT INTO things (id, share, label, flag, data, raw)
                    SELECT s.id, s.share, s.label, s.flag, s.data, s.raw FROM \(staged) AS s
                    """)
            }
            #expect(try await database.read { try $0.texts("SELECT label FROM things LIMIT 10") } == ["three"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `staged NULLs of every type stay NULL`(_ backend: TestBackend) async throws {
        try await backend.withDatabase { database in
            let row = Self.columns.map { SQLValue.null($0.type) }
            let allNull = try await database.read { session in
                let staged = try session.stage("nulls", Self.columns, [row])
                return try session.value(
                    """
                    SELECT id IS NULL AND share IS NULL AND label IS NULL AND flag IS NULL AND data IS NULL
                    AND raw IS NULL FROM \(staged) AS s
                    """, as: Bool.self)
            }
            #expect(allNull)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a second staging of the name replaces rows and columns`(_ backend: TestBackend) async throws {
        try await backend.withDatabase { database in
            for round in 1...2 {
                let (numbers, texts) = try await database.write { session in
                    let numbers = [StagedColumn("n", .int64)]
                    _ = try session.stage("again", numbers, [[.int64(1)], [.int64(2)]])
                    let second = try session.stage("again", numbers, [[.int64(3)]])
                    let found = try session.integers("SELECT n FROM \(second) AS s")
                    let third = try session.stage("again", [StagedColumn("t", .text)], [[.text("x")]])
                    return (found, try session.texts("SELECT t FROM \(third) AS s"))
                }
                #expect(numbers == [3], "round \(round)")
                #expect(texts == ["x"], "round \(round)")
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a table staged in an undone transaction can be staged again`(_ backend: TestBackend) async throws {
        try await backend.withDatabase { database in
            let numbers = [StagedColumn("n", .int64)]
            _ = try? await database.write { session in
                _ = try session.stage("undone", numbers, [[.int64(1)]])
                throw TransactionTests.Refusal()
            }
            let found = try await database.write { session in
                let staged = try session.stage("undone", numbers, [[.int64(2)]])
                return try session.integers("SELECT n FROM \(staged) AS s")
            }
            #expect(found == [2])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `rows that do not fit their columns are refused`(_ backend: TestBackend) async throws {
        try await backend.withDatabase { database in
            for row in [[SQLValue.text("x")], [.int64(1), .int64(2)]] {
                await #expect(throws: DatabaseError.self) {
                    try await database.write { _ = try $0.stage("bad", [StagedColumn("n", .int64)], [row]) }
                }
            }
        }
    }
}
