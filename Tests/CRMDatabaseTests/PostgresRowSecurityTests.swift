import CRMCore
import CRMDatabase
import CRMTesting
import Testing

@testable import CRMPostgres

/// A transaction cannot leave its account, whatever its statements say.
@Suite(.enabled(if: TestBackend.allCases.contains(.postgres)), .timeLimit(.minutes(1)))
struct PostgresRowSecurityTests {
    private static let migrations = [
        Migration(
            "test/1-notes",
            [
                .createTable(
                    "tenant_notes",
                    "user_id int64 NOT NULL, note_id int64 NOT NULL, body text NOT NULL, PRIMARY KEY (user_id, note_id)"
                ),
                .createTable("accounts", "user_id int64 NOT NULL PRIMARY KEY, name text NOT NULL"),
            ])
    ]
    private static let own = AccountKey(1)
    private static let foreign = AccountKey(2)
    private static let everything = "SELECT body FROM tenant_notes ORDER BY note_id LIMIT 10" as SQL

    private static func insert(_ account: AccountKey, _ id: Int, _ body: String) -> SQL {
        "INSERT INTO tenant_notes (user_id, note_id, body) VALUES (\(account.value), \(id), \(body))"
    }

    @Test(arguments: [TestPostgres.Role.app, .owner])
    func `a query without the account in it finds the own rows only`(_ role: TestPostgres.Role) async throws {
        try await withNotes(role) { database in
            try await #expect(database.read(in: Self.own, deadline: nil) { try $0.texts(Self.everything) } == ["mine"])
            try await #expect(database.read { try $0.texts(Self.everything) } == [], "without an account nothing")
            let changed = try await database.write(in: Self.own, deadline: nil) { session in
                try session.execute("UPDATE tenant_notes SET body = 'changed'")
            }
            #expect(changed == 1)
            try await #expect(
                database.read(in: Self.foreign, deadline: nil) { try $0.texts(Self.everything) } == ["theirs"])
        }
    }

    @Test(arguments: [TestPostgres.Role.app, .owner])
    func `a row of another account is not written`(_ role: TestPostgres.Role) async throws {
        try await withNotes(role) { database in
            for account in [Self.own, nil] {
                let error = await databaseError {
                    _ = try await database.write(in: account, deadline: nil) { session in
                        try session.execute(Self.insert(Self.foreign, 9, "planted"))
                    }
                }
                guard case .statement("42501", _) = error else {
                    Issue.record("got \(String(describing: error))")
                    continue
                }
            }
        }
    }

    @Test func `the serving role cannot open the rows by the setting of the migrations`() async throws {
        try await withNotes(.app) { database in
            let found = try await database.read(in: Self.own, deadline: nil) { session in
                _ = try session.texts("SELECT set_config('clientele.migration', 'on', true)")
                return try session.texts(Self.everything)
            }
            #expect(found == ["mine"])
        }
    }

    @Test func `rows go through COPY to the own account and to no other`() async throws {
        try await withNotes(.app) { database in
            let columns = [StagedColumn("id", .int64), StagedColumn("body", .text)]
            let rows = (100..<100 + PostgresSettings.copyThreshold).map { [SQLValue.int64(Int64($0)), .text("bulk")] }
            for (account, isAllowed) in [(Self.own, true), (Self.foreign, false)] {
                let error = await databaseError {
                    try await database.write(in: Self.own, deadline: nil) { session in
                        let staged = try session.stage("notes", columns, rows)
                        let count = try session.execute(
                            """
                            INSERT INTO tenant_notes (user_id, note_id, body)
                            SELECT \(account.value), s.id, s.body FROM \(staged) AS s
                            """)
                        #expect(count == rows.count)
                    }
                }
                #expect((error == nil) == isAllowed)
            }
        }
    }

    @Test func `a migration rewrites the rows of every account, and a new table is guarded with it`() async throws {
        try await TestBackend.withPostgresDatabase(Self.migrations) { address in
            try await fill(address(.app))
            let owner = try PostgresDatabase(address: address(.owner), connectionCount: 1)
            let next = Migration(
                "test/2-more",
                [
                    .sql("UPDATE tenant_notes SET body = body || '!'"),
                    .createTable("tenant_more", "user_id int64 NOT NULL PRIMARY KEY, total int64"),
                ])
            _ = try await owner.migrate(Self.migrations + [next])
            for (account, body) in [(Self.own, "mine!"), (Self.foreign, "theirs!")] {
                try await #expect(owner.read(in: account, deadline: nil) { try $0.texts(Self.everything) } == [body])
            }
            let report = try await owner.examine()
            #expect(report.tables.map(\.name) == ["tenant_more", "tenant_notes"])
            #expect(report.tables.allSatisfy { $0.isGuarded })
            await owner.close()
        }
    }

    @Test func `a table whose guard was taken away is reported, and guarded again by the next migration`() async throws
    {
        try await TestBackend.withPostgresDatabase(Self.migrations) { address in
            let owner = try PostgresDatabase(address: address(.owner), connectionCount: 1)
            for harm in [
                "ALTER TABLE tenant_notes NO FORCE ROW LEVEL SECURITY",
                "ALTER TABLE tenant_notes DISABLE ROW LEVEL SECURITY",
                "DROP POLICY clientele_account ON tenant_notes",
            ] {
                try await owner.administer(harm)
                let before = try await owner.examine()
                #expect(before.warnings.contains { $0.contains("tenant_notes") }, "\(harm)")
                try await #expect(owner.migrate(Self.migrations).applied == [])
                let after = try await owner.examine().tables
                #expect(after.allSatisfy { $0.isGuarded }, "\(harm)")
            }
            await owner.close()
        }
    }

    @Test func `the account is found by the index, not by looking at every row`() async throws {
        try await withNotes(.app) { database in
            let plan = try await database.read(in: Self.own, deadline: nil) { session in
                _ = try session.texts("SELECT set_config('enable_seqscan', 'off', true)")
                return try session.texts("EXPLAIN SELECT body FROM tenant_notes")
            }
            #expect(plan.contains { $0?.contains("Index Cond: (user_id = $0)") == true }, "\(plan)")
        }
    }

    @Test func `a role is warned of that row-level security does not hold`() async throws {
        try await TestBackend.withPostgresDatabase(Self.migrations) { address in
            for (role, words) in [(TestPostgres.Role.admin, "superuser"), (.owner, "owns tables"), (.app, "")] {
                let database = try PostgresDatabase(address: address(role), connectionCount: 1)
                let warnings = try await database.examine().warnings
                #expect(words.isEmpty ? warnings.isEmpty : warnings.contains { $0.contains(words) }, "\(warnings)")
                await database.close()
            }
        }
    }

    private func withNotes(
        _ role: TestPostgres.Role, _ body: (PostgresDatabase) async throws -> Void
    ) async throws {
        try await TestBackend.withPostgresDatabase(Self.migrations) { address in
            try await fill(address(.app))
            let database = try PostgresDatabase(address: address(role), connectionCount: 1)
            try await database.closing { try await body(database) }
        }
    }

    private func fill(_ address: String) async throws {
        let database = try PostgresDatabase(address: address, connectionCount: 1)
        try await database.closing {
            for (account, id, body) in [(Self.own, 1, "mine"), (Self.foreign, 2, "theirs")] {
                try await database.write(in: account, deadline: nil) { session in
                    try session.execute(Self.insert(account, id, body))
                }
            }
        }
    }
}
