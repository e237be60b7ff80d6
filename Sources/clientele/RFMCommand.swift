import ArgumentParser
import CRMApp

struct RFMCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rfm", abstract: "Computes and shows RFM scores.", subcommands: [Run.self, Show.self])

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Scores every customer of the account and saves the scores.",
            discussion: "Example: clientele rfm run --account USERID --as-of 2025-12-31 --json")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "A day, taken in whole, or a time with an offset. Default: now.")
        var asOf: String?

        func run() async throws {
            try await output.print { try await options.commands.runRFM(account: account.account, asOf: asOf) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows saved scores, the best first.")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "One of the seven segments, such as \"At Risk\".")
        var segment: String?

        @Option(help: "Scores to show, 1 to 200.")
        var limit = 50

        @Option(help: "Scores to pass over.")
        var offset = 0

        func run() async throws {
            try await output.print {
                try await options.commands.showRFM(
                    account: account.account, segment: segment, limit: limit, offset: offset)
            }
        }
    }
}
