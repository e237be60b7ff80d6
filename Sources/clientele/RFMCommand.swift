import ArgumentParser
import CRMApp

struct RFMCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rfm", abstract: "Computes and shows RFM scores.", subcommands: [Run.self, Show.self])

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Scores the customers whose score can have changed since the last run.",
            discussion: """
                Visits customers with news of orders and those whose score changes by the passing of days: run it daily.

                Example: clientele rfm run --account USERID --json
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "Scores every customer as of a day, taken in whole, or a time with an offset. Default: now.")
        var asOf: String?

        @Flag(help: "Scores every customer, and finds the quantiles anew.")
        var full = false

        func run() async throws {
            try await output.print {
                try await options.commands.runRFM(account: account.account, asOf: asOf, full: full)
            }
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
