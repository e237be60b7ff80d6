import ArgumentParser
import CRMApp

struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Opens and lists accounts.", subcommands: [Create.self, List.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Opens an account.",
            discussion: """
                Example: clientele account create --name "Bean & Leaf" --currency EUR --time-zone Europe/Berlin
                """)

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
            try await output.print {
                try await options.commands.createAccount(
                    name: name, currency: currency, timeZone: timeZone, userID: userId)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists accounts.")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await output.print { try await options.commands.listAccounts() }
        }
    }
}
