import CRMCore
import CRMTesting
import Testing

/// Schema and roles on PostgreSQL: the owner migrates, the server owns nothing.
@Suite(.serialized, .enabled(if: TestBackend.allCases.contains(.postgres)), .timeLimit(.minutes(2)))
struct PostgresSchemaTests {
    @Test func `a server on an unmigrated schema says why it is not ready, and is ready after migrate`() async throws {
        try await TestFolder.with { folder in
            try await TestBackend.withPostgresDatabase { address in
                let server = try await LiveServer.start(database: address(.owner), in: folder)
                let api = server.anonymous
                try await #expect(api.get("/livez").status == 200)
                let before = try await api.get("/readyz")
                #expect(before.status == 503)
                let reason = try #require(before.json()["obstacles"]?.array?.first?.string)
                #expect(reason.hasPrefix("migrations: "))
                #expect(reason.hasSuffix("to apply, run clientele migrate"))
                let refused = try await clientele(["account", "list", "--database", address(.owner)], in: folder)
                #expect(refused.status == 69)
                #expect(refused.err.contains("run clientele migrate --database URL first"))
                let applied = try await migrate(address(.owner), in: folder)
                #expect(applied.count > 0)
                try await #expect(api.get("/readyz").status == 200, "without a new start")
                try await #expect(migrate(address(.owner), in: folder).isEmpty)
                try await #expect(server.stop() == .exited(0))
            }
        }
    }

    @Test func `the serving role has no rights before migrate grants them, and all it needs after`() async throws {
        try await TestFolder.with { folder in
            try await TestBackend.withPostgresDatabase { address in
                // What this role makes is covered by no rights that were granted beforehand.
                _ = try await migrate(address(.admin), in: folder)
                let server = try await LiveServer.start(database: address(.app), in: folder)
                try await #expect(server.anonymous.get("/readyz").status == 503)
                let role = TestPostgres.Role.app.rawValue
                _ = try await migrate(address(.admin), ["--serving-role", role], in: folder)
                try await server.ready()
                let stage = Stage(backend: .postgres, folder: folder, address: address(.app))
                let shop = try await stage.openShop()
                let api = shop.api(server)
                let order: JSON = [
                    "orderId": "A-1", "customerId": "ann", "placedAt": "2025-03-01T00:00:00Z", "total": 1,
                ]
                try await #expect(api.post("/api/customers/orders", order).status == 201)
                try await #expect(stage.run(["rfm", "run", "--account", shop.userID]).status == 0)
                try await #expect(api.scores().count == 1)
                try await #expect(server.stop() == .exited(0))
            }
        }
    }

    @Test func `the serving role cannot change the schema`() async throws {
        try await TestFolder.with { folder in
            try await TestBackend.withPostgresDatabase { address in
                let outcome = try await clientele(["migrate", "--database", address(.app)], in: folder)
                #expect(outcome.status != 0)
                #expect(outcome.out.isEmpty)
                #expect(outcome.err.hasPrefix("error: "))
                try await #expect(migrate(address(.owner), in: folder).isEmpty == false)
            }
        }
    }

    @Test func `serve --migrate brings the schema there first`() async throws {
        try await TestFolder.with { folder in
            try await TestBackend.withPostgresDatabase { address in
                let server = try await LiveServer.start(
                    database: address(.owner), in: folder, flags: ["--migrate"])
                try await #expect(server.anonymous.get("/readyz").status == 200)
                #expect(server.process.err.contains("owns tables"), "the role should be another")
                try await #expect(server.stop() == .exited(0))
                try await #expect(migrate(address(.owner), in: folder).isEmpty)
            }
        }
    }

    @Test func `two migrations at once both end well`() async throws {
        try await TestFolder.with { folder in
            try await TestBackend.withPostgresDatabase { address in
                let owner = address(.owner)
                async let first = migrate(owner, in: folder)
                async let second = migrate(owner, in: folder)
                let counts = try await [first.count, second.count].sorted()
                #expect(counts[0] == 0)
                #expect(counts[1] > 0)
            }
        }
    }

    @Test func `a serving role is for PostgreSQL only`() async throws {
        try await Stage.with(.sqlite) { stage in
            let outcome = try await stage.run(["migrate", "--serving-role", "app"])
            #expect(outcome.status == 64)
            #expect(outcome.err.contains("--serving-role is for PostgreSQL"))
        }
    }

    /// Names of the migrations that were applied.
    private func migrate(_ address: String, _ flags: [String] = [], in folder: TestFolder) async throws -> [JSON] {
        let outcome = try await clientele(["migrate", "--database", address, "--json"] + flags, in: folder).done()
        return try #require(outcome.json()["applied"]?.array)
    }
}

extension JSON {
    /// The elements of an array; nil for anything else.
    var array: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }
}
