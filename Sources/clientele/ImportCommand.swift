import ArgumentParser
import CRMApp
import CRMCore
import CRMGovernance
import CRMPlatform
import Foundation

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Takes CSV files in.", subcommands: [Orders.self])

    struct Orders: AsyncParsableCommand {
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

        static let formats = Features.importers.first { $0.name == "orders" }?.formats ?? []

        @Argument(help: "The file; - is standard input.")
        var file: String

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("Layout of the file: \(formats.map(\.name).joined(separator: ", ")).", valueName: "name"))
        var format = "generic"

        @Option(help: ArgumentHelp("Another name of a column; repeat it for more.", valueName: "field=column"))
        var map: [String] = []

        @Option(help: ArgumentHelp("comma, semicolon, tab or pipe, or the sign itself.", valueName: "d"))
        var delimiter: String?

        @Option(help: "utf-8, utf-16le, utf-16be or windows-1252.")
        var encoding: String?

        @Option(help: "Order of dates with slashes: dmy or mdy.")
        var dayOrder: String?

        @Option(help: ArgumentHelp("Write what is wrong with which row to this CSV file.", valueName: "file"))
        var errors: String?

        @Flag(help: "Check everything and keep nothing.")
        var dryRun = false

        func run() async throws {
            let request = try request()
            try await options.withShop { shop in
                let account = try await shop.account(account.account)
                var sink = try ErrorSinkFile(path: errors)
                let report = ProgressReport()
                let run = FileImport(workplace: shop.workplace, account: account, request: request)
                let summary = try await run.run(progress: report.show) { finding in sink.add(finding) }
                report.end()
                try sink.close()
                output.print(summary) { summary.words }
            }
        }

        private func request() throws -> ImportRequest {
            guard let importer = Features.importers.first(where: { $0.name == "orders" }),
                let format = importer.formats.first(where: { $0.name == format })
            else {
                throw ValidationError("--format must be one of \(Orders.formats.map(\.name).joined(separator: ", "))")
            }
            return ImportRequest(
                path: file, importer: importer, format: format, mapping: try mapping(),
                options: .init(encoding: try csvEncoding(), delimiter: try csvDelimiter()),
                dayOrder: try csvDayOrder(), isDryRun: dryRun)
        }

        private func mapping() throws -> [String: String] {
            var mapping: [String: String] = [:]
            for pair in map {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { throw ValidationError("--map takes field=column, not \(pair)") }
                mapping[String(parts[0])] = String(parts[1])
            }
            return mapping
        }

        private func csvDelimiter() throws -> CSVDelimiter? {
            guard let delimiter else { return nil }
            let known: [String: CSVDelimiter] = [
                ",": .comma, "comma": .comma, ";": .semicolon, "semicolon": .semicolon, "\t": .tab, "\\t": .tab,
                "tab": .tab, "|": .pipe, "pipe": .pipe,
            ]
            guard let found = known[delimiter.lowercased()] else {
                throw ValidationError("--delimiter must be comma, semicolon, tab or pipe")
            }
            return found
        }

        private func csvEncoding() throws -> CSVEncoding? {
            guard let encoding else { return nil }
            let known: [String: CSVEncoding] = [
                "utf-8": .utf8, "utf8": .utf8, "utf-16le": .utf16LittleEndian, "utf-16be": .utf16BigEndian,
                "windows-1252": .windows1252, "latin1": .windows1252, "iso-8859-1": .windows1252,
            ]
            guard let found = known[encoding.lowercased()] else {
                throw ValidationError("--encoding must be utf-8, utf-16le, utf-16be or windows-1252")
            }
            return found
        }

        private func csvDayOrder() throws -> CSVDayOrder? {
            switch dayOrder {
            case nil: nil
            case "dmy": .dayFirst
            case "mdy": .monthFirst
            default: throw ValidationError("--day-order must be dmy or mdy")
            }
        }
    }
}

/// Where the command writes what is wrong: a file, or the first few lines to the terminal.
struct ErrorSinkFile {
    private let handle: FileHandle?
    private var file = CSVErrorFile()
    private var shown = 0

    /// Findings that are shown when there is no file for them.
    private static let shownAtMost = 10

    init(path: String?) throws {
        guard let path else {
            handle = nil
            return
        }
        guard FileManager.default.createFile(atPath: path, contents: nil), let opened = FileHandle(forWritingAtPath: path)
        else { throw ValidationError("--errors: \(path) cannot be written") }
        handle = opened
    }

    mutating func add(_ finding: ImportFinding) {
        if let handle {
            file.add(line: finding.line, column: finding.column, reason: finding.reason, value: finding.value)
            handle.write(Data(file.takeBytes()))
            return
        }
        shown += 1
        guard shown <= ErrorSinkFile.shownAtMost else { return }
        let place = finding.column.isEmpty ? "line \(finding.line)" : "line \(finding.line), \(finding.column)"
        Terminal.message("\(place): \(finding.reason)")
    }

    mutating func close() throws {
        if let handle {
            handle.write(Data(file.takeBytes()))
            try handle.close()
        } else if shown > ErrorSinkFile.shownAtMost {
            Terminal.message("… and \(shown - ErrorSinkFile.shownAtMost) more; --errors FILE keeps them all")
        }
    }
}

/// Shows how far an import is: a bar on a terminal, a line now and then elsewhere.
final class ProgressReport {
    private var lastShown = ContinuousClock.now
    private var last: ImportProgress?

    private static let terminalInterval = Duration.milliseconds(100)
    private static let plainInterval = Duration.seconds(10)

    func show(_ progress: ImportProgress) {
        last = progress
        let interval = Terminal.isInteractive ? ProgressReport.terminalInterval : ProgressReport.plainInterval
        guard lastShown.duration(to: .now) >= interval else { return }
        lastShown = .now
        if Terminal.isInteractive {
            Terminal.status(progress.terminalLine(width: Terminal.width))
        } else {
            Terminal.message(progress.plainLine)
        }
    }

    func end() {
        guard let last else { return }
        if Terminal.isInteractive {
            Terminal.status(last.terminalLine(width: Terminal.width))
            Terminal.endStatus()
        } else {
            Terminal.message(last.plainLine)
        }
    }
}

extension ImportSummary {
    fileprivate var words: String {
        let result = "\(created) created, \(updated) updated, \(unchanged) unchanged, \(stale) stale, \(failed) failed"
        return isDryRun ? "Nothing was kept. It would be: \(result)" : result
    }
}
