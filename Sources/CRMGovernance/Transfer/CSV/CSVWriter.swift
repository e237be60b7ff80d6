package import CRMCore

/// What a cell holds; it decides whether a spreadsheet has to be kept from running it.
package enum CSVCellContent: Sendable, Hashable {
    /// Guarded as ``CSVCell/guarded(_:)`` says.
    case text(String)
    /// Written unguarded: `-3` is a number and no formula. ``CSVNumber/unambiguous(_:)`` tells how.
    case number(DecimalNumber)
    /// Nothing between the delimiters.
    case empty
}

/// Writes RFC 4180 in UTF-8 into memory; the caller takes the bytes away as often as suits it.
package struct CSVWriter: Sendable {
    /// Between two cells.
    package let delimiter: CSVDelimiter
    /// After every record, the last one too.
    package let lineEnd: CSVLineEnd
    /// What was written since the last ``takeBytes()``.
    package private(set) var bytes: [UInt8] = []

    /// RFC 4180 §2.1 ends lines with CRLF.
    package init(delimiter: CSVDelimiter = .comma, lineEnd: CSVLineEnd = .crlf) {
        self.delimiter = delimiter
        self.lineEnd = lineEnd
    }

    /// Appends one record of at least one cell.
    package mutating func write(_ cells: [CSVCellContent]) {
        precondition(!cells.isEmpty, "a record has at least one field")
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(delimiter.byte) }
            switch cell {
            case .text(let text): append(CSVCell.guarded(text))
            case .number(let number): append(CSVNumber.unambiguous(number))
            case .empty: break
            }
        }
        // An empty line is no record; quotes make it one.
        if cells.count == 1, bytes.last.map(isLineEnd) ?? true {
            bytes.append(contentsOf: [CSVBytes.quote, CSVBytes.quote])
        }
        bytes.append(contentsOf: lineEnd.rawValue.utf8)
    }

    /// Appends one record of texts.
    package mutating func write(_ texts: [String]) {
        write(texts.map(CSVCellContent.text))
    }

    /// The bytes written so far, which the writer then forgets.
    package mutating func takeBytes() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// U+0000 is left out: no reader accepts it.
    private mutating func append(_ text: String) {
        guard needsQuotes(text) else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        bytes.append(CSVBytes.quote)
        for byte in text.utf8 where byte != CSVBytes.nul {
            if byte == CSVBytes.quote { bytes.append(CSVBytes.quote) }
            bytes.append(byte)
        }
        bytes.append(CSVBytes.quote)
    }

    /// White space at the ends is quoted too, since many readers trim; so is what might pass for a byte order mark.
    private func needsQuotes(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        if first <= 0x20 || last <= 0x20 || text.utf8.starts(with: CSVBytes.byteOrderMark) { return true }
        return text.utf8.contains { byte in
            byte == delimiter.byte || byte == CSVBytes.quote || byte == CSVBytes.nul || isLineEnd(byte)
        }
    }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == CSVBytes.lineFeed || byte == CSVBytes.carriageReturn }
}
