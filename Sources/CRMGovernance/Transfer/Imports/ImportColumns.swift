import CRMCore
import CRMPlatform

/// Where the columns of a format stand in a file.
struct ImportColumns: Sendable {
    private let format: ImportFormat
    /// The file's column for each of the format and then each open one; negative where the file has none.
    private let places: [Int]
    /// What the open columns are called behind their prefix.
    let openNames: [String]
    private let header: CSVHeader
    let calendar: DayCalendar
    let dayOrder: CSVDayOrder?
    var decimalMark: CSVDecimalMark?

    /// Throws ``ImportError`` or ``CSVError`` when the header does not fit the format.
    init(_ request: ImportRequest, _ format: ImportFormat, header: CSVHeader, calendar: DayCalendar) throws {
        let known = format.columns.map(\.name)
        let unknown = request.mapping.keys.filter { !known.contains($0) && format.openName(of: $0) == nil }
        guard unknown.isEmpty else { throw ImportError.unknownColumns(unknown, known: known) }
        let found = try format.columns.map { column -> Int? in
            if let own = request.mapping[column.name] { return try header.column(own) }
            return try header.columnIfPresent(column.name)
        }
        let missing = zip(format.columns, found).filter { $0.isRequired && $1 == nil }.map(\.0.name)
        guard missing.isEmpty else {
            throw ImportError.missingColumns(missing, format: format.name, found: header.names)
        }
        self.format = format
        let open = try ImportColumns.open(request, format, header)
        openNames = open.map(\.name)
        places = found.map { $0 ?? -1 } + open.map(\.place)
        self.header = header
        self.calendar = calendar
        dayOrder = request.dayOrder
    }

    /// The columns that the header or the mapping names by the format's open prefix.
    private static func open(
        _ request: ImportRequest, _ format: ImportFormat, _ header: CSVHeader
    ) throws -> [(name: String, place: Int)] {
        let mapped = try request.mapping.sorted { $0.key < $1.key }.compactMap { name, own in
            try format.openName(of: name).map { (name: $0, place: try header.column(own)) }
        }
        let own = header.names.enumerated().compactMap { place, name in
            format.openName(of: name).map { (name: $0, place: place) }
        }
        return mapped + own.filter { column in !mapped.contains { $0.name == column.name } }
    }

    /// The file's column for one of the format.
    func place(of column: Int) -> Int? { places[column] >= 0 ? places[column] : nil }

    /// The file's own name of a column of the format.
    func ownName(_ column: Int) -> String {
        place(of: column).map { header.names[$0] } ?? format.columns[column].name
    }

    /// The place of the column behind a pointer into a record: `/attributes/points` → that of `attributes.points`.
    func column(at pointer: String) -> Int? {
        let tokens = pointer.split(separator: "/")
        if tokens.count > 1, let open = openNames.firstIndex(where: { JSONPointer.escape($0) == tokens[1] }) {
            return format.columns.count + open
        }
        return format.column(at: pointer)
    }

    /// The cell, trimmed; nil when it is empty or the file has no such column.
    func text(_ record: CSVRecord, _ column: Int) -> String? {
        guard let place = place(of: column) else { return nil }
        let text = record.value(at: place)
        return text.isEmpty ? nil : text
    }

    /// Whether the cells of two rows say the same.
    func isSame(_ left: CSVRecord, _ right: CSVRecord, _ column: Int) -> Bool {
        guard let place = place(of: column) else { return true }
        return left.hasSameText(as: right, at: place) || text(left, column) == text(right, column)
    }
}

/// The rows of one record in a CSV file, as formats read them.
final class CSVImportRows: ImportRows {
    private(set) var records: [CSVRecord] = []
    private let columns: ImportColumns

    init(_ columns: ImportColumns) {
        self.columns = columns
    }

    func append(_ record: CSVRecord) { records.append(record) }

    /// Ready for the rows of the next record.
    func clear() { records.removeAll(keepingCapacity: true) }

    var count: Int { records.count }

    func line(_ row: Int) -> Int { records[row].line }

    func text(_ row: Int, _ column: Int) -> String? { columns.text(records[row], column) }

    func number(_ row: Int, _ column: Int) throws(ImportFault) -> DecimalNumber? {
        guard let text = text(row, column) else { return nil }
        return try number(of: text, row, column)
    }

    func number(of text: String, _ row: Int, _ column: Int) throws(ImportFault) -> DecimalNumber? {
        do throws(CSVValueError) {
            return try CSVNumber.read(text, decimalMark: columns.decimalMark)
        } catch {
            throw ImportFault(column, error.detail, line: line(row))
        }
    }

    func instant(_ row: Int, _ column: Int) throws(ImportFault) -> Instant? {
        try stamp(row, column)?.instant(in: columns.calendar)
    }

    func day(_ row: Int, _ column: Int) throws(ImportFault) -> CalendarDay? {
        // The reading of the clock as it is written, wherever that was.
        try stamp(row, column).flatMap { CalendarDay(iso: $0.local.rfc3339.prefix(10)) }
    }

    private func stamp(_ row: Int, _ column: Int) throws(ImportFault) -> LocalTimestamp? {
        guard let text = text(row, column) else { return nil }
        do throws(CSVValueError) {
            return try CSVDate.read(text, dayOrder: columns.dayOrder)
        } catch {
            throw ImportFault(column, error.detail, line: line(row))
        }
    }

    var openNames: [String] { columns.openNames }
}

extension ImportFormat {
    /// The name behind the open prefix, in any case; nil when the column is no open one.
    func openName(of column: String) -> String? {
        guard let openPrefix, column.lowercased().hasPrefix(openPrefix), column.count > openPrefix.count else {
            return nil
        }
        return String(column.dropFirst(openPrefix.count))
    }
}
