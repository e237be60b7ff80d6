/// The names of the columns, found without regard to case and to white space around them.
package struct CSVHeader: Sendable {
    /// As written, trimmed; a name may be empty or come twice, which matters only when it is asked for.
    package let names: [String]
    private let columns: [String: [Int]]

    /// Takes the cells of the header row as they stand.
    package init(_ names: [String]) {
        self.names = names.map(CSVCell.trimmed)
        columns = Dictionary(grouping: self.names.indices) { [names = self.names] in names[$0].lowercased() }
    }

    /// Number of columns.
    package var count: Int { names.count }

    /// The zero-based column of that name; throws ``CSVError/missingColumn(name:found:)`` or
    /// ``CSVError/duplicateColumn(name:columns:)``.
    package func column(_ name: String) throws(CSVError) -> Int {
        guard let column = try columnIfPresent(name) else { throw .missingColumn(name: name, found: names) }
        return column
    }

    /// As ``column(_:)``, but nil when there is none of that name.
    package func columnIfPresent(_ name: String) throws(CSVError) -> Int? {
        let name = CSVCell.trimmed(name)
        guard !name.isEmpty, let found = columns[name.lowercased()] else { return nil }
        guard found.count == 1 else { throw .duplicateColumn(name: name, columns: found.map { $0 + 1 }) }
        return found[0]
    }

    /// One-based columns without a name.
    package var unnamedColumns: [Int] { (columns[""] ?? []).map { $0 + 1 } }

    /// Names that more than one column carries, in lower case, sorted.
    package var duplicateNames: [String] {
        columns.filter { !$0.key.isEmpty && $0.value.count > 1 }.keys.sorted()
    }
}

/// What becomes of a record with fewer fields than the header.
///
/// Refused unless the caller knows better: a row cut in two by a stray line end looks exactly like a row whose last
/// cells are empty, and its second half would be read as another customer. Some spreadsheets leave out empty cells at
/// the end of a row; for their files there is ``padded``. A row with too many fields is always refused, even when
/// those are empty: an unquoted delimiter inside a value has shifted the others.
package enum CSVShortRows: Sendable, Hashable {
    /// A row error that names both numbers.
    case refused
    /// The missing fields read as empty.
    case padded
}
