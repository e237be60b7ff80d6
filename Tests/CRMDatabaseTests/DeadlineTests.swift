import CRMDatabase
import CRMTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct DeadlineTests {
    @Test(arguments: TestBackend.allCases)
    func `a runaway query ends at its deadline and the database works on`(_ backend: TestBackend) async throws {
        try await backend.withDatabase { database in
            let start = ContinuousClock.now
            await #expect(throws: DatabaseError.timeout) {
                _ = try await database.read(deadline: start + .milliseconds(200)) { try $0.integers(Fixture.runaway) }
            }
            #expect(ContinuousClock.now - start < .seconds(1))
            try await #expect(database.read { try $0.value("SELECT \(1)", as: Int.self) } == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a write that overruns is undone as a whole`(_ backend: TestBackend) async throws {
        try await backend.withDatabase(Fixture.migrations) { database in
            await #expect(throws: DatabaseError.timeout) {
                try await database.write(deadline: .now + .milliseconds(200)) { session in
                    try session.execute(Fixture.insert(1, label: "a"))
                    _ = try session.integers(Fixture.runaway)
                }
            }
            try await #expect(database.read { try $0.value(Fixture.small, as: Int.self) } == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `work whose deadline has passed does not begin`(_ backend: TestBackend) async throws {
        try await backend.withDatabase { database in
            await #expect(throws: DatabaseError.timeout) {
                _ = try await database.read(deadline: .now - .seconds(1)) { _ in Issue.record("it began") }
            }
        }
    }
}
