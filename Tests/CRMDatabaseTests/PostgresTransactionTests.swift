import CRMCore
import CRMDatabase
import CRMTesting
import Testing

@testable import CRMPostgres

/// How transactions travel: what waits for the server, what runs again and what does not.
@Suite(.enabled(if: TestBackend.allCases.contains(.postgres)), .timeLimit(.minutes(1)))
struct PostgresTransactionTests {
    private static let account = AccountKey(7)

    @Test(arguments: [(PostgresOpening.read(account), 1), (.write(account), 2)])
    func `a read of one statement is one round trip and a write two, new statements included`(
        _ opening: PostgresOpening, _ expected: Int
    ) async throws {
        try await withDatabase { database in
            for _ in 1...2 {
                let trips = try await database.onConnection { connection in
                    try Self.roundTrips(of: opening, on: connection)
                }
                #expect(trips == expected)
            }
        }
    }

    @Test func `the end of a read travels with the next transaction, whatever becomes of that`() async throws {
        try await withDatabase { database in
            try await database.onConnection { connection in
                for opening in [PostgresOpening.read(Self.account), .write(Self.account)] {
                    #expect(try Self.roundTrips(of: .read(Self.account), on: connection) == 1)
                    #expect(connection.isUsable && connection.isInTransaction)
                    // One without a statement and one that fails before its first leave the end where it was.
                    try connection.transaction(opening, deadline: nil) { _ in }
                    #expect(throws: CancellationError.self) {
                        try connection.transaction(opening, deadline: nil) { _ in throw CancellationError() }
                    }
                    #expect(connection.isUsable && connection.isInTransaction)
                    #expect(throws: DatabaseError.self) {
                        try connection.transaction(opening, deadline: nil) { session in
                            try session.integers("SELECT 1 / \(0)")
                        }
                    }
                    #expect(connection.isUsable && !connection.isInTransaction)
                }
            }
        }
    }

    private static func roundTrips(of opening: PostgresOpening, on connection: PostgresConnection) throws -> Int {
        let before = connection.roundTripCount
        _ = try connection.transaction(opening, deadline: .now + .seconds(10)) { session in
            try session.integers("SELECT \(1)")
        }
        return connection.roundTripCount - before
    }

    @Test func `performed statements wait for no answer of their own`() async throws {
        try await withDatabase { database in
            let trips = try await database.onConnection { connection in
                let before = connection.roundTripCount
                try connection.transaction(.write(nil), deadline: nil) { session in
                    for _ in 1...3 { try session.perform("SELECT \(1)") }
                    _ = try session.integers("SELECT \(1)")
                    try session.perform("SELECT \(1)")
                }
                return connection.roundTripCount - before
            }
            #expect(trips == 2, "one for the statement that is looked at, and the commit")
        }
    }

    @Test func `savepoints wait for no answer of their own`() async throws {
        try await withDatabase { database in
            let trips = try await database.onConnection { connection in
                let before = connection.roundTripCount
                try connection.transaction(.write(nil), deadline: nil) { session in
                    for _ in 1...3 { try session.savepoint { _ = try session.integers("SELECT \(1)") } }
                    try session.savepoint {}
                }
                return connection.roundTripCount - before
            }
            #expect(trips == 4, "three statements and the commit")
        }
    }

    @Test func `a transaction without a statement asks the server nothing`() async throws {
        try await withDatabase { database in
            let trips = try await database.onConnection { connection in
                let before = connection.roundTripCount
                try connection.transaction(.write(Self.account), deadline: nil) { _ in }
                return connection.roundTripCount - before
            }
            #expect(trips == 0)
        }
    }

    @Test func `account and deadline hold within the transaction and not after it`() async throws {
        try await withDatabase { database in
            let settings =
                """
                SELECT concat_ws(
                    ' ', current_setting('clientele.account', true), current_setting('statement_timeout'))
                """ as SQL
            let within = try await database.read(in: Self.account, deadline: .now + .seconds(20)) { session in
                try session.value(settings, as: String.self)
            }
            let parts = within.split(separator: " ")
            #expect(parts.first == "7")
            #expect(parts.last?.hasSuffix("ms") == true)
            let after = try await database.read { try $0.value(settings, as: String.self) }
            #expect(after.hasSuffix("30s"))
            #expect(!after.contains("7"))
        }
    }

    @Test func `a connection that is lost before the commit is replaced and the work done once`() async throws {
        try await TestBackend.withPostgresDatabase(Fixture.migrations) { address in
            let database = try PostgresDatabase(address: address(.app), connectionCount: 1)
            let attempts = Counter()
            try await database.write { session in
                try session.execute(Fixture.insert(1, label: nil))
                // The sleep is what notices the end.
                if attempts.next() < 3 {
                    let end = "SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(60)" as SQL
                    _ = try session.value(end, as: Bool.self)
                }
            }
            #expect(attempts.count == 3)
            try await #expect(database.read { try $0.value(Fixture.small, as: Int.self) } == 1)
            await database.close()
        }
    }

    @Test func `a connection that is lost in the commit is reported and the work not repeated`() async throws {
        try await TestBackend.withPostgresDatabase(Fixture.migrations) { address in
            let owner = try PostgresDatabase(address: address(.owner), connectionCount: 1)
            // Runs when COMMIT does.
            try await owner.administer(
                """
                CREATE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
                CREATE CONSTRAINT TRIGGER falling AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION fall();
                """)
            let database = try PostgresDatabase(address: address(.app), connectionCount: 1)
            let attempts = Counter()
            let error = await databaseError {
                try await database.write { session in
                    _ = attempts.next()
                    try session.execute(Fixture.insert(1, label: nil))
                }
            }
            guard case .connectionLost = error else {
                Issue.record("got \(String(describing: error))")
                return
            }
            #expect(attempts.count == 1)
            try await #expect(database.read { try $0.value("SELECT \(1)", as: Int.self) } == 1)
            await database.close()
            await owner.close()
        }
    }

    @Test(arguments: ["40001", "40P01"])
    func `a collision is tried five times and no more`(_ code: String) async throws {
        try await withDatabase { database in
            let attempts = Counter()
            let error = await databaseError {
                try await database.write { session in
                    _ = attempts.next()
                    let raise = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '\(code)'; END $$"
                    try session.execute(SQL(unsafeText: raise))
                }
            }
            #expect(error == .serialization)
            #expect(attempts.count == CollisionRetry.attemptLimit)
        }
    }

    @Test func `several hosts mean the one that takes writes, unless the address says otherwise`() throws {
        let cases = [
            ("postgres://a/db", "any"), ("postgres://a,b/db", "read-write"),
            ("postgres://a,b/db?target_session_attrs=prefer-standby", nil),
        ]
        for (text, expected) in cases {
            let parameters = try PostgresAddress(text).parameters
            let ours = parameters.firstIndex { $0.keyword == "target_session_attrs" }
            let theirs = parameters.firstIndex { $0.keyword == "dbname" }
            #expect(try #require(ours) < #require(theirs), "what the address says comes later and counts")
            if let expected { #expect(parameters.first { $0.keyword == "target_session_attrs" }?.value == expected) }
        }
    }

    private func withDatabase(_ body: (PostgresDatabase) async throws -> Void) async throws {
        try await TestBackend.withPostgresDatabase { address in
            let database = try PostgresDatabase(address: address(.app), connectionCount: 1)
            try await database.closing { try await body(database) }
        }
    }
}
