import ArgumentParser
import CRMApp

/// The exports of what is kept of customers beside profiles and orders: bounds in time are their only filters.
extension ExportCommand {
    struct Timed: ParsableArguments {
        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var target: Target

        @Option(help: "A day or a time with an offset.")
        var createdAfter: String?

        @Option(help: "A day or a time with an offset.")
        var createdBefore: String?

        @Option(help: "A day or a time with an offset.")
        var updatedAfter: String?

        func run(_ name: String) async throws {
            try await target.run(
                name, options, account,
                [("createdAfter", createdAfter), ("createdBefore", createdBefore), ("updatedAfter", updatedAfter)])
        }
    }

    struct Addresses: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Writes the account's addresses.")

        @OptionGroup var timed: Timed

        func run() async throws { try await timed.run("addresses") }
    }

    struct Preferences: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Writes the preferences that customers have saved.")

        @OptionGroup var timed: Timed

        func run() async throws { try await timed.run("preferences") }
    }

    struct Consents: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Writes the whole trail of consents.")

        @OptionGroup var timed: Timed

        func run() async throws { try await timed.run("consents") }
    }

    struct Notes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Writes the account's notes.")

        @OptionGroup var timed: Timed

        func run() async throws { try await timed.run("notes") }
    }

    struct Tags: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Writes which customer has which tag.")

        @OptionGroup var timed: Timed

        func run() async throws { try await timed.run("tags") }
    }

    struct Segments: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Writes the account's segments.")

        @OptionGroup var timed: Timed

        func run() async throws { try await timed.run("segments") }
    }

    struct SegmentMembers: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Writes the members of all segments.")

        @OptionGroup var timed: Timed

        func run() async throws { try await timed.run("segment-members") }
    }

    struct Analytics: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Writes the analytics of all customers.")

        @OptionGroup var timed: Timed

        func run() async throws { try await timed.run("analytics") }
    }
}
