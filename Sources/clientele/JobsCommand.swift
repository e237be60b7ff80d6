import ArgumentParser
import CRMApp

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Lists, ends and repeats jobs.",
        subcommands: [List.self, Show.self, Retry.self, Cancel.self, Check.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the account's jobs, the newest first.",
            discussion: "Example: clientele jobs list --account USERID --state failed")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "Such as rfm.daily.")
        var kind: String?

        @Option(help: "queued, running, succeeded, failed or cancelled.")
        var state: String?

        @Option(help: "Jobs to list, 1 to 200.")
        var limit = 50

        func run() async throws {
            try await output.print {
                try await options.commands.listJobs(account: account.account, kind: kind, state: state, limit: limit)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one job.")

        @OptionGroup var job: JobOptions

        func run() async throws {
            try await job.print { try await $0.showJob(account: $1, id: $2) }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Puts a failed job back into the queue; it goes on where it stood.")

        @OptionGroup var job: JobOptions

        func run() async throws {
            try await job.print { try await $0.retryJob(account: $1, id: $2) }
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends a job: at once while it waits, before its next step while it runs.")

        @OptionGroup var job: JobOptions

        func run() async throws {
            try await job.print { try await $0.cancelJob(account: $1, id: $2) }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Puts jobs into the queue that count their own steps, to see that workers work.",
            discussion: "Example: clientele jobs check --account USERID --steps 3; then jobs list --kind system.check")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "Jobs, 1 to 10000.")
        var count = 1

        @Option(help: "Steps of each, 1 to 1000.")
        var steps = 1

        func run() async throws {
            try await output.print {
                try await options.commands.checkJobs(account: account.account, count: count, steps: steps)
            }
        }
    }
}

/// One job, and how it is told.
struct JobOptions: ParsableArguments {
    @OptionGroup var options: DatabaseOptions
    @OptionGroup var account: AccountOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The job's id, as jobs list shows it.")
    var id: String

    /// Runs the command for the account and the id, and prints its report.
    func print(_ command: (Commands, String, String) async throws -> CommandReport) async throws {
        try await output.print { try await command(options.commands, account.account, id) }
    }
}
