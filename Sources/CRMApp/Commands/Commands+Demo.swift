import CRMCore
import CRMDatabase
import CRMGovernance
import CRMPlatform

extension Commands {
    /// Loads the sample shop into a database without accounts, prints how to reach it, and serves it when told so.
    ///
    /// A load that was cut short is taken up again; a database that holds other accounts is left as it is.
    package func demo(
        customers: Int, seed: UInt64, serving: Bool, host: String?, port: String?
    ) async throws {
        guard Commands.demoCustomers.contains(customers) else {
            throw UsageError("--customers must be 1 to \(Commands.demoCustomers.upperBound)")
        }
        let settings = try await settings(["host": host, "port": port, "log.level": serving ? "notice" : nil])
        let database = try await settings.database.openReady(connections: settings.connections, pooler: settings.pooler)
        try await database.closing {
            let shop = Shop(database: database)
            guard let account = try await sampleAccount(shop) else {
                return Terminal.message("The database holds other accounts: it is left as it is.")
            }
            if account.name != Commands.demoName { try await load(account, shop, customers: customers, seed: seed) }
            Terminal.message(welcome(key: try await freshKey(account, shop), settings))
        }
        if serving { try await serve(settings, migrating: false) }
    }

    /// Customers that a sample shop may have.
    private static let demoCustomers = 1...200_000
    private static let demoUserID = UserID(unchecked: "sample-shop")
    private static let demoName = "Bean & Leaf"
    private static let demoKeyName = "sample shop"

    /// The account of the sample shop, made when the database has none at all.
    private func sampleAccount(_ shop: Shop) async throws -> Account? {
        let accounts = try await shop.accounts()
        if let known = accounts.first(where: { $0.userID == Commands.demoUserID }) { return known }
        guard accounts.isEmpty, let currency = Currency("USD") else { return nil }
        return try await shop.createAccount(
            Commands.demoUserID, name: SampleShopProgress.begin(of: Commands.demoName), currency: currency,
            calendar: .utc)
    }

    private func load(_ account: Account, _ shop: Shop, customers: Int, seed: UInt64) async throws {
        let yesterday = account.calendar.day(of: shop.clock.now()).advanced(days: -1)
        let begun = SampleShopProgress(account.name)
        let lastDay = begun?.lastDay ?? yesterday
        let sample = SampleShop(
            seed: seed, customers: customers, endingOn: lastDay, currency: account.currency,
            calendar: account.calendar)
        let engagement = SampleEngagement(
            seed: seed, shop: sample, endingOn: lastDay, currency: account.currency, calendar: account.calendar)
        Terminal.message("Loading \(sample.customers.count) customers and \(sample.orders.count) orders")
        let loader = SampleShopLoader(
            database: shop.database, account: account, shop: sample, engagement: engagement)
        let now = shop.clock.now()
        try await loader.load(after: begun?.days ?? 0) { days, work in
            let name = SampleShopProgress(lastDay: lastDay, days: days).name(of: Commands.demoName)
            try AccountStore(work.session).rename(work.account.key, name, at: now)
        } progress: { done in
            Terminal.status("Loading \(Int(done * 100)) %")
        }
        Terminal.endStatus()
        _ = try await shop.runRFM(account, asOf: nil)
        _ = try await shop.settleLoyalty(account)
        _ = try await shop.runAnalytics(account)
        try await shop.rename(account, Commands.demoName)
    }

    /// A key in the place of the one that an earlier run printed.
    private func freshKey(_ account: Account, _ shop: Shop) async throws -> String {
        for old in try await shop.keys(account) where old.name == Commands.demoKeyName && old.revokedAt == nil {
            try await shop.revokeKey(account, old.id)
        }
        return try await shop.createKey(account, name: Commands.demoKeyName, scopes: Set(Scope.allCases)).key
    }

    private func welcome(key: String, _ settings: Settings) -> String {
        let address = "http://\(settings.host):\(settings.port)"
        let id = Commands.demoUserID.value
        return """

            \(Commands.demoName) is ready.
              address  \(address)
              userId   \(id)
              API key  \(key)

            Try it:
              KEY=\(key)
              curl -H "Authorization: Bearer $KEY" "\(address)/api/customers/rfm?userId=\(id)&limit=3"

            """
    }
}
