import ArgumentParser
import CRMApp
import CRMCore
import CRMGovernance
import CRMPlatform

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

        @Option(help: ArgumentHelp("What the key may do; repeat it for more. Default: everything.", valueName: "scope"))
        var scope: [Scope] = []

        func run() async throws {
            try await options.withShop { shop in
                let account = try await shop.account(account.account)
                let scopes = scope.isEmpty ? Set(Scope.allCases) : Set(scope)
                let (id, key) = try await shop.createKey(account, name: name, scopes: scopes)
                output.print(CreatedKey(id: id, key: key)) { key }
            }
        }
    }

    /// What `api-key create --json` prints.
    struct CreatedKey: JSONObjectEncodable {
        let id: String
        let key: String

        static let typeName = "CreatedKey"
        static let fields: [OutputField<CreatedKey>] = [OutputField("id") { $0.id }, OutputField("key") { $0.key }]
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the account's API keys, the newest first.")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await options.withShop { shop in
                let keys = try await shop.keys(try await shop.account(account.account))
                output.print(keys) {
                    keys.map { "\($0.id)  \($0.name)  \($0.revokedAt == nil ? "works" : "revoked")" }
                        .joined(separator: "\n")
                }
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ends an API key.")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions

        @Argument(help: "The key's id, as api-key list shows it.")
        var id: String

        func run() async throws {
            try await options.withShop { shop in
                try await shop.revokeKey(try await shop.account(account.account), id)
                Terminal.message("Revoked \(id)")
            }
        }
    }
}

extension Scope: ExpressibleByArgument {}
