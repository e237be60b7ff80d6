import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMPostgres
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMApp

/// Every operation of the OpenAPI document, called with what belongs to another account.
@Suite(.timeLimit(.minutes(10))) struct AuthorizationMatrixTests {
    /// On which database, and whether its second guard holds.
    enum Ground: String, CaseIterable, CustomTestStringConvertible {
        case sqlite, postgres
        /// Under a role that row-level security does not hold: the statements stand alone.
        case postgresWithoutGuard = "postgres without row-level security"

        static let available = allCases.filter { $0 == .sqlite || TestBackend.allCases.contains(.postgres) }
        var testDescription: String { rawValue }

        func withShop(_ body: @Sendable @escaping (TestShop) async throws -> Void) async throws {
            switch self {
            case .sqlite: try await TestShop.with(.sqlite, body)
            case .postgres: try await TestShop.with(.postgres, body)
            case .postgresWithoutGuard:
                try await TestBackend.withPostgresDatabase(Features.migrations) { address in
                    let database = try PostgresDatabase(address: address(.admin), connectionCount: 3)
                    try await database.closing { try await TestShop.over(database, body) }
                }
            }
        }
    }

    @Test(arguments: Ground.available)
    func `20: no call meets another account's rows, in whatever place it names them`(_ ground: Ground) async throws {
        try await ground.withShop { shop in
            let document = try JSONParser.parse(Server.document, limits: JSONLimits(depth: 64, values: 1_000_000))
            let walk = try await MatrixWalk.begin(MatrixShop(shop, document: document))
            try await walk.expectReadsAsAlone()
            for row in walk.rows { try await walk.walk(row) }
            try await walk.expectForeignUnchanged("all rows")
        }
    }

    @Test func `20: what anybody may call is a closed list and tells of no account`() async throws {
        try await TestShop.with(.sqlite) { shop in
            _ = try await shop.customer("c1", #""firstName": "\#(MatrixShop.canary)""#)
            let open = Set(["/livez", "/readyz", "/metrics", "/openapi.json"])
            let declared = Set(Features.all.flatMap(\.endpoints).map { "\($0.method.rawValue) \($0.path)" })
            let document = try JSONParser.parse(Server.document, limits: JSONLimits(depth: 64, values: 1_000_000))
            #expect(Set(MatrixOperation.all(document).map(\.description)) == declared)
            for path in open {
                let reply = try await shop.get(path, key: "")
                #expect(!reply.text.contains(MatrixShop.canary), "\(path)")
            }
        }
    }
}
