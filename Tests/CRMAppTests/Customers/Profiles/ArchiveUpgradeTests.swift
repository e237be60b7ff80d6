import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import Testing

/// Databases from before tags, segments, notes and addresses knew of archived customers.
@Suite struct ArchiveUpgradeTests {
    private static let news: Set = [
        "tags/2-archive", "segments/2-archive", "notes/2-archive", "addresses/2-archive",
    ]

    @Test(arguments: TestBackend.allCases)
    func `links and memberships that were there before learn of the archiving, and counts follow`(
        _ backend: TestBackend
    ) async throws {
        try await Self.withOldDatabase(backend) { database in
            try await TestShop.over(database) { shop in
                for id in ["ann", "bob"] { try await shop.customer(id) }
                try await database.write(in: shop.account.key, deadline: nil) { session in
                    for statement in Self.statements(shop.account.key) { try session.execute(statement) }
                }
                _ = try await database.migrate(Features.migrations)
                for name in Self.inspections {
                    #expect(try await shop.violations(name) == [], "\(name)")
                }
                #expect(try await shop.get("/api/customers/tags/t").json["customerCount"] == 1)
                #expect(try await shop.get("/api/customers/segments/s").json["memberCount"] == 1)
                for list in ["tags/t/customers", "notes", "addresses"] {
                    #expect(try await shop.get("/api/customers/\(list)").json["total"] == 1, "\(list)")
                }
                _ = try await shop.post("/api/customers/profiles/ann/restore", "{}")
                #expect(try await shop.get("/api/customers/tags/t").json["customerCount"] == 2)
                #expect(try await shop.get("/api/customers/segments/s/members").json["data"]?.elements.count == 2)
            }
        }
    }

    private static let inspections = [
        "tags.counts", "tags.archived", "segments.counts", "segments.archived", "notes.archived", "addresses.archived",
    ]

    /// What everybody has, counted as it was; then one customer is archived.
    private static func statements(_ account: AccountKey) -> [SQL] {
        [
            """
            INSERT INTO customer_tags (user_id, tag_key, id, name, folded_name, color, customer_count, created_at,
                updated_at)
            VALUES (\(account), 1, 't', 'T', 't', '#000000', 2, 0, 0)
            """,
            """
            INSERT INTO customer_tag_links (user_id, tag_key, customer_id, created_at)
            SELECT user_id, 1, customer_id, 0 FROM customer_profiles WHERE user_id = \(account)
            """,
            """
            INSERT INTO customer_segments (user_id, segment_key, id, name, folded_name, color, kind, criteria, is_active,
                member_count, version, created_at, updated_at)
            VALUES (\(account), 1, 's', 'S', 's', '#000000', 'static', \(SQLValue.json("{}")), (1 = 1), 2, 1, 0, 0)
            """,
            """
            INSERT INTO customer_segment_members (user_id, segment_key, customer_id, created_at)
            SELECT user_id, 1, customer_id, 0 FROM customer_profiles WHERE user_id = \(account)
            """,
            """
            INSERT INTO customer_notes (user_id, note_key, customer_id, id, content, note_type, priority, is_pinned,
                version, created_at, updated_at)
            SELECT user_id, customer_id, customer_id, external_id, 'text', 'internal', 'normal', (1 = 0), 1, 0, 0
            FROM customer_profiles
            WHERE user_id = \(account)
            """,
            """
            INSERT INTO customer_addresses (user_id, address_key, customer_id, id, address_type, is_default, line1,
                country, created_at, updated_at)
            SELECT user_id, customer_id, customer_id, external_id, 'home', (1 = 1), 'Street 1', 'DE', 0, 0
            FROM customer_profiles
            WHERE user_id = \(account)
            """,
            "UPDATE customer_profiles SET archived_at = 5 WHERE user_id = \(account) AND external_id = 'ann'",
        ]
    }

    /// A database without the migrations of the archiving, opened by who may migrate it.
    private static func withOldDatabase(
        _ backend: TestBackend, _ body: @escaping (any Database) async throws -> Void
    ) async throws {
        let old = Features.migrations.filter { !news.contains($0.name) }
        switch backend {
        case .sqlite: try await backend.withDatabase(old, body)
        case .postgres:
            try await TestBackend.withPostgresDatabase(old) { address in
                try await backend.visiting(address(.owner), body)
            }
        }
    }
}
