/// What a feature offers to imports: the formats that it can read.
package struct Importer: Sendable {
    /// What is imported: `orders`.
    package let name: String
    /// The first is the standard one.
    package let formats: [ImportFormat]
    /// What a credential needs for it beside the scope of imports.
    package let scope: Scope
    /// Takes back what traces of one stage tell of; nil where nothing can be taken back.
    package let takeBack: (@Sendable ([ImportTrace], Work) throws -> ImportUndone)?

    package init(
        name: String, formats: [ImportFormat], scope: Scope,
        takeBack: (@Sendable ([ImportTrace], Work) throws -> ImportUndone)? = nil
    ) {
        self.name = name
        self.formats = formats
        self.scope = scope
        self.takeBack = takeBack
    }

    /// The format that the names of the columns show, in any case; the standard one when they show none.
    package func format(for header: [String]) -> ImportFormat {
        let names = Set(header.map { $0.lowercased() })
        return formats.first { format in
            format.signatures.contains { $0.allSatisfy { names.contains($0.lowercased()) } }
        } ?? formats[0]
    }
}

/// What became of one record that was told.
package enum UpsertOutcome: Sendable, Equatable {
    case created, updated
    /// The same was known already.
    case unchanged
    /// A newer version was known already.
    case stale
    case rejected(InvalidRequest)
}

extension InvalidRequest: Equatable {
    package static func == (left: InvalidRequest, right: InvalidRequest) -> Bool { left.fields == right.fields }
}

/// Records of one batch: read from rows one after the other, while the batch before is written, and then taken in
/// together.
package protocol ImportRecords: Sendable {
    var count: Int { get }
    /// Reads the record that the rows tell; one that is refused leaves nothing behind.
    mutating func add(_ rows: any ImportRows, _ desk: ImportDesk) throws(ImportRefusal)
    /// Takes the records in; a good one goes in whatever becomes of the others. One outcome each, in their order. It may
    /// run again after a collision.
    func apply(_ work: Work) throws -> [UpsertOutcome]
    /// The same, and notes what is needed to take the records back.
    func apply(_ work: Work, noting journal: ImportJournal) throws -> [UpsertOutcome]
}

extension ImportRecords {
    /// Records that cannot be taken back leave no traces.
    package func apply(_ work: Work, noting journal: ImportJournal) throws -> [UpsertOutcome] { try apply(work) }
}

/// One layout of files: its columns, which rows belong together, and how they become records.
package struct ImportFormat: Sendable {
    package let name: String
    package let summary: String
    package let columns: [ImportColumn]
    /// What columns without a place of their own begin with, when the format takes such: `attributes.`.
    package let openPrefix: String?
    /// Sets of columns, each of which shows that a file has this layout.
    package let signatures: [[String]]
    /// Places of the columns that rows of one record share: rows that follow one another and agree in all of them are
    /// one record, and a row whose first one is empty is one by itself; without any, each row is.
    package let recordColumns: [Int]
    /// Whether a record may not come in two places of the file: its second part would replace the first.
    package let mustStayTogether: @Sendable (ImportRow) -> Bool
    /// An empty batch.
    package let makeRecords: @Sendable (Account) -> any ImportRecords

    package init(
        name: String, summary: String, columns: [ImportColumn], openPrefix: String? = nil,
        signatures: [[String]] = [], recordColumns: [Int],
        mustStayTogether: @escaping @Sendable (ImportRow) -> Bool,
        makeRecords: @escaping @Sendable (Account) -> any ImportRecords
    ) {
        self.name = name
        self.summary = summary
        self.columns = columns
        self.openPrefix = openPrefix
        self.signatures = signatures
        self.recordColumns = recordColumns
        self.mustStayTogether = mustStayTogether
        self.makeRecords = makeRecords
    }

    /// The place of the column behind a pointer into a record: `/lines/0/quantity` → that of `quantity`.
    package func column(at pointer: String) -> Int? {
        let field = pointer.split(separator: "/").last { !$0.allSatisfy(\.isNumber) }
        return columns.firstIndex { $0.field.map { $0 == field ?? "" } ?? false }
    }
}

/// One column of a format.
package struct ImportColumn: Sendable, Hashable {
    package let name: String
    /// The record's field that it fills, for messages.
    package let field: String?
    package let isRequired: Bool
    /// Holds numbers, which tell how the file writes its decimals.
    package let isNumeric: Bool

    package init(_ name: String, _ field: String? = nil, isRequired: Bool = false, isNumeric: Bool = false) {
        self.name = name
        self.field = field
        self.isRequired = isRequired
        self.isNumeric = isNumeric
    }
}

/// What keeps a row from going in.
package struct ImportFault: Error, Sendable, Hashable {
    /// The place of the column in its format.
    package let column: Int
    package let reason: String
    /// The row, when the record has several; nil for the first.
    package let line: Int?

    package init(_ column: Int, _ reason: String, line: Int? = nil) {
        self.column = column
        self.reason = reason
        self.line = line
    }
}

/// Why a record is refused before the database is asked.
package enum ImportRefusal: Error, Sendable {
    /// A cell that cannot be read.
    case fault(ImportFault)
    /// A record that breaks the rules, as the same record over HTTP would.
    case invalid(InvalidRequest)
}
