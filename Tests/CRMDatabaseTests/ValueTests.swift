import CRMDatabase
import CRMTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct ValueTests {
    @Test(arguments: TestBackend.allCases, [Int64.min, -1, 0, 1, 4_294_967_296, Int64.max])
    func `a 64-bit integer comes back whole`(_ backend: TestBackend, _ number: Int64) async throws {
        try await roundTrip(backend, column: "number", number)
    }

    @Test(
        arguments: TestBackend.allCases,
        [0, -0.1, 0.1 + 0.2, 1e308, Double.leastNonzeroMagnitude, Double.infinity, -Double.infinity, 9.3e18])
    func `a double comes back to the last bit`(_ backend: TestBackend, _ number: Double) async throws {
        try await roundTrip(backend, column: "share", number)
    }

    @Test(
        arguments: TestBackend.allCases,
        ["", " ", "Zoë Ångström", "👩‍👩‍👧", "e\u{301}", "it's \"quoted\" \\ {x}", "\u{1}\n\t\r", "NULL", "$1"])
    func `text comes back byte for byte`(_ backend: TestBackend, _ text: String) async throws {
        try await roundTrip(backend, column: "label", text)
        try await backend.withDatabase(Fixture.migrations) { database in
            try await database.write { try $0.execute(Fixture.insert(1, label: text)) }
            let read = try await database.read { try $0.value("SELECT label FROM things", as: String.self) }
            #expect(Array(read.utf8) == Array(text.utf8))
        }
    }

    @Test(arguments: TestBackend.allCases, [[], [0], [0, 255, 92, 39, 0], [UInt8](repeating: 7, count: 100_000)])
    func `a blob comes back byte for byte`(_ backend: TestBackend, _ bytes: [UInt8]) async throws {
        try await roundTrip(backend, column: "raw", bytes)
    }

    @Test(arguments: TestBackend.allCases, [true, false])
    func `a boolean comes back and stands bare in a condition`(_ backend: TestBackend, _ flag: Bool) async throws {
        try await roundTrip(backend, column: "flag", flag)
        try await backend.withDatabase(Fixture.migrations) { database in
            try await database.write { session in
                try session.execute("INSERT INTO things (id, flag) VALUES (1, \(flag)), (2, \(!flag))")
            }
            let bare = try await database.read { try $0.integers("SELECT id FROM things WHERE flag") }
            let negated = try await database.read { try $0.integers("SELECT id FROM things WHERE NOT flag") }
            #expect(bare == [flag ? 1 : 2])
            #expect(negated == [flag ? 2 : 1])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an empty text, an empty blob and NULL are three things`(_ backend: TestBackend) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            try await database.write { session in
                try session.execute("INSERT INTO things (id, label, raw) VALUES (1, \(""), \([UInt8]()))")
                try session.execute(
                    "INSERT INTO things (id, label, raw) VALUES (2, \(nil as String?), \(nil as [UInt8]?))")
            }
            let rows = try await database.read { session in
                try session.all("SELECT label IS NULL, raw IS NULL FROM things ORDER BY id") { row in
                    [try row.read(Bool.self), try row.read(Bool.self)]
                }
            }
            #expect(rows == [[false, false], [true, true]])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a NULL where a value is expected is an error, and nil where it is optional`(
        _ backend: TestBackend
    ) async throws {
        try await backend.withDatabase { database in
            let none = try await database.read { try $0.value("SELECT \(nil as Int?)", as: Int?.self) }
            #expect(none == nil)
            await #expect(throws: DatabaseError.unexpectedNull(column: 0)) {
                _ = try await database.read { try $0.value("SELECT \(nil as Int?)", as: Int.self) }
            }
            await #expect(throws: DatabaseError.noSuchColumn(1)) {
                _ = try await database.read { session in
                    try session.all("SELECT \(1)") { row in (try row.read(Int.self), try row.read(Int.self)).1 }
                }
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a column of another type is refused instead of converted`(_ backend: TestBackend) async throws {
        try await backend.withDatabase { database in
            for sql in ["SELECT \("12")", "SELECT \(1.5)"] as [SQL] {
                let error = await databaseError {
                    _ = try await database.read { try $0.value(sql, as: Int.self) }
                }
                guard case .statement("column_type", let message) = error else {
                    Issue.record("got \(String(describing: error))")
                    continue
                }
                #expect(message.contains("CAST"))
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what the two databases would not keep alike is refused by both`(_ backend: TestBackend) async throws {
        try await backend.withDatabase { database in
            for value in [SQLValue.text("a\0b"), .json("\"\0\""), .double(.nan)] {
                await #expect(throws: DatabaseError.self) {
                    _ = try await database.read { session in try session.all("SELECT \(value)") { _ in 1 } }
                }
            }
        }
    }

    private func roundTrip<Value: SQLBindable & SQLDecodable & Equatable & Sendable>(
        _ backend: TestBackend, column: String, _ value: Value
    ) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            let stored = try await database.write { session in
                try session.execute("INSERT INTO things (id, \(unsafeText: column)) VALUES (1, \(value))")
                return try session.value("SELECT \(unsafeText: column) FROM things", as: Value.self)
            }
            let echoed = try await database.read { try $0.value("SELECT \(value)", as: Value.self) }
            #expect(stored == value)
            if Value.self != Bool.self { #expect(echoed == value) }
        }
    }
}
