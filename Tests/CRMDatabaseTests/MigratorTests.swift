import CRMPostgres
import CRMTesting
import Testing

@testable import CRMDatabase

@Suite(.timeLimit(.minutes(1))) struct MigratorTests {
    static let first = Migration("a/1-one", [.createTable("one", "id int64 NOT NULL PRIMARY KEY, label text")])
    static let second = Migration("a/2-two", [.sql("CREATE INDEX one_label ON one (label)")])

    @Test(arguments: TestBackend.allCases)
    func `migrations are applied once, in order`(_ backend: TestBackend) async throws {
        try await withOwner(backend) { database in
            try await #expect(database.schemaState([Self.first, Self.second]) == .behind(["a/1-one", "a/2-two"]))
            try await #expect(database.migrate([Self.first]).applied == ["a/1-one"])
            try await #expect(database.schemaState([Self.first, Self.second]) == .behind(["a/2-two"]))
            try await #expect(database.migrate([Self.first, Self.second]).applied == ["a/2-two"])
            try await #expect(database.migrate([Self.first, Self.second]).applied == [])
            try await #expect(database.schemaState([Self.first, Self.second]) == .current)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a shipped migration with another text is refused`(_ backend: TestBackend) async throws {
        let changed = Migration("a/1-one", [.createTable("one", "id int64 NOT NULL PRIMARY KEY, label text NOT NULL")])
        try await expectRefusal(backend, after: [Self.first], of: [changed, Self.second], "another text")
    }

    @Test(arguments: TestBackend.allCases)
    func `a schema from a newer version is refused`(_ backend: TestBackend) async throws {
        try await expectRefusal(backend, after: [Self.first, Self.second], of: [Self.first], "does not know")
    }

    @Test(arguments: TestBackend.allCases)
    func `a migration put before a shipped one is refused`(_ backend: TestBackend) async throws {
        let early = Migration("a/0-zero", [.createTable("zero", "id int64 NOT NULL PRIMARY KEY")])
        try await expectRefusal(backend, after: [Self.first], of: [early, Self.first], "added at the end")
    }

    @Test(arguments: TestBackend.allCases)
    func `a feature goes on by itself, whatever stands after it in the list`(_ backend: TestBackend) async throws {
        let other = Migration("b/1-other", [.createTable("other", "id int64 NOT NULL PRIMARY KEY")])
        let all = [Self.first, Self.second, other]
        try await withOwner(backend) { database in
            try await #expect(database.migrate([Self.first, other]).applied == ["a/1-one", "b/1-other"])
            try await #expect(database.schemaState(all) == .behind(["a/2-two"]))
            try await #expect(database.migrate(all).applied == ["a/2-two"])
            try await #expect(database.schemaState(all) == .current)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a failing migration leaves nothing behind`(_ backend: TestBackend) async throws {
        let failing = Migration(
            "a/2-two", [.createTable("two", "id int64 NOT NULL PRIMARY KEY"), .sql("INSERT INTO nowhere VALUES (1)")])
        try await withOwner(backend) { database in
            let error = await databaseError { _ = try await database.migrate([Self.first, failing]) }
            #expect(error?.description.contains("a/2-two") == true)
            try await #expect(database.migrate([Self.first, Self.second]).applied == ["a/2-two"])
            await #expect(throws: DatabaseError.self) {
                _ = try await database.read { try $0.integers("SELECT id FROM two") }
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a rebuilt table keeps its rows, its references and gets its new constraint`(
        _ backend: TestBackend
    ) async throws {
        let body = """
            id int64 NOT NULL PRIMARY KEY, number int64, share double,
            label text CONSTRAINT things_label_unique UNIQUE, flag bool, data json, raw blob,
            CONSTRAINT things_number_range CHECK (number < 100)
            """
        let rebuild = Migration(
            "test/2-range",
            [
                .rebuildTable(
                    "things", body: body, copy: ["id", "number", "share", "label", "flag", "data", "raw"],
                    indexes: ["CREATE INDEX things_number ON things (number)"],
                    postgres: [
                        "ALTER TABLE things DROP CONSTRAINT things_number_range",
                        "ALTER TABLE things ADD CONSTRAINT things_number_range CHECK (number < 100)",
                    ])
            ])
        try await withOwner(backend) { database in
            _ = try await database.migrate(Fixture.migrations)
            try await database.write { session in
                try session.execute("INSERT INTO things (id, label, number) VALUES (1, \("kept"), 14)")
                try session.execute("INSERT INTO parts (thing_id, part, note) VALUES (1, 1, \("part"))")
            }
            try await #expect(database.migrate(Fixture.migrations + [rebuild]).applied == ["test/2-range"])
            try await #expect(database.read { try $0.texts("SELECT label FROM things") } == ["kept"])
            try await #expect(database.read { try $0.texts("SELECT note FROM parts") } == ["part"])
            try await database.write { try $0.execute("INSERT INTO things (id, number) VALUES (2, 13)") }
            await #expect(throws: DatabaseError.constraint(.check, name: "things_number_range")) {
                try await database.write { try $0.execute("INSERT INTO things (id, number) VALUES (3, 100)") }
            }
            for orphan in ["DELETE FROM things WHERE id = 1", "INSERT INTO parts VALUES (9, 1, 'x')"] as [SQL] {
                let error = await databaseError { _ = try await database.write { try $0.execute(orphan) } }
                guard case .constraint(.foreignKey, _) = error else {
                    Issue.record("got \(String(describing: error))")
                    continue
                }
            }
        }
    }

    @Test func `a rebuild on SQLite that would orphan rows is undone`() async throws {
        let rebuild = Migration(
            "test/2-lossy",
            [
                .rebuildTable("things", body: "id int64 NOT NULL PRIMARY KEY", copy: ["id"], indexes: [], postgres: []),
                .sql("DELETE FROM things"),
            ])
        try await withOwner(.sqlite) { database in
            _ = try await database.migrate(Fixture.migrations)
            try await database.write { session in
                try session.execute(Fixture.insert(1, label: "kept"))
                try session.execute("INSERT INTO parts (thing_id, part, note) VALUES (1, 1, \("part"))")
            }
            let error = await databaseError { _ = try await database.migrate(Fixture.migrations + [rebuild]) }
            #expect(error?.description.contains("test/2-lossy") == true)
            try await #expect(database.read { try $0.texts("SELECT label FROM things") } == ["kept"])
        }
    }

    @Test(.enabled(if: TestBackend.allCases.contains(.postgres)))
    func `two migrators at once apply each migration once`() async throws {
        try await TestBackend.withPostgresDatabase { address in
            let databases = try (1...2).map { _ in try PostgresDatabase(address: address(.owner), connectionCount: 1) }
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for database in databases {
                    group.addTask { try await database.migrate([Self.first, Self.second]).applied }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied == ["a/1-one", "a/2-two"])
            for database in databases { await database.close() }
        }
    }

    @Test func `type tokens are replaced as words and nowhere else`() {
        let text = """
            text_version int64, "text" text, t.json, json(x), 'text ''int64'' text', context text -- text
            /* bool */ CAST(a AS text), share double
            """
        let expected = """
            text_version BIGINT, "text" TEXT COLLATE "C", t.json, json(x), 'text ''int64'' text', \
            context TEXT COLLATE "C" -- text
            /* bool */ CAST(a AS TEXT), share DOUBLE PRECISION
            """
        #expect(MigrationTypes.replaceTokens(in: text, for: .postgres) == expected)
    }

    @Test func `the checksum covers every step and both databases`() {
        let steps: [MigrationStep] = [.sql("a"), .only(.sqlite, "b"), .only(.postgres, "c")]
        let sums = (0...steps.count).map { Migration("m", Array(steps.prefix($0))).checksum }
        #expect(Set(sums).count == sums.count)
        #expect(sums.allSatisfy { $0.count == 16 })
        #expect(sums[0] == "cbf29ce484222325")
        #expect(Migration("m", [.only(.sqlite, "x")]).checksum != Migration("m", [.only(.postgres, "x")]).checksum)
    }

    private func expectRefusal(
        _ backend: TestBackend, after shipped: [Migration], of program: [Migration], _ words: String
    ) async throws {
        try await withOwner(backend) { database in
            _ = try await database.migrate(shipped)
            let error = await databaseError { _ = try await database.migrate(program) }
            guard case .schema(let why) = error else {
                Issue.record("got \(String(describing: error))")
                return
            }
            #expect(why.contains(words))
            try await #expect(database.schemaState(program) == .incompatible(why))
            try await #expect(database.schemaState(shipped) == .current)
        }
    }

    /// An empty database under the role that may change its schema.
    private func withOwner(
        _ backend: TestBackend, _ body: (any Database) async throws -> Void
    ) async throws {
        switch backend {
        case .sqlite: try await backend.withDatabase { try await body($0) }
        case .postgres:
            try await TestBackend.withPostgresDatabase { address in
                let database = try PostgresDatabase(address: address(.owner), connectionCount: 2)
                try await database.closing { try await body(database) }
            }
        }
    }
}
