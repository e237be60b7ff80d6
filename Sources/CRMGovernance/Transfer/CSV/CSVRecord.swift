/// What one record of the file came to.
package enum CSVRow: Sendable {
    /// Well formed; its number of fields is not checked by the parser.
    case record(CSVRecord)
    /// Read over; the next row is sound again.
    case refused(CSVRowError)
}

/// One record: its fields are ranges of shared bytes, made into strings only when asked for.
///
/// A record keeps the chunk it was read from alive; an importer that stores many of them stores their texts instead.
package struct CSVRecord: Sendable {
    /// The physical line on which it begins, from 1; line ends inside quotes count.
    package let line: Int
    /// Number of fields, at least 1.
    package let count: Int
    private let batch: CSVBatch
    private let first: Int

    init(line: Int, count: Int, batch: CSVBatch, first: Int) {
        self.line = line
        self.count = count
        self.batch = batch
        self.first = first
    }

    /// The UTF-8 of a field, quotes resolved; empty from `count` on, as a short row reads when it is padded.
    package func bytes(at index: Int) -> ArraySlice<UInt8> {
        guard index < count else { return [] }
        let field = batch.fields[first + index]
        return batch.bytes[Int(field.start)..<Int(field.end)]
    }

    /// The text of a field as it stands, quotes resolved; empty from `count` on.
    package func text(at index: Int) -> String {
        guard index < count else { return "" }
        let field = batch.fields[first + index]
        return batch.bytes.withUnsafeBufferPointer { bytes in
            String(decoding: bytes[Int(field.start)..<Int(field.end)], as: UTF8.self)
        }
    }

    /// Whether the field reads the same in both records, byte by byte.
    func hasSameText(as other: CSVRecord, at index: Int) -> Bool {
        guard index < count, index < other.count else { return false }
        let (left, right) = (batch.fields[first + index], other.batch.fields[other.first + index])
        return batch.bytes[Int(left.start)..<Int(left.end)]
            .elementsEqual(other.batch.bytes[Int(right.start)..<Int(right.end)])
    }

    /// The text of a field as a person meant it: see ``CSVCell/value(_:)``.
    package func value(at index: Int) -> String {
        CSVCell.value(text(at: index))
    }

    /// All fields as they stand.
    package var texts: [String] { (0..<count).map(text(at:)) }

    /// True when every field is empty, as in the rows of bare delimiters that spreadsheets leave behind.
    package var isBlank: Bool {
        for index in first..<first + count where batch.fields[index].start != batch.fields[index].end { return false }
        return true
    }
}

/// The records that one chunk completed, in the order of the file.
package final class CSVBatch: Sendable, RandomAccessCollection {
    /// UTF-8, from the beginning of the first record on.
    let bytes: [UInt8]
    /// Those of all records one after the other.
    let fields: [CSVField]
    private let rows: [CSVRowEntry]
    private let errors: [CSVRowError]

    init(bytes: [UInt8], fields: [CSVField], rows: [CSVRowEntry], errors: [CSVRowError]) {
        self.bytes = bytes
        self.fields = fields
        self.rows = rows
        self.errors = errors
    }

    /// No records.
    package static let none = CSVBatch(bytes: [], fields: [], rows: [], errors: [])

    package var startIndex: Int { 0 }
    package var endIndex: Int { rows.count }

    package subscript(position: Int) -> CSVRow {
        let row = rows[position]
        guard row.count > 0 else { return .refused(errors[Int(row.first)]) }
        return .record(CSVRecord(line: row.line, count: Int(row.count), batch: self, first: Int(row.first)))
    }
}

/// Where a field lies in the bytes of its batch.
struct CSVField: Sendable {
    var start: UInt32
    var end: UInt32
}

/// Where the fields of a record lie in its batch; with a count of 0 `first` is the index of an error instead.
struct CSVRowEntry: Sendable {
    let line: Int
    let first: UInt32
    let count: UInt32
}
