import ArgumentParser
import CRMApp

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes customers, orders, or what is kept of them, to a file.",
        subcommands: [
            Customers.self, Orders.self, Products.self, Scores.self, Addresses.self, Preferences.self, Consents.self,
            Notes.self,
            Tags.self, Segments.self, SegmentMembers.self, Analytics.self,
        ])

    /// What all exports take.
    struct Target: ParsableArguments {
        @Option(help: "\(Commands.exportFormats.joined(separator: " or ")).")
        var format = "csv"

        @Option(help: ArgumentHelp("Write to this file. Default: standard output.", valueName: "file"))
        var output: String?

        /// Runs the export with the filters that have a value.
        func run(
            _ name: String, _ options: DatabaseOptions, _ account: AccountOptions, _ filters: [(String, String?)]
        ) async throws {
            var typed = ExportOptions()
            typed.format = format
            typed.output = output
            typed.filters = filters.compactMap { name, value in value.map { (name: name, value: $0) } }
            let all = typed
            try await reportingErrors {
                try await options.commands.exportFile(name, account: account.account, all)
            }
        }
    }

    struct Customers: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the account's customers, by their ids.",
            discussion: "Example: clientele export customers --account USERID --segment \"At Risk\" --output lost.csv")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var target: Target

        @Option(help: "active, inactive, vip, at_risk or lost.")
        var status: String?

        @Option(help: "One of the seven segments, such as \"At Risk\".")
        var segment: String?

        @Option(help: "A day or a time with an offset.")
        var createdAfter: String?

        @Option(help: "A day or a time with an offset.")
        var updatedAfter: String?

        func run() async throws {
            try await target.run(
                "customers", options, account,
                [
                    ("status", status), ("segment", segment), ("createdAfter", createdAfter),
                    ("updatedAfter", updatedAfter),
                ])
        }
    }

    struct Orders: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the account's orders, by their ids; an import of the file gives the same orders.",
            discussion: "Example: clientele export orders --account USERID --placed-after 2025-12-31 > orders.csv")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var target: Target

        @Option(help: "A day or a time with an offset.")
        var placedAfter: String?

        @Option(help: "A day or a time with an offset.")
        var placedBefore: String?

        @Option(help: "A day or a time with an offset.")
        var updatedAfter: String?

        func run() async throws {
            try await target.run(
                "orders", options, account,
                [("placedAfter", placedAfter), ("placedBefore", placedBefore), ("updatedAfter", updatedAfter)])
        }
    }

    struct Products: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the account's products, by their SKUs; an import of the file gives the same products.",
            discussion: "Example: clientele export products --account USERID --is-active true > products.csv")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var target: Target

        @Option(help: "Products of this category.")
        var category: String?

        @Option(help: "true or false.")
        var isActive: String?

        @Option(help: "catalogue or order.")
        var source: String?

        func run() async throws {
            try await target.run(
                "products", options, account, [("category", category), ("isActive", isActive), ("source", source)])
        }
    }

    struct Scores: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Writes the account's saved RFM scores.")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var target: Target

        @Option(help: "One of the seven segments, such as \"At Risk\".")
        var segment: String?

        func run() async throws {
            try await target.run("scores", options, account, [("segment", segment)])
        }
    }
}
