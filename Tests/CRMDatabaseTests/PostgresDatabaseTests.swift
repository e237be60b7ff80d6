import CRMDatabase
import CRMTesting
import Testing

@testable import CRMPostgres

@Suite(.enabled(if: TestBackend.allCases.contains(.postgres)), .timeLimit(.minutes(1)))
struct PostgresDatabaseTests {
    @Test func `the pool heals after its connections were ended`() async throws {
        try await withDatabase { database, admin in
            for _ in 1...3 {
                let backend = try await database.read { try $0.value("SELECT pg_backend_pid()", as: Int.self) }
                _ = try await admin.read { try $0.value("SELECT pg_terminate_backend(\(backend)::int)", as: Bool.self) }
                // The server has closed the connection once the backend is gone from its list.
                while try await admin.read({
                    try $0.value("SELECT count(*) FROM pg_stat_activity WHERE pid = \(backend)", as: Int.self)
                }) > 0 {}
                try await #expect(database.read { try $0.value("SELECT \(1)", as: Int.self) } == 1)
            }
        }
    }

    @Test func `a connection that ends within a transaction each time anew is reported in the end and replaced`()
        async throws
    {
        try await withDatabase { database, _ in
            let error = await databaseError {
                _ = try await database.read {
                    try $0.value("SELECT pg_terminate_backend(pg_backend_pid())", as: Bool.self)
                }
            }
            guard case .connectionLost = error else {
                Issue.record("got \(String(describing: error))")
                return
            }
            try await #expect(database.read { try $0.value("SELECT \(1)", as: Int.self) } == 1)
        }
    }

    @Test func `the statement cache stays within its limit, on the server too`() async throws {
        try await withDatabase { database, _ in
            try await database.read { session in
                for number in 0..<(PostgresSettings.statementCacheLimit + 50) {
                    _ = try session.integers("SELECT \(unsafeText: "\(number)")")
                }
            }
            let (kept, prepared) = try await database.onConnection { connection in
                let count = "SELECT count(*) FROM pg_prepared_statements" as SQL
                // What had to make room leaves with the exchange after.
                for _ in 1...2 { _ = try connection.run(count) }
                let rows = try connection.run(count)
                return (connection.cachedStatementCount, try rows.int64(0))
            }
            #expect(kept == PostgresSettings.statementCacheLimit)
            #expect(prepared <= PostgresSettings.statementCacheLimit)
        }
    }

    @Test func `the same text prepares once for each list of types`() async throws {
        try await withDatabase { database, _ in
            for value in [SQLValue.int64(1), .text("x"), .bool(true), .null(.double)] {
                let isNull = try await database.read { try $0.value("SELECT \(value) IS NULL", as: Bool.self) }
                #expect(isNull == (value == .null(.double)))
            }
        }
    }

    @Test func `numeric asks for a cast`() async throws {
        try await withDatabase { database, _ in
            let error = await databaseError {
                _ = try await database.read { try $0.value("SELECT 1.5", as: Double.self) }
            }
            #expect(error?.description.contains("numeric") == true)
            #expect(error?.description.contains("CAST") == true)
        }
    }

    @Test func `text without a collation sorts otherwise than by its bytes on the test server`() async throws {
        try await TestBackend.withPostgresDatabase(Fixture.migrations) { address in
            let database = try PostgresDatabase(address: address(.app))
            let (provider, isBefore) = try await database.read { session in
                (
                    try session.value(
                        "SELECT CAST(datlocprovider AS TEXT) FROM pg_database WHERE datname = current_database()",
                        as: String.self),
                    try session.value("SELECT \("a") < \("B")", as: Bool.self)
                )
            }
            #expect(isBefore == (provider == "i"))

            await database.close()
        }
    }

    @Test func `sessions have our limits unless the address says otherwise`() async throws {
        try await TestBackend.withPostgresDatabase { address in
            let plain = try PostgresDatabase(address: address(.app))
            let own = try PostgresDatabase(
                address: address(.app) + "?application_name=other&options=-c%20statement_timeout%3D1234")
            for (database, expected) in [(plain, ["30s", "clientele", "UTC"]), (own, ["1234ms", "other", "UTC"])] {
                let found = try await database.read { session in
                    try ["statement_timeout", "application_name", "TimeZone"].map {
                        try session.value("SELECT current_setting(\($0))", as: String.self)
                    }
                }
                #expect(found == expected)
                await database.close()
            }
        }
    }

    @Test func `the serving role works on rows and changes no table`() async throws {
        try await TestBackend.withPostgresDatabase(Fixture.migrations) { address in
            let app = try PostgresDatabase(address: address(.app))
            try await app.write { session in
                try session.execute(Fixture.insert(1, label: "a"))
                _ = try session.reserveKeys(1, from: Fixture.keys)
            }
            for statement in [
                "CREATE TABLE mine (id BIGINT)", "DROP TABLE parts", "ALTER TABLE things ADD COLUMN x BIGINT",
                "TRUNCATE things CASCADE", "DELETE FROM schema_migrations",
            ] as [SQL] {
                let error = await databaseError { _ = try await app.write { try $0.execute(statement) } }
                guard case .statement("42501", _) = error else {
                    Issue.record("\(statement.text): \(String(describing: error))")
                    continue
                }
            }
            let isPrivileged = try await app.read {
                try $0.value(
                    "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user", as: Bool.self)
            }
            #expect(!isPrivileged)
            try await #expect(app.migrate(Fixture.migrations).applied == [])
            await app.close()
        }
    }

    @Test func `transactions that collide run again`() async throws {
        try await TestBackend.withPostgresDatabase(Fixture.migrations) { address in
            let database = try PostgresDatabase(address: address(.app))
            try await database.write { session in
                for id in 1...2 { try session.execute("INSERT INTO things (id, number) VALUES (\(id), 100)") }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for order in [[1, 2], [2, 1]] {
                    group.addTask {
                        for _ in 1...20 {
                            try await database.write { session in
                                for id in order {
                                    try session.execute("UPDATE things SET number = number + 1 WHERE id = \(id)")
                                }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await #expect(database.read { try $0.integers("SELECT number FROM things") } == [140, 140])
            await database.close()
        }
    }

    @Test func `a server that cannot be reached is named without the password`() async throws {
        let database = try PostgresDatabase(address: "postgresql://someone:secret@127.0.0.1:1/shop")
        let error = await databaseError { _ = try await database.describe() }
        #expect(error?.description.contains("127.0.0.1:1/shop") == true)
        #expect(error?.description.contains("secret") == false)
        await database.close()
    }

    @Test func `text that is no address is refused without being repeated`() {
        #expect(throws: DatabaseError.self) { _ = try PostgresDatabase(address: "pass word=secret=") }
    }

    private func withDatabase(
        _ body: (PostgresDatabase, PostgresDatabase) async throws -> Void
    ) async throws {
        try await TestBackend.withPostgresDatabase { address in
            let admin = try PostgresDatabase(address: address(.admin), connectionCount: 1)
            let database = try PostgresDatabase(address: address(.app), connectionCount: 1)
            try await admin.closing {
                try await database.closing { try await body(database, admin) }
            }
        }
    }
}
