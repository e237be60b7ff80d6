/// How a file writes its table.
package struct CSVDialect: Sendable, Hashable {
    /// Detected over the whole file, or given.
    package let encoding: CSVEncoding
    /// Detected over the beginning of the file, or given.
    package let delimiter: CSVDelimiter
    /// The end of the first line; nil when the file is one line without an end.
    package let lineEnd: CSVLineEnd?

    package init(encoding: CSVEncoding, delimiter: CSVDelimiter, lineEnd: CSVLineEnd?) {
        self.encoding = encoding
        self.delimiter = delimiter
        self.lineEnd = lineEnd
    }
}

/// How a file writes its characters.
package enum CSVEncoding: String, Sendable, CaseIterable {
    /// With or without a byte order mark.
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    /// The superset of ISO 8859-1 that spreadsheets write; every byte string is valid in it.
    case windows1252 = "windows-1252"
}

/// The byte between two fields.
package enum CSVDelimiter: String, Sendable, CaseIterable {
    case comma = ","
    case semicolon = ";"
    case tab = "\t"
    case pipe = "|"

    /// Its ASCII code.
    package var byte: UInt8 {
        switch self {
        case .comma: UInt8(ascii: ",")
        case .semicolon: UInt8(ascii: ";")
        case .tab: UInt8(ascii: "\t")
        case .pipe: UInt8(ascii: "|")
        }
    }
}

/// The bytes after a record.
package enum CSVLineEnd: String, Sendable, CaseIterable {
    case lf = "\n"
    case crlf = "\r\n"
    case cr = "\r"
}
