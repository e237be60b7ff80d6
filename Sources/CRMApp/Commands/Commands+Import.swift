import CRMCore
import CRMGovernance
import CRMPlatform

/// What was typed for an import.
package struct ImportOptions: Sendable {
    package var file = ""
    /// Nil: the header tells.
    package var format: String?
    /// `field=column`.
    package var mapping: [String] = []
    package var delimiter: String?
    package var encoding: String?
    package var dayOrder: String?
    package var decimalMark: String?
    /// Where to write what is wrong.
    package var errors: String?
    package var isDryRun = false
    /// Begins at the beginning, also when an earlier run was broken off.
    package var isRestarted = false
    /// Leaves the marks of large loads to the next run of the scores.
    package var leavesScores = false

    package init() {}
}

extension Commands {
    /// Formats of the imports of that name, the standard one first.
    package static func importFormats(_ name: String) -> [(name: String, summary: String)] {
        importer(name)?.formats.map { ($0.name, $0.summary) } ?? []
    }

    private static func importer(_ name: String) -> Importer? { Features.importers.first { $0.name == name } }

    /// Takes a file in.
    package func importFile(_ name: String, account: String, _ options: ImportOptions) async throws -> CommandReport {
        let request = try request(name, options)
        return try await withAccount(account) { shop, account in
            var findings = try FindingsFile(path: options.errors, input: options.file)
            let progress = ProgressReport()
            let run = FileImport(workplace: shop.workplace, account: account, request: request)
            let identity = request.isDryRun ? nil : try ImportIdentity(request)
            let checkpoint = try await checkpoint(of: identity, shop, account, restarting: options.isRestarted)
            let summary = try await run.run(
                from: checkpoint,
                choosing: { format in
                    guard options.format == nil else { return }
                    Terminal.message("Format \(format.name): \(format.summary), as the header shows.")
                },
                keep: { done, work in
                    if let identity { try ImportRunStore(work).keep(done.checkpoint, of: identity) }
                }, progress: progress.show
            ) { finding in try findings.add(finding) }
            progress.end()
            try findings.close()
            // Loads of many customers leave marks; whoever imports wants to see scores.
            if !request.isDryRun, !options.leavesScores { _ = try await shop.runRFM(account, asOf: nil) }
            return CommandReport(summary, text: summary.words)
        }
    }

    /// Where an earlier run of the same file was broken off.
    private func checkpoint(
        of identity: ImportIdentity?, _ shop: Shop, _ account: Account, restarting: Bool
    ) async throws -> ImportCheckpoint? {
        guard let identity, !restarting else { return nil }
        let known = try await shop.workplace.read(account) { work in
            try ImportRunStore(work).checkpoint(of: identity)
        }
        if let known {
            Terminal.message(
                "An earlier run was broken off after row \(known.summary.rows): this one goes on from there. "
                    + "--restart begins anew.")
        }
        return known
    }

    private func request(_ name: String, _ options: ImportOptions) throws -> ImportRequest {
        guard let importer = Commands.importer(name) else { throw UsageError("\(name) cannot be imported") }
        let format = importer.formats.first { $0.name == options.format }
        guard options.format == nil || format != nil else {
            throw UsageError("--format must be one of \(importer.formats.map(\.name).joined(separator: ", "))")
        }
        var mapping: [String: String] = [:]
        for pair in options.mapping {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { throw UsageError("--map takes field=column, not \(pair)") }
            mapping[String(parts[0])] = String(parts[1])
        }
        return ImportRequest(
            path: options.file, importer: importer, format: format, mapping: mapping,
            options: .init(
                encoding: try choice(options.encoding, "--encoding", Commands.encodings),
                delimiter: try choice(options.delimiter, "--delimiter", Commands.delimiters)),
            dayOrder: try choice(options.dayOrder, "--day-order", Commands.dayOrders),
            decimalMark: try choice(options.decimalMark, "--decimal-mark", Commands.decimalMarks),
            isDryRun: options.isDryRun)
    }

    private static let delimiters: [(String, CSVDelimiter)] = [
        ("comma", .comma), ("semicolon", .semicolon), ("tab", .tab), ("pipe", .pipe), (",", .comma), (";", .semicolon),
        ("\t", .tab), ("\\t", .tab), ("|", .pipe),
    ]

    private static let encodings: [(String, CSVEncoding)] = [
        ("utf-8", .utf8), ("utf-16le", .utf16LittleEndian), ("utf-16be", .utf16BigEndian),
        ("windows-1252", .windows1252), ("latin1", .windows1252), ("iso-8859-1", .windows1252), ("utf8", .utf8),
    ]

    private static let decimalMarks: [(String, CSVDecimalMark)] = [
        ("point", .point), ("comma", .comma), (".", .point), (",", .comma),
    ]

    private static let dayOrders: [(String, CSVDayOrder)] = [("dmy", .dayFirst), ("mdy", .monthFirst)]

    private func choice<Value>(_ text: String?, _ option: String, _ known: [(String, Value)]) throws -> Value? {
        guard let text else { return nil }
        guard let found = known.first(where: { $0.0 == text.lowercased() })?.1 else {
            let words = known.map(\.0).filter { $0.count > 2 }.joined(separator: ", ")
            throw UsageError("\(option) must be one of \(words)")
        }
        return found
    }
}

extension ImportSummary {
    fileprivate var words: String {
        let result = "\(created) created, \(updated) updated, \(unchanged) unchanged, \(stale) stale, \(failed) failed"
        return isDryRun ? "Nothing was kept. It would be: \(result)" : result
    }
}
