import ArgumentParser
import CRMApp

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Takes CSV files in.",
        subcommands: [Orders.self, Customers.self, Products.self])

    /// What all imports take.
    struct Source: ParsableArguments {
        @Argument(help: "The file; - is standard input.")
        var file: String

        @Option(help: "Layout of the file, one of those above. Default: what its header shows.")
        var format: String?

        @Option(help: ArgumentHelp("Another name of a column; repeat it for more.", valueName: "field=column"))
        var map: [String] = []

        @Option(help: "comma, semicolon, tab or pipe, or the sign itself.")
        var delimiter: String?

        @Option(help: "utf-8, utf-16le, utf-16be or windows-1252.")
        var encoding: String?

        @Option(help: "Order of dates with slashes: dmy or mdy.")
        var dayOrder: String?

        @Option(help: "Decimal mark of numbers: point or comma. Default: what the first rows show.")
        var decimalMark: String?

        @Option(help: ArgumentHelp("Write what is wrong with which row to this CSV file.", valueName: "file"))
        var errors: String?

        @Flag(help: "Check everything and keep nothing.")
        var dryRun = false

        @Flag(help: "Begin at the beginning, also when an earlier run of the same file was broken off.")
        var restart = false

        var typed: ImportOptions {
            var typed = ImportOptions()
            typed.file = file
            typed.format = format
            typed.mapping = map
            typed.delimiter = delimiter
            typed.encoding = encoding
            typed.dayOrder = dayOrder
            typed.decimalMark = decimalMark
            typed.errors = errors
            typed.isDryRun = dryRun
            typed.isRestarted = restart
            return typed
        }

        /// The names of the formats with what they are.
        static func formats(_ name: String) -> String {
            Commands.importFormats(name).map { "\($0.name) (\($0.summary))" }.joined(separator: "; ")
        }
    }

    struct Orders: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes orders in from a CSV file; run twice, it changes nothing.",
            discussion: """
                Formats: \(Source.formats("orders")).

                The generic format has a header with customer_id, placed_at and total, and if known order_id, status, \
                currency, exchange_rate, updated_at, channel, email, first_name, last_name, phone, sku, product, \
                category, quantity, unit_price, refund_id, refund_amount, refunded_at, refund_reason and refund_lines. Delimiter, \
                encoding and decimal mark are found out.

                Rows that are wrong do not keep the others out; --errors writes them to a file with line, column and \
                reason.

                Example: clientele import orders orders.csv --account USERID --map customer_id=Customer --errors bad.csv
                """)

        @Flag(help: "Leave the scores of many customers to the next clientele rfm run, as between two files.")
        var noScores = false

        @OptionGroup var source: Source
        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            var request = source.typed
            request.leavesScores = noScores
            let typed = request
            try await output.print {
                try await options.commands.importFile("orders", account: account.account, typed)
            }
        }
    }

    struct Customers: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes customers in from a CSV file; empty cells keep what is known.",
            discussion: """
                Formats: \(Source.formats("customers")).

                The generic format has a header with customer_id, and if known email, phone, first_name, last_name, \
                company_name, customer_type, source, status, birthday, language, time_zone, do_not_contact and a \
                column attributes.NAME for each attribute.

                Example: clientele import customers customers.csv --account USERID --errors bad.csv
                """)

        @OptionGroup var source: Source
        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let typed = source.typed
            try await output.print {
                try await options.commands.importFile("customers", account: account.account, typed)
            }
        }
    }

    struct Products: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes products in from a CSV file; empty cells keep what is known.",
            discussion: """
                Formats: \(Source.formats("products")).

                The generic format has a header with sku, and if known name, category, brand, price, stock, is_active, \
                url and image_url.

                Example: clientele import products products.csv --account USERID --errors bad.csv
                """)

        @OptionGroup var source: Source
        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let typed = source.typed
            try await output.print {
                try await options.commands.importFile("products", account: account.account, typed)
            }
        }
    }
}
