import CRMCore
import CRMDatabase
import CRMPlatform
import CRMPostgres
import Logging

extension Commands {
    /// Serves the HTTP API until SIGTERM. SQLite is always brought to this version first, PostgreSQL when told so.
    package func serve(host: String?, port: String?, migrating: Bool) async throws {
        try await serve(try await settings(["host": host, "port": port]), migrating: migrating)
    }

    private func serve(_ settings: Settings, migrating: Bool) async throws {
        let logger = Logger(label: "clientele") { label in JSONLogHandler(label: label, level: settings.logLevel) }
        let database = try await settings.database.open(connections: settings.connections)
        try await closing(database) {
            if migrating || database.dialect == .sqlite {
                let report = try await database.migrate(Features.migrations)
                if !report.applied.isEmpty {
                    logger.notice("migrated", metadata: ["applied": .stringConvertible(report.applied.count)])
                }
            }
            try await Server(database: database, clock: SystemClock(), logger: logger).run(settings)
        }
    }

    /// Brings the schema to this version, and on PostgreSQL gives the serving role its rights.
    package func migrate(servingRole: String?) async throws -> CommandReport {
        let settings = try await settings()
        let database = try await settings.database.open(connections: settings.connections)
        return try await closing(database) {
            let applied = try await database.migrate(Features.migrations).applied
            if let servingRole {
                guard let postgres = database as? PostgresDatabase else {
                    throw UsageError("--serving-role is for PostgreSQL")
                }
                try await postgres.grantServing(role: servingRole)
            }
            let text =
                applied.isEmpty
                ? "The schema is at this version." : "Applied:\n  " + applied.joined(separator: "\n  ")
            return CommandReport(MigrationResult(applied: applied), text: text)
        }
    }

    /// Loads the sample shop into an empty database, prints how to reach it, and serves it when told so.
    package func demo(
        customers: Int, seed: UInt64, serving: Bool, host: String?, port: String?
    ) async throws {
        guard Commands.demoCustomers.contains(customers) else {
            throw UsageError("--customers must be 1 to \(Commands.demoCustomers.upperBound)")
        }
        let settings = try await settings(["host": host, "port": port, "log.level": serving ? "notice" : nil])
        let database = try await settings.database.openReady(connections: settings.connections)
        try await closing(database) {
            let shop = Shop(database: database)
            let account =
                if let first = try await shop.accounts().first {
                    first
                } else {
                    try await newSampleShop(shop, customers: customers, seed: seed)
                }
            let (_, key) = try await shop.createKey(account, name: "sample shop", scopes: Set(Scope.allCases))
            Terminal.message(welcome(account, key: key, settings))
        }
        if serving { try await serve(settings, migrating: false) }
    }

    /// Customers that a sample shop may have.
    private static let demoCustomers = 1...200_000

    private func newSampleShop(_ shop: Shop, customers: Int, seed: UInt64) async throws -> Account {
        guard let currency = Currency("USD") else { throw UsageError("no currency USD") }
        let account = try await shop.createAccount(
            UserID(unchecked: "sample-shop"), name: "Bean & Leaf", currency: currency, calendar: .utc)
        let yesterday = account.calendar.day(of: shop.clock.now()).advanced(days: -1)
        let sample = SampleShop(
            seed: seed, customers: customers, endingOn: yesterday, currency: currency, calendar: account.calendar)
        Terminal.message("Loading \(sample.customers.count) customers and \(sample.orders.count) orders")
        try await SampleShopLoader(database: shop.database, account: account, shop: sample).load { done in
            Terminal.status("Loading \(Int(done * 100)) %")
        }
        Terminal.endStatus()
        _ = try await shop.runRFM(account, asOf: nil)
        return account
    }

    private func welcome(_ account: Account, key: String, _ settings: Settings) -> String {
        let address = "http://\(settings.host):\(settings.port)"
        let id = account.userID.value
        return """

            \(account.name) is ready.
              address  \(address)
              userId   \(id)
              API key  \(key)

            Try it:
              KEY=\(key)
              curl -H "Authorization: Bearer $KEY" "\(address)/api/customers/rfm?userId=\(id)&limit=3"

            """
    }

    /// The OpenAPI document of the API.
    package static var openAPI: String { Server.document }
}

/// What `migrate --json` prints.
struct MigrationResult: JSONObjectEncodable {
    let applied: [String]

    static let typeName = "MigrationResult"
    static let fields: [OutputField<MigrationResult>] = [OutputField("applied") { $0.applied }]
}
