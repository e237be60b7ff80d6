import CRMCore
import CRMPlatform

/// How an export writes its records.
package enum ExportFormat: String, Sendable, CaseIterable, ClosedSet {
    case csv
    /// One JSON object a line.
    case ndjson

    package var contentType: String {
        switch self {
        case .csv: "text/csv; charset=utf-8"
        case .ndjson: "application/x-ndjson"
        }
    }

    /// The content type without its parameters.
    var mediaType: String { contentType.split(separator: ";").first.map(String.init) ?? contentType }

    /// What stands before the first record.
    func head(_ exporter: Exporter) -> [UInt8] {
        guard self == .csv else { return [] }
        var writer = CSVWriter()
        writer.write(exporter.columns)
        return writer.takeBytes()
    }

    /// The records one after the other.
    func bytes(_ records: [any ExportRecord]) -> [UInt8] {
        switch self {
        case .csv:
            var writer = CSVWriter()
            for record in records {
                for row in record.rows { writer.write(row.map(CSVCellContent.init)) }
            }
            return writer.takeBytes()
        case .ndjson:
            var bytes: [UInt8] = []
            for record in records {
                var writer = JSONWriter()
                record.writeObject(to: &writer)
                bytes += writer.bytes
                bytes.append(CSVBytes.lineFeed)
            }
            return bytes
        }
    }
}

extension CSVCellContent {
    fileprivate init(_ cell: ExportCell) {
        switch cell {
        case .text(let text): self = .text(text)
        case .number(let number): self = .number(number)
        case .empty: self = .empty
        }
    }
}
