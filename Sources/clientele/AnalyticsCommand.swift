import ArgumentParser
import CRMApp

struct AnalyticsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analytics", abstract: "Computes the analytics of customers.", subcommands: [Run.self])

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Computes the analytics of all customers as of today.",
            discussion: """
                Churn risks and scores age: run it daily where no server or worker does.

                Example: clientele analytics run --account USERID --json
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await output.print { try await options.commands.runAnalytics(account: account.account) }
        }
    }
}
