import CRMApp
import CRMDatabase
import CRMPostgres
import CRMTesting

/// What somebody who owns the database can do to the ledger.
enum LoyaltyOwner {
    static let tables = [
        "loyalty_ledger", "loyalty_allocations", "loyalty_notes", "loyalty_account_heads", "loyalty_wallet_heads",
    ]

    /// A database whose owner asks.
    static func withDatabase(_ backend: TestBackend, _ body: (any Database) async throws -> Void) async throws {
        switch backend {
        case .sqlite: try await backend.withDatabase(Features.migrations, body)
        case .postgres:
            try await TestBackend.withPostgresDatabase(Features.migrations) { address in
                let database = try PostgresDatabase(address: address(.owner), connectionCount: 3)
                try await database.closing { try await body(database) }
            }
        }
    }

    /// Lets the ledger be altered.
    static func unguard(_ session: any DatabaseSession, _ backend: TestBackend) throws {
        switch backend {
        case .sqlite:
            try session.execute("PRAGMA ignore_check_constraints = ON")
            for table in tables {
                try session.execute("DROP TRIGGER \(unsafeText: table)_no_update")
                try session.execute("DROP TRIGGER IF EXISTS \(unsafeText: table)_no_delete")
            }
        case .postgres:
            for table in tables {
                try session.execute("ALTER TABLE \(unsafeText: table) DISABLE TRIGGER USER")
            }
            for name in ["kind", "points", "sequence"] {
                try session.execute(
                    "ALTER TABLE loyalty_ledger DROP CONSTRAINT loyalty_ledger_\(unsafeText: name)_check")
            }
        }
    }
}
