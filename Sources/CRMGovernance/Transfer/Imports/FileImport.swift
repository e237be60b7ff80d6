import CRMCore
package import CRMPlatform

/// Takes a file in: rows become records, records go in a batch at a time, each batch in one transaction.
///
/// Memory stays constant but for a few bytes a record, by which a record is noticed that is told in two places.
package struct FileImport: Sendable {
    private let workplace: Workplace
    private let account: Account
    private let request: ImportRequest

    /// Records of one transaction.
    static let recordsPerBatch = 2_000
    /// Rows that are looked at first, to tell how the file writes its decimals.
    static let sampleRows = 1_000

    package init(workplace: Workplace, account: Account, request: ImportRequest) {
        self.workplace = workplace
        self.account = account
        self.request = request
    }

    /// Reads the file to its end. `progress` is told after each batch, `finding` of each thing that is wrong.
    package func run(
        progress: (ImportProgress) -> Void = { _ in }, finding: (ImportFinding) throws -> Void
    ) async throws -> ImportSummary {
        let started = ContinuousClock.now
        let sample = try sample()
        let reader = try CSVFileReader(path: request.path, options: sample.options)
        var columns = try ImportColumns(request, header: reader.header, calendar: account.calendar)
        columns.decimalMark = sample.decimalMark
        var assembly = ImportAssembly(format: request.format, desk: ImportDesk(account: account), columns: columns)
        var summary = ImportSummary()
        summary.isDryRun = request.isDryRun
        var state = ImportProgress(total: reader.totalBytes)
        while true {
            let isAtEnd = try assembly.fill(from: reader, records: FileImport.recordsPerBatch)
            let batch = assembly.takeBatch()
            let outcomes = batch.records.isEmpty ? [] : try await apply(batch.records.map(\.json))
            summary.rows = assembly.rows
            summary.failed += batch.refused
            var findings = batch.findings
            for (record, outcome) in zip(batch.records, outcomes) {
                summary.add(outcome)
                if case .rejected(let error) = outcome {
                    findings += error.fields.map { assembly.finding(record, $0) }
                }
            }
            for entry in findings.sorted(by: { $0.line < $1.line }) { try finding(entry) }
            state.update(
                done: reader.bytesRead, rows: summary.rows, refused: summary.failed,
                elapsed: started.duration(to: .now))
            progress(state)
            if isAtEnd { return summary }
        }
    }

    private func apply(_ records: [JSON]) async throws -> [UpsertOutcome] {
        let (importer, isDryRun) = (request.importer, request.isDryRun)
        do {
            return try await workplace.write(account) { work in
                let outcomes = try importer.apply(records, work)
                if isDryRun { throw DryRun(outcomes: outcomes) }
                return outcomes
            }
        } catch let dryRun as DryRun {
            return dryRun.outcomes
        }
    }

    /// Undoes the transaction and brings home what it would have done.
    private struct DryRun: Error {
        let outcomes: [UpsertOutcome]
    }

    /// What the first rows prove of the decimal mark, and the options with the encoding that was found on the way to
    /// them; a pipe is read only once and proves nothing.
    private func sample() throws -> (decimalMark: CSVDecimalMark?, options: CSVFileReader.Options) {
        guard request.decimalMark == nil, request.path != "-", !request.path.hasPrefix("/dev/") else {
            return (request.decimalMark, request.options)
        }
        let reader = try CSVFileReader(path: request.path, options: request.options)
        let columns = try ImportColumns(request, header: reader.header, calendar: account.calendar)
        let places = request.format.columns.filter(\.isNumeric).compactMap { columns.place(of: $0.name) }
        var evidence = CSVDecimalMarkEvidence()
        for _ in 0..<FileImport.sampleRows {
            guard let row = try reader.next() else { break }
            guard case .record(let record) = row else { continue }
            for place in places { evidence.observe(record.value(at: place)) }
        }
        var options = request.options
        options.encoding = reader.dialect.encoding
        return (evidence.decimalMark, options)
    }
}

extension ImportSummary {
    fileprivate mutating func add(_ outcome: UpsertOutcome) {
        switch outcome {
        case .created: created += 1
        case .updated: updated += 1
        case .unchanged: unchanged += 1
        case .stale: stale += 1
        case .rejected: failed += 1
        }
    }
}
