import ArgumentParser
import CRMApp
import CRMCore
import CRMPlatform

struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Opens and lists accounts.", subcommands: [Create.self, List.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Opens an account.",
            discussion: "Example: clientele account create --name \"Bean & Leaf\" --currency EUR --time-zone Europe/Berlin")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "Name of the shop.")
        var name: String

        @Option(help: "ISO 4217 code; all metrics are in it.")
        var currency: String

        @Option(help: "IANA time zone; days are counted in it.")
        var timeZone = "UTC"

        @Option(help: "The account's userId; without it, a UUID is made.")
        var userId: String?

        func run() async throws {
            let name = name.trimmingSpaces()
            guard (1...200).contains(name.count) else { throw ValidationError("--name must have 1 to 200 characters") }
            guard let currency = Currency(currency.uppercased()) else {
                throw ValidationError("--currency must be an ISO 4217 code such as USD")
            }
            guard let calendar = DayCalendar(identifier: timeZone) else {
                throw ValidationError("--time-zone must be an IANA time zone such as Europe/Berlin")
            }
            let userID = try userId.map { text in
                guard let id = UserID(text) else { throw ValidationError("--user-id must have 1 to 128 characters") }
                return id
            }
            try await options.withShop { shop in
                let account = try await shop.createAccount(userID, name: name, currency: currency, calendar: calendar)
                output.print(account) { "Opened \(account.name): userId \(account.userID.value)" }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists accounts.")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await options.withShop { shop in
                let accounts = try await shop.accounts()
                output.print(accounts) {
                    accounts.map { "\($0.userID.value)  \($0.name)  \($0.currency.code)  \($0.calendar.identifier)" }
                        .joined(separator: "\n")
                }
            }
        }
    }
}
