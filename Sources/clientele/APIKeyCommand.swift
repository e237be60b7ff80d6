import ArgumentParser
import CRMApp

struct APIKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api-key", abstract: "Makes, lists and ends API keys.",
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes an API key; its secret is printed this once.",
            discussion: "Example: clientele api-key create --account USERID --name checkout --scope orders:write")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "What the key is for.")
        var name = "command line"

        @Option(
            help: "What the key may do; repeat it for more: \(Commands.scopes.joined(separator: ", ")). Default: all.")
        var scope: [String] = []

        func run() async throws {
            try await output.print {
                try await options.commands.createKey(account: account.account, name: name, scopes: scope)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the account's API keys, the newest first.")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await output.print { try await options.commands.listKeys(account: account.account) }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ends an API key.")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The key's id, as api-key list shows it.")
        var id: String

        func run() async throws {
            try await output.print { try await options.commands.revokeKey(account: account.account, id: id) }
        }
    }
}
