import CRMCore
import CRMPlatform

/// Puts the rows of a file together into records.
struct ImportAssembly {
    private let format: ImportFormat
    private let desk: ImportDesk
    private let columns: ImportColumns
    private let places: ImportPlaces
    private var batch: ImportBatch
    /// The rows of the record that may go on with the next row.
    private let open: CSVImportRows
    /// Keys of records that must not come again.
    private var seen = HashedKeys()
    /// Rows that were read, and records and unreadable rows that are done with.
    private(set) var (rows, done) = (0, 0)

    init(format: ImportFormat, account: Account, columns: ImportColumns) {
        self.format = format
        desk = ImportDesk(account: account)
        self.columns = columns
        places = ImportPlaces(format: format, columns: columns)
        open = CSVImportRows(columns)
        batch = ImportBatch(records: format.makeRecords(account))
    }

    /// Reads until so many more records and unreadable rows are done with, or hardly more rows than that were read;
    /// true at the end of the file.
    mutating func fill(from reader: CSVFileReader, records: Int) throws -> Bool {
        let (lastDone, lastRow) = (done + records, rows + records + ImportBatch.spareRows)
        // A row ends one record at most.
        while done < lastDone, rows < lastRow {
            guard let row = try reader.next() else {
                close()
                return true
            }
            rows += 1
            switch row {
            case .record(let record): add(record)
            case .refused(let error):
                refuse(ImportFinding(line: error.line, column: "", reason: error.detail, value: ""))
            }
        }
        return false
    }

    mutating func takeBatch() -> ImportBatch {
        defer { batch = ImportBatch(records: format.makeRecords(desk.account)) }
        return batch
    }

    private mutating func add(_ record: CSVRecord) {
        if let first = open.records.first, !goesOn(first, record) { close() }
        open.append(record)
    }

    private func goesOn(_ first: CSVRecord, _ record: CSVRecord) -> Bool {
        guard let key = format.recordColumns.first, columns.text(first, key) != nil else { return false }
        return format.recordColumns.allSatisfy { columns.isSame(first, record, $0) }
    }

    private mutating func close() {
        guard let first = open.records.first else { return }
        defer { open.clear() }
        if isRepeated(first) {
            refuse(
                ImportFinding(
                    line: first.line, column: "",
                    reason: "rows of the same record stand in two places of the file: sort it", value: ""))
            return
        }
        do throws(ImportRefusal) {
            try batch.records.add(open, desk)
            batch.sources.append(ImportSource(first: first, others: Array(open.records.dropFirst())))
            done += 1
        } catch {
            switch error {
            case .fault(let fault):
                let row = open.records.first { $0.line == fault.line } ?? first
                refuse(
                    ImportFinding(
                        line: row.line, column: columns.ownName(fault.column), reason: fault.reason,
                        value: columns.text(row, fault.column) ?? ""))
            case .invalid(let request):
                let source = ImportSource(first: first, others: Array(open.records.dropFirst()))
                batch.refused += 1
                done += 1
                batch.findings += request.fields.map { places.finding(source, $0) }
            }
        }
    }

    /// Whether the record stood in another place of the file already.
    private mutating func isRepeated(_ first: CSVRecord) -> Bool {
        guard let column = format.recordColumns.first, let key = columns.text(first, column),
            format.mustStayTogether(ImportRow(open, 0))
        else { return false }
        let rest = format.recordColumns.dropFirst().map { columns.text(first, $0) ?? "" }
        return !seen.insert(HashedKeys.hash(of: [key] + rest))
    }

    private mutating func refuse(_ finding: ImportFinding) {
        batch.findings.append(finding)
        batch.refused += 1
        done += 1
    }
}

/// Records that are ready, and what was wrong on the way to them.
struct ImportBatch: Sendable {
    var records: any ImportRecords
    /// The rows of each record.
    var sources: [ImportSource] = []
    var findings: [ImportFinding] = []
    /// Records and rows that became no record.
    var refused = 0
    /// Where the file stands after the batch.
    var rows = 0
    var done = 0
    var bytesRead = 0
    var isLast = false

    /// Rows that a batch may read beyond one for each record that it asks for.
    static let spareRows = 1_000
}

/// The rows of a file that tell one record.
struct ImportSource: Sendable {
    let first: CSVRecord
    let others: [CSVRecord]

    /// The row of that element of the record, or else the first one.
    func row(_ index: Int) -> CSVRecord {
        others.indices.contains(index - 1) ? others[index - 1] : first
    }
}

/// Finds the place in the file that a mistake of a record stands at.
struct ImportPlaces: Sendable {
    let format: ImportFormat
    let columns: ImportColumns

    /// What is wrong with a field of a record, in terms of the file.
    func finding(_ source: ImportSource, _ error: FieldError) -> ImportFinding {
        let element = error.pointer.split(separator: "/").compactMap { Int($0) }.first ?? 0
        let row = source.row(element)
        guard let column = columns.column(at: error.pointer) else {
            return ImportFinding(line: row.line, column: error.pointer, reason: error.detail, value: "")
        }
        return ImportFinding(
            line: row.line, column: columns.ownName(column), reason: error.detail,
            value: columns.text(row, column) ?? "")
    }
}
