import ArgumentParser
import CRMApp

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Takes CSV files in.", subcommands: [Orders.self])

    struct Orders: AsyncParsableCommand {
        private static let formats = Commands.importFormats("orders")

        static let configuration = CommandConfiguration(
            abstract: "Takes orders in from a CSV file; run twice, it changes nothing.",
            discussion: """
                Formats: \(formats.map { "\($0.name) (\($0.summary))" }.joined(separator: "; ")).

                The generic format has a header with customer_id, placed_at and total, and if known order_id, status, \
                currency, exchange_rate, updated_at, channel, email, first_name, last_name, phone, sku, product, \
                category, quantity and unit_price. Delimiter, encoding and decimal mark are found out.

                Rows that are wrong do not keep the others out; --errors writes them to a file with line, column and \
                reason.

                Example: clientele import orders orders.csv --account USERID --map customer_id=Customer --errors bad.csv
                """)

        @Argument(help: "The file; - is standard input.")
        var file: String

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "Layout of the file: \(formats.map(\.name).joined(separator: ", ")).")
        var format = "generic"

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

        func run() async throws {
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
            let options = typed
            try await output.print {
                try await self.options.commands.importFile("orders", account: account.account, options)
            }
        }
    }
}
