import ArgumentParser
import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Loads a made-up shop with two years of orders into an empty database.",
        discussion: """
            A database that holds an account already is left as it is. With --serve the shop is served afterwards.

            Example: clientele demo --serve --port 8080
            """)

    @OptionGroup var options: DatabaseOptions

    @Option(help: "How many customers.")
    var customers = SampleShop.defaultCustomerCount

    @Option(help: "The same seed makes the same shop.")
    var seed: UInt64 = 1

    @Flag(help: "Serve the shop afterwards.")
    var serve = false

    @Option(help: "Address to listen on.")
    var host: String?

    @Option(help: "Port to listen on.")
    var port: String?

    /// Customers that a sample shop may have.
    private static let customerRange = 1...200_000

    func run() async throws {
        guard Demo.customerRange.contains(customers) else {
            throw ValidationError("--customers must be 1 to \(Demo.customerRange.upperBound)")
        }
        try await reportingErrors {
            let settings = try await options.settings(["host": host, "port": port, "log.level": serve ? "notice" : nil])
            let database = try await settings.database.openReady(connections: settings.connections)
            do {
                try await load(Shop(database: database), settings)
            } catch {
                await database.close()
                throw error
            }
            await database.close()
            if serve { try await clientele.serve(settings, migrating: false) }
        }
    }

    private func load(_ shop: Shop, _ settings: Settings) async throws {
        let accounts = try await shop.accounts()
        let account = if let first = accounts.first { first } else { try await newShop(shop) }
        let (_, key) = try await shop.createKey(account, name: "sample shop", scopes: Set(Scope.allCases))
        let address = "http://\(settings.host):\(settings.port)"
        Terminal.message(
            """

            \(account.name) is ready.
              address  \(address)
              userId   \(account.userID.value)
              API key  \(key)

            Try it:
              curl -H "Authorization: Bearer \(key)" "\(address)/api/customers/rfm?userId=\(account.userID.value)&limit=3"
            """)
    }

    private func newShop(_ shop: Shop) async throws -> Account {
        guard let currency = Currency("USD"), let userID = UserID("sample-shop") else { throw ExitCode(70) }
        let account = try await shop.createAccount(userID, name: "Bean & Leaf", currency: currency, calendar: .utc)
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
}
