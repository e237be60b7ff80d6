import CRMCore
import CRMPlatform

/// Puts the rows of a file together into records.
struct ImportAssembly {
    private let format: ImportFormat
    private let desk: ImportDesk
    private let columns: ImportColumns
    /// Rows read so far.
    private(set) var rows = 0
    private var batch = Batch()
    /// The rows of the record that may go on with the next row, and its key.
    private var open: (key: String?, rows: [CSVImportRow]) = (nil, [])
    /// Hashes of the keys of records that must not come again.
    private var seen = Set<Int>()

    /// Records that are ready, and what was wrong on the way to them.
    struct Batch {
        var records: [Record] = []
        var findings: [ImportFinding] = []
        /// Records and rows that became no record.
        var refused = 0
    }

    struct Record {
        /// The lines of its rows.
        let lines: [Int]
        let json: JSON
    }

    init(format: ImportFormat, desk: ImportDesk, columns: ImportColumns) {
        self.format = format
        self.desk = desk
        self.columns = columns
    }

    /// Reads until so many records are ready; true at the end of the file.
    mutating func fill(from reader: CSVFileReader, records: Int) throws -> Bool {
        while batch.records.count < records {
            guard let row = try reader.next() else {
                close()
                return true
            }
            rows += 1
            switch row {
            case .record(let record): add(CSVImportRow(record: record, columns: columns))
            case .refused(let error):
                refuse(ImportFinding(line: error.line, column: "", reason: error.detail, value: ""))
            }
        }
        return false
    }

    mutating func takeBatch() -> Batch {
        defer { batch = Batch() }
        return batch
    }

    private mutating func add(_ row: CSVImportRow) {
        let key = format.recordKey(row)
        if key == nil || key != open.key { close() }
        open.key = key
        open.rows.append(row)
    }

    private mutating func close() {
        defer { open = (nil, []) }
        guard let first = open.rows.first else { return }
        if let key = open.key, format.mustStayTogether(first), !seen.insert(key.hashValue).inserted {
            refuse(
                ImportFinding(
                    line: first.line, column: "",
                    reason: "rows of the same record stand in two places of the file: sort it", value: ""))
            return
        }
        do throws(ImportFault) {
            let json = try format.record(open.rows, desk)
            batch.records.append(Record(lines: open.rows.map(\.line), json: json))
        } catch {
            let row = open.rows.first { $0.line == error.line } ?? first
            let value = row.text(error.column) ?? ""
            refuse(
                ImportFinding(
                    line: row.line, column: columns.ownName(error.column), reason: error.reason, value: value))
        }
    }

    private mutating func refuse(_ finding: ImportFinding) {
        batch.findings.append(finding)
        batch.refused += 1
    }

    /// What is wrong with a field of a record, in terms of the file.
    func finding(_ record: Record, _ error: FieldError) -> ImportFinding {
        let parts = error.pointer.split(separator: "/")
        let element = parts.compactMap { Int($0) }.first ?? 0
        let line = record.lines.indices.contains(element) ? record.lines[element] : record.lines[0]
        let column = format.column(at: error.pointer).map(columns.ownName) ?? error.pointer
        return ImportFinding(line: line, column: column, reason: error.detail, value: value(at: parts, in: record.json))
    }

    private func value(at parts: [Substring], in json: JSON) -> String {
        var current: JSON? = json
        for part in parts {
            if case .array(let elements) = current, let index = Int(part) {
                current = elements.indices.contains(index) ? elements[index] : nil
            } else {
                current = current?[String(part)]
            }
        }
        switch current {
        case .string(let text), .number(let text): return text
        default: return ""
        }
    }
}
