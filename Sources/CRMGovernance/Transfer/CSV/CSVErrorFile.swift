/// The file that tells a person what was not imported: one row a fault, with `line`, `column`, `reason`, `value`.
package struct CSVErrorFile: Sendable {
    /// The header row.
    package static let header = ["line", "column", "reason", "value"]
    /// Characters of a value that are shown.
    package static let maximumValueLength = 1000

    private var writer: CSVWriter

    /// Begins with the header row.
    package init(delimiter: CSVDelimiter = .comma) {
        writer = CSVWriter(delimiter: delimiter)
        writer.write(CSVErrorFile.header)
    }

    /// Adds a record that could not be read at all.
    package mutating func add(_ error: CSVRowError) {
        add(line: error.line, column: "", reason: error.detail, value: "")
    }

    /// Adds a cell that could not be used; `column` is its name in the header, empty for the whole row.
    package mutating func add(line: Int, column: String, reason: String, value: String) {
        let shown = value.prefix(CSVErrorFile.maximumValueLength)
        let cut = shown.endIndex < value.endIndex ? shown + "…" : shown
        writer.write([String(line), column, reason, String(cut)])
    }

    /// The bytes since the last call.
    package mutating func takeBytes() -> [UInt8] { writer.takeBytes() }
}
