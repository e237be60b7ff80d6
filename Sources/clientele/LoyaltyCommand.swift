import ArgumentParser
import CRMApp

struct LoyaltyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loyalty", abstract: "Looks after the ledger of loyalty points.",
        subcommands: [Verify.self, Settle.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Computes the hash chain of every customer's ledger anew, and that of the account.",
            discussion: """
                Names each entry that was altered, removed or put in, and each ledger that was rewritten as a whole or \
                dropped since it was sealed. It changes nothing, and may run beside a server. Ends with 1 when something \
                is broken. Keep the head that it tells elsewhere: with --head it finds out whether the account's chain \
                itself was rewritten.

                Example: clientele loyalty verify --account USERID --json
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions
        @Option(help: "A head of the account's chain that was told earlier.") var head: String?

        func run() async throws {
            let (report, isSound) = try await reportingErrors {
                try await options.commands.verifyLoyalty(account: account.account, head: head)
            }
            Terminal.out(output.json ? report.json : report.text)
            if !isSound { throw ExitCode(1) }
        }
    }

    struct Settle: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Books the points that became available or expired with the days that passed, and seals the ledger.",
            discussion: """
                Points cannot be spent before their first day nor after their last one, whether that is booked or not: \
                run it daily where no server or worker does, so that the ledger says it too.

                Example: clientele loyalty settle --account USERID --json
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await output.print { try await options.commands.settleLoyalty(account: account.account) }
        }
    }
}
