import CRMCore
import CRMPlatform

/// Where the columns of a format stand in a file.
struct ImportColumns {
    private let places: [String: Int]
    private let header: CSVHeader
    let calendar: DayCalendar
    let dayOrder: CSVDayOrder?
    var decimalMark: CSVDecimalMark?

    /// Throws ``ImportError`` or ``CSVError`` when the header does not fit the format.
    init(_ request: ImportRequest, header: CSVHeader, calendar: DayCalendar) throws {
        let format = request.format
        let known = format.columns.map(\.name)
        let unknown = request.mapping.keys.filter { !known.contains($0) }
        guard unknown.isEmpty else { throw ImportError.unknownColumns(unknown, known: known) }
        var places: [String: Int] = [:]
        for column in format.columns {
            if let own = request.mapping[column.name] {
                places[column.name] = try header.column(own)
            } else {
                places[column.name] = try header.columnIfPresent(column.name)
            }
        }
        let missing = format.columns.filter { $0.isRequired && places[$0.name] == nil }.map(\.name)
        guard missing.isEmpty else {
            throw ImportError.missingColumns(missing, format: format.name, found: header.names)
        }
        self.places = places
        self.header = header
        self.calendar = calendar
        dayOrder = request.dayOrder
    }

    func place(of column: String) -> Int? { places[column] }

    /// The file's own name of a column of the format.
    func ownName(_ column: String) -> String { places[column].map { header.names[$0] } ?? column }
}

/// One row of a CSV file as importers read it.
struct CSVImportRow: ImportRow {
    let record: CSVRecord
    let columns: ImportColumns

    var line: Int { record.line }

    func text(_ column: String) -> String? {
        guard let place = columns.place(of: column) else { return nil }
        let text = record.value(at: place)
        return text.isEmpty ? nil : text
    }

    func number(_ column: String) throws(ImportFault) -> DecimalNumber? {
        guard let text = text(column) else { return nil }
        do throws(CSVValueError) {
            return try CSVNumber.read(text, decimalMark: columns.decimalMark)
        } catch {
            throw ImportFault(column, error.detail, line: line)
        }
    }

    func instant(_ column: String) throws(ImportFault) -> Instant? {
        guard let text = text(column) else { return nil }
        do throws(CSVValueError) {
            return try CSVDate.read(text, dayOrder: columns.dayOrder).instant(in: columns.calendar)
        } catch {
            throw ImportFault(column, error.detail, line: line)
        }
    }
}
