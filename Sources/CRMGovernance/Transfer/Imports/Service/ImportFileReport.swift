import CRMCore
import CRMPlatform

/// What the beginning of a file shows: how it is written, and which of its columns are which of the format's.
struct ImportFileReport: Sendable {
    private let stored: StoredImport
    private let format: ImportFormat
    private let encoding: CSVEncoding
    private let delimiter: ImportDelimiter
    private let header: [String]
    private let rows: [ImportFileRow]
    private let columns: [ImportFileColumn]
    /// Columns that have to be there, or are mapped, and that the file lacks.
    let missing: [String]
    private let proposal: [JSON.Member]

    /// Reads the beginning of a file; throws ``CSVError`` for one that is no CSV.
    init(_ stored: StoredImport, _ importer: Importer, beginning: [UInt8]) throws {
        let options = CSVFileReader.Options(
            encoding: stored.settings.encoding ?? stored.encoding, delimiter: stored.settings.delimiter?.delimiter)
        let reader = try CSVFileReader(CSVInput(bytes: beginning), options)
        let header = reader.header
        let format = try importer.format(stored.settings) ?? importer.format(for: header.names)
        self.stored = stored
        self.format = format
        encoding = reader.dialect.encoding
        delimiter = ImportDelimiter(reader.dialect.delimiter)
        self.header = header.names
        rows = ImportFileReport.sample(reader)
        columns = format.columns.map { column in
            let own = stored.settings.mapping[column.name]
            let place = try? header.columnIfPresent(own ?? column.name)
            return ImportFileColumn(
                name: column.name, isRequired: column.isRequired, ownName: place.map { header.names[$0] })
        }
        missing = columns.filter { column in
            column.ownName == nil && (column.isRequired || stored.settings.mapping[column.name] != nil)
        }.map(\.name)
        proposal = ImportProposal(header).mapping(of: format, leavingOut: columns.compactMap(\.ownName))
    }

    /// Throws ``ImportServiceError`` when columns are missing, and ``CSVError`` when one is there twice.
    func checkColumns(_ importer: Importer, _ calendar: DayCalendar) throws {
        guard missing.isEmpty else {
            let shown = header.prefix(ImportLimits.shownRows * 4).map { String($0.prefix(ImportLimits.shownText)) }
            throw ImportServiceError.missingColumns(missing, found: shown)
        }
        let request = try stored.settings.request(path: "", importer, detected: nil)
        _ = try ImportColumns(
            request, format, header: CSVHeader(header), calendar: calendar)
    }

    /// The first rows that can be read; the last of a beginning may be cut off and is left out then.
    private static func sample(_ reader: CSVFileReader) -> [ImportFileRow] {
        var rows: [ImportFileRow] = []
        while rows.count < ImportLimits.shownRows, let row = try? reader.next() {
            guard case .record(let record) = row else { continue }
            rows.append(ImportFileRow(line: record.line, cells: record.texts.shown))
        }
        return rows
    }
}

/// A row of a file as a sample shows it.
struct ImportFileRow: Sendable {
    let line: Int
    let cells: [String]
}

/// A column of a format, and the file's own name for it.
struct ImportFileColumn: Sendable {
    let name: String
    let isRequired: Bool
    /// Nil: the file has no such column.
    let ownName: String?
}

extension [String] {
    /// Short enough for an answer.
    fileprivate var shown: [String] {
        prefix(ImportLimits.shownColumns).map { String($0.prefix(ImportLimits.shownText)) }
    }
}

extension ImportFileReport: JSONObjectEncodable {
    static let typeName = "ImportFile"

    static let fields: [OutputField<ImportFileReport>] = [
        OutputField("import") { $0.stored },
        OutputField("format", "As told, or as the header shows.") { $0.format.name },
        OutputField("encoding", "As told, or found over all bytes.") { $0.encoding },
        OutputField("delimiter", "As told, or found over the beginning.") { $0.delimiter },
        OutputField("header", "The file's own columns; long ones are cut.") { $0.header.shown },
        OutputField("rows", "The first rows.") { $0.rows },
        OutputField("columns", "The columns of the format.") { $0.columns },
        OutputField("missing", "Columns without which it cannot be started.") { $0.missing },
        OutputField("proposedMapping", "What the names of columns that are not used suggest.") {
            RawJSONObject(canonical: JSON.object($0.proposal).canonicalText)
        },
    ]
}

extension ImportFileRow: JSONObjectEncodable {
    static let typeName = "ImportFileRow"

    static let fields: [OutputField<ImportFileRow>] = [
        OutputField("line", "The physical line, from 1.") { $0.line },
        OutputField("cells") { $0.cells },
    ]
}

extension ImportFileColumn: JSONObjectEncodable {
    static let typeName = "ImportFileColumn"

    static let fields: [OutputField<ImportFileColumn>] = [
        OutputField("name", "In the format.") { $0.name },
        OutputField("required") { $0.isRequired },
        OutputField("ownName", "In the file; null when it lacks it.") { $0.ownName },
    ]
}

/// Guesses which columns of a file are which of a format, from their names alone.
struct ImportProposal {
    /// Own names by what is left of them without case and signs; a name that comes twice is left out.
    private let names: [String: String]

    init(_ header: CSVHeader) {
        let pairs = header.names.map { (ImportProposal.folded($0), $0) }
        let groups = Dictionary(grouping: pairs, by: \.0).filter { $0.value.count == 1 && !$0.key.isEmpty }
        names = groups.compactMapValues { $0.first?.1 }
    }

    /// A mapping for the columns that the file does not have under their names.
    func mapping(of format: ImportFormat, leavingOut used: [String]) -> [JSON.Member] {
        var used = Set(used)
        var members: [JSON.Member] = []
        for column in format.columns {
            let words = [column.name, column.field ?? ""] + (ImportProposal.others[column.name] ?? [])
            let own = words.lazy.compactMap { names[ImportProposal.folded($0)] }.first { !used.contains($0) }
            guard let own, own.lowercased() != column.name else { continue }
            used.insert(own)
            members.append(JSON.Member(column.name, .string(String(own.prefix(ImportLimits.name)))))
        }
        return members
    }

    private static func folded(_ name: String) -> String {
        String(name.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    /// What shops call such columns.
    private static let others: [String: [String]] = [
        "order_id": ["order", "order number", "order no", "invoice", "invoice no", "number", "name"],
        "customer_id": ["customer", "customer number", "customer no", "client", "client id", "user id", "buyer"],
        "placed_at": ["date", "order date", "ordered at", "created at", "invoice date", "purchase date"],
        "total": ["amount", "total amount", "order total", "grand total", "total price", "revenue", "value"],
        "updated_at": ["changed at", "modified at", "last modified"],
        "email": ["e-mail address", "email address", "mail", "customer email"],
        "phone": ["telephone", "phone number", "mobile"],
        "first_name": ["given name", "forename"],
        "last_name": ["surname", "family name"],
        "sku": ["stock code", "article", "item", "product id"],
        "product": ["description", "product name", "item name", "title"],
        "quantity": ["qty", "count", "units"],
        "unit_price": ["price", "item price", "price each"],
        "channel": ["source", "sales channel"],
        "status": ["state", "order status"],
    ]
}
