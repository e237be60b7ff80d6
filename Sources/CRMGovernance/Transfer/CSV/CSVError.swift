package import CRMCore

/// Why a file cannot be read, or not to its end.
package enum CSVError: Error, Hashable {
    /// No file of that path.
    case notFound(path: String)
    /// A directory where a file is expected.
    case isDirectory(path: String)
    /// The system's own words.
    case unreadable(path: String, reason: String)
    /// Not even a header row.
    case empty
    /// Another format, told by its first bytes.
    case notText(CSVForeignFormat)
    /// Bytes that the encoding does not know, on this physical line.
    case invalidEncoding(CSVEncoding, line: Int)
    /// The header row itself is broken.
    case header(CSVRowError)
    /// No column of the name that the caller asked for; `found` is the header.
    case missingColumn(name: String, found: [String])
    /// One-based columns that carry the same name.
    case duplicateColumn(name: String, columns: [Int])
    /// A quoted field longer than ``CSVParser/maximumFieldLength``: what follows it cannot be told from its text.
    case endlessQuote(openedOnLine: Int)
}

extension CSVError: DomainError {
    package var kind: DomainErrorKind {
        if case .notFound = self { return .notFound }
        return .invalid
    }

    package var code: String {
        switch self {
        case .notFound: "csv.not_found"
        case .isDirectory: "csv.is_directory"
        case .unreadable: "csv.unreadable"
        case .empty: "csv.empty"
        case .notText: "csv.not_text"
        case .invalidEncoding: "csv.invalid_encoding"
        case .header: "csv.header"
        case .missingColumn: "csv.missing_column"
        case .duplicateColumn: "csv.duplicate_column"
        case .endlessQuote: "csv.endless_quote"
        }
    }

    package var detail: String {
        switch self {
        case .notFound(let path): "there is no file \(path)"
        case .isDirectory(let path): "\(path) is a directory: expected a file"
        case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
        case .empty: "the file is empty: expected a header row"
        case .notText(let format): format.detail
        case .invalidEncoding(let encoding, let line):
            "line \(line) is not valid \(encoding.rawValue): give the encoding in which the file was saved"
        case .header(let error): "the header row cannot be read: line \(error.line): \(error.detail)"
        case .missingColumn(let name, let found):
            "there is no column \"\(name)\"; the file has \(CSVError.listed(found))"
        case .duplicateColumn(let name, let columns):
            "more than one column is named \"\(name)\": columns \(columns.map(String.init).joined(separator: ", "))"
        case .endlessQuote(let line):
            "the quote opened on line \(line) is not closed within \(CSVParser.maximumFieldLength) bytes: "
                + "the rest of the file was not read"
        }
    }

    /// How many columns a message names before it only counts the rest.
    private static let listedColumns = 12

    private static func listed(_ names: [String]) -> String {
        let shown = names.filter { !$0.isEmpty }.prefix(listedColumns).map { "\"\($0)\"" }.joined(separator: ", ")
        return names.count > listedColumns ? shown + " and \(names.count - listedColumns) more" : shown
    }
}

/// A record that was refused, and where it begins.
package struct CSVRowError: Error, Sendable, Hashable {
    /// Physical line, from 1.
    package let line: Int
    /// The first fault of the record.
    package let fault: CSVRowFault

    package init(line: Int, fault: CSVRowFault) {
        self.line = line
        self.fault = fault
    }

    /// What is wrong, for a person.
    package var detail: String { fault.detail }
}

/// What makes a record unreadable; columns count from 1.
package enum CSVRowFault: Sendable, Hashable {
    /// Fewer or more fields than the header has.
    case fieldCount(expected: Int, found: Int)
    /// Anything but a delimiter or a line end after the closing quote.
    case textAfterQuote(column: Int)
    /// The file ends inside a quoted field.
    case unterminatedQuote(openedOnLine: Int)
    /// U+0000, which no text column can hold.
    case nul(column: Int)
    /// More bytes than ``CSVParser/maximumFieldLength``.
    case fieldTooLong(column: Int)
    /// More bytes than ``CSVParser/maximumRecordLength``.
    case recordTooLong
    /// More fields than ``CSVParser/maximumColumns``.
    case tooManyColumns
    /// As ``fieldTooLong(column:)``, but quoted; the parser reads nothing after it.
    case endlessQuote(openedOnLine: Int)

    /// What is wrong, for a person.
    package var detail: String {
        switch self {
        case .fieldCount(let expected, let found): "expected \(expected) fields, found \(found)"
        case .textAfterQuote(let column): "column \(column): text after the closing quote"
        case .unterminatedQuote(let line): "the quote opened on line \(line) is never closed"
        case .nul(let column): "column \(column): a NUL character"
        case .fieldTooLong(let column): "column \(column): longer than \(CSVParser.maximumFieldLength) bytes"
        case .recordTooLong: "longer than \(CSVParser.maximumRecordLength) bytes"
        case .tooManyColumns: "more than \(CSVParser.maximumColumns) fields"
        case .endlessQuote(let line):
            "the quote opened on line \(line) is not closed within \(CSVParser.maximumFieldLength) bytes"
        }
    }
}
