import CRMDatabase
import CRMTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct ErrorTests {
    @Test(arguments: TestBackend.allCases)
    func `a second row with the same key is a unique constraint`(_ backend: TestBackend) async throws {
        let name = try await constraint(
            backend, .unique, [Fixture.insert(1, label: "a"), Fixture.insert(2, label: "a")])
        #expect(name == (backend == .sqlite ? "things.label" : "things_label_unique"))
    }

    @Test(arguments: TestBackend.allCases)
    func `a row without its parent is a foreign key constraint`(_ backend: TestBackend) async throws {
        _ = try await constraint(
            backend, .foreignKey, ["INSERT INTO parts (thing_id, part, note) VALUES (9, 1, \("x"))"])
        _ = try await constraint(
            backend, .foreignKey,
            [
                Fixture.insert(1, label: nil), "INSERT INTO parts (thing_id, part, note) VALUES (1, 1, \("x"))",
                "DELETE FROM things",
            ])
    }

    @Test(arguments: TestBackend.allCases)
    func `a value outside its range is a check constraint by name`(_ backend: TestBackend) async throws {
        let name = try await constraint(backend, .check, ["INSERT INTO things (id, number) VALUES (1, 13)"])
        #expect(name == "things_number_range")
    }

    @Test(arguments: TestBackend.allCases)
    func `a missing value is a NOT NULL constraint with table and column`(_ backend: TestBackend) async throws {
        let name = try await constraint(
            backend, .notNull,
            [Fixture.insert(1, label: nil), "INSERT INTO parts (thing_id, part) VALUES (1, 1)"])
        #expect(name == "parts.note")
    }

    @Test(arguments: TestBackend.allCases)
    func `a write in a read transaction is refused`(_ backend: TestBackend) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            await #expect(throws: DatabaseError.readOnly) {
                try await database.read { _ = try $0.execute(Fixture.insert(1, label: nil)) }
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a wrong statement carries the database's code and words`(_ backend: TestBackend) async throws {
        try await backend.withDatabase { database in
            let error = await databaseError { _ = try await database.read { try $0.integers("SELECT 1 FROM nowhere") } }
            guard case .statement(let code, let message) = error else {
                Issue.record("got \(String(describing: error))")
                return
            }
            #expect(code == (backend == .sqlite ? "1" : "42P01"))
            #expect(message.contains("nowhere"))
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a closed database refuses work`(_ backend: TestBackend) async throws {
        try await backend.withDatabase { database in
            await database.close()
            await #expect(throws: DatabaseError.cannotOpen("the database is closed")) {
                _ = try await database.read { try $0.integers("SELECT 1") }
            }
        }
    }

    /// The name in the constraint error that the last of the statements meets.
    private func constraint(
        _ backend: TestBackend, _ kind: DatabaseError.ConstraintKind, _ statements: [SQL]
    ) async throws -> String? {
        var name: String?
        try await backend.withDatabase(Fixture.migrations) { database in
            let error = await databaseError {
                try await database.write { session in for sql in statements { try session.execute(sql) } }
            }
            guard case .constraint(kind, let found) = error else {
                Issue.record("got \(String(describing: error))")
                return
            }
            name = found
        }
        return name
    }
}
