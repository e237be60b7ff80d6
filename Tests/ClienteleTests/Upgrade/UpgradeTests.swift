import CRMCore
import CRMDatabase
import CRMTesting
import Foundation
import Testing

/// Databases that earlier versions wrote, brought to this one.
@Suite("33: upgrades", .serialized, .timeLimit(.minutes(5)))
struct UpgradeTests {
    /// The versions whose schema lies in `Schemas/`, and the databases.
    private static let cases = ["0.1.0"].flatMap { version in TestBackend.allCases.map { (version, $0) } }

    private static func dump(_ version: String, _ backend: TestBackend) throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(component: "Schemas")
        return try String(contentsOf: folder.appending(component: "\(version)-\(backend).sql"), encoding: .utf8)
    }

    /// A database as the version left it; on PostgreSQL the addresses of its owner and of the serving role differ.
    private struct Old {
        let backend: TestBackend
        let folder: TestFolder
        let owner: String
        let serving: String
        /// Sees every row.
        let admin: String

        func run(_ words: [String]) async throws -> Outcome {
            try await clientele(words + ["--database", owner], in: folder)
        }

        var migration: [String] {
            backend == .sqlite ? ["migrate"] : ["migrate", "--serving-role", TestPostgres.Role.app.rawValue]
        }
    }

    private static func with(_ version: String, _ backend: TestBackend, _ body: (Old) async throws -> Void) async throws
    {
        let dump = try dump(version, backend)
        try await TestFolder.with { folder in
            switch backend {
            case .sqlite:
                let address = "sqlite://\(folder.file("old.db"))"
                try await TestDatabase.with(address) { try await $0.load(dump: dump) }
                try await body(Old(backend: backend, folder: folder, owner: address, serving: address, admin: address))
            case .postgres:
                try await TestBackend.withPostgresDatabase { address in
                    try await TestDatabase.with(address(.owner)) { try await $0.load(dump: dump) }
                    try await body(
                        Old(
                            backend: backend, folder: folder, owner: address(.owner), serving: address(.app),
                            admin: address(.admin)))
                }
            }
        }
    }

    /// Every table with its columns and rows; the history of migrations grows and is left out.
    private static func contents(
        _ address: String, of tables: [String: [String]]
    ) async throws -> [String: [String]] {
        try await TestDatabase.with(address) { database in
            var contents: [String: [String]] = [:]
            for (table, columns) in tables { contents[table] = try await database.rows(of: table, columns: columns) }
            return contents
        }
    }

    private static func tables(_ old: Old) async throws -> [String: [String]] {
        var tables = try await TestDatabase.with(old.admin) { try await $0.tables() }
        tables["schema_migrations"] = nil
        return tables
    }

    @Test("keep every row and value, agree with themselves, and serve", arguments: cases)
    func upgrade(version: String, backend: TestBackend) async throws {
        try await Self.with(version, backend) { old in
            let tables = try await Self.tables(old)
            let before = try await Self.contents(old.admin, of: tables)
            #expect((before["customer_profiles"] ?? []).count == 14)
            _ = try await old.run(old.migration).done()
            // Keys are drawn from here; a migration may draw some.
            let after = try await Self.contents(old.admin, of: tables)
            for table in tables.keys.sorted() where table != "key_sequences" {
                #expect(before[table] == after[table], "\(table)")
            }
            let doctor = try await old.run(["doctor"])
            #expect(doctor.status == 0, "\(doctor.out)")
            try await #expect(old.run(old.migration).done().out.contains("at this version"))
            let stage = Stage(backend: backend, folder: old.folder, address: old.serving)
            let created = try await stage.run(["api-key", "create", "--account", "sample-shop", "--json"]).done().json()
            let shop = Shop(stage: stage, userID: "sample-shop", key: created["key"]?.string ?? "")
            try await shop.serving { api in
                let profiles = try await api.get("/api/customers/profiles?userId=sample-shop").json()
                #expect(profiles["total"] == 14)
                let order: JSON = [
                    "orderId": "new", "customerId": "new", "placedAt": "2026-11-20T00:00:00Z", "total": 10,
                ]
                try await #expect(api.post("/api/customers/orders", order).status == 201)
            }
        }
    }

    /// Rounds of a kill at some moment of the migration.
    private static let kills = TestSize.scaled(6, soak: 60)
    /// The migration is over after about so long.
    private static let killWithinMilliseconds = 150

    @Test("complete after a kill at any moment of the migration", arguments: cases)
    func kill(version: String, backend: TestBackend) async throws {
        for _ in 0..<Self.kills {
            try await Self.with(version, backend) { old in
                let tables = try await Self.tables(old)
                let before = try await Self.contents(old.admin, of: tables)
                let child = try ChildProcess(old.migration + ["--database", old.owner], in: old.folder.path)
                let moment = ContinuousClock.now + .milliseconds(Int.random(in: 0...Self.killWithinMilliseconds))
                _ = try await poll(for: "the moment of the kill") { ContinuousClock.now >= moment ? true : nil }
                child.signal(SIGKILL)
                _ = try await child.ended()
                _ = try await old.run(old.migration).done()
                let after = try await Self.contents(old.admin, of: tables)
                for table in tables.keys where table != "key_sequences" { #expect(before[table] == after[table]) }
                try await #expect(old.run(["doctor"]).status == 0)
            }
        }
    }

    /// Customers of the large database; the account that has them is its first.
    private static let manyCustomers = TestSize.scaled(20_000, soak: 1_000_000)
    private static let longestMigration = Duration.seconds(60)
    private static let longestRead = Duration.seconds(5)

    @Test("take less than a minute for a million customers, who can be read meanwhile", arguments: cases)
    func large(version: String, backend: TestBackend) async throws {
        try await Self.with(version, backend) { old in
            try await TestDatabase.with(old.admin) { database in
                _ = try await database.write { session in
                    for statement in Self.fill(Self.manyCustomers) { try session.execute(statement) }
                }
            }
            let begun = ContinuousClock.now
            let child = try ChildProcess(old.migration + ["--database", old.owner], in: old.folder.path)
            async let longest = backend == .postgres ? Self.longestRead(old.admin, while: child) : .zero
            let outcome = try await child.ended()
            let taken = ContinuousClock.now - begun
            let wait = try await longest
            print("33: \(backend): \(Self.manyCustomers) customers migrated in \(taken), longest read \(wait)")
            #expect(outcome == .exited(0))
            #expect(taken < Self.longestMigration)
            #expect(wait < Self.longestRead)
            try await #expect(old.run(["doctor"]).status == 0)
        }
    }

    /// The longest that one customer took to be read until the process ended.
    private static func longestRead(_ address: String, while child: ChildProcess) async throws -> Duration {
        try await TestDatabase.with(address) { database in
            var longest = Duration.zero
            while child.isRunning {
                let begun = ContinuousClock.now
                let found = try await database.read { session in
                    try session.first(
                        """
                        SELECT first_name
                        FROM customer_profiles
                        WHERE user_id = 1 AND customer_id = \(firstOfMany)
                        """
                    ) { row in try row.read(String.self) }
                }
                #expect(found == "Ann")
                longest = max(longest, ContinuousClock.now - begun)
            }
            return longest
        }
    }

    private static let firstOfMany: Int64 = 10_000_000

    private static func fill(_ count: Int) -> [SQL] {
        let numbers: SQL = """
            WITH RECURSIVE n (i) AS (
                SELECT CAST(\(firstOfMany) AS BIGINT)
                UNION ALL SELECT i + 1 FROM n WHERE i < CAST(\(firstOfMany + Int64(count) - 1) AS BIGINT)
            )
            """
        return [
            """
            INSERT INTO customer_identities (user_id, external_id, customer_id, is_primary, created_at)
            \(numbers)
            SELECT 1, 'many-' || i, i, (1 = 1), 1700000000000 + i FROM n
            """,
            """
            INSERT INTO customer_profiles (user_id, customer_id, external_id, first_name, last_name, email, customer_type,
                source, status, status_source, do_not_contact, attributes, created_at, updated_at)
            \(numbers)
            SELECT 1, i, 'many-' || i, 'Ann', 'Name ' || i % 5000, 'ann-' || i || '@example.com', 'retail', 'direct',
                'active', 'automatic', (1 = 0), \(SQLValue.json("{}")), 1700000000000 + i, 1700000000000 + i
            FROM n
            """,
        ]
    }

    @Test("are refused by a version that is older than the schema", arguments: cases)
    func newer(version: String, backend: TestBackend) async throws {
        try await Self.with(version, backend) { old in
            _ = try await old.run(old.migration).done()
            try await TestDatabase.with(old.owner) { database in
                _ = try await database.write { session in
                    try session.execute(
                        """
                        INSERT INTO schema_migrations (position, name, checksum, applied_at)
                        VALUES (100000, 'future/1-unknown', '0', 0)
                        """)
                }
            }
            for words in [["migrate"], ["account", "list"]] {
                let outcome = try await old.run(words)
                #expect(outcome.status == 69)
                #expect(outcome.err.contains("future/1-unknown, which this program does not know"))
                #expect(outcome.out.isEmpty)
            }
        }
    }
}
