package import CRMCore

/// What a feature offers to imports: the formats it can read, and the verb that takes records in.
package struct Importer: Sendable {
    /// What is imported: `orders`.
    package let name: String
    /// The first is the standard one.
    package let formats: [ImportFormat]
    /// Takes records in; a good one goes in whatever becomes of the others. One outcome each, in their order.
    package let apply: @Sendable ([JSON], Work) throws -> [UpsertOutcome]

    package init(
        name: String, formats: [ImportFormat], apply: @escaping @Sendable ([JSON], Work) throws -> [UpsertOutcome]
    ) {
        self.name = name
        self.formats = formats
        self.apply = apply
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

/// One layout of files: its columns, which rows belong together, and how they become a record.
package struct ImportFormat: Sendable {
    package let name: String
    package let summary: String
    package let columns: [ImportColumn]
    /// What rows of one record share: rows that follow one another with equal keys are one record, a row without a key
    /// is one by itself.
    package let recordKey: @Sendable (any ImportRow) -> String?
    /// Whether a record may not come in two places of the file: its second part would replace the first.
    package let mustStayTogether: @Sendable (any ImportRow) -> Bool
    /// The record that the rows tell, in the shape that the feature's verb takes.
    package let record: @Sendable ([any ImportRow], ImportDesk) throws(ImportFault) -> JSON

    package init(
        name: String, summary: String, columns: [ImportColumn],
        recordKey: @escaping @Sendable (any ImportRow) -> String?,
        mustStayTogether: @escaping @Sendable (any ImportRow) -> Bool,
        record: @escaping @Sendable ([any ImportRow], ImportDesk) throws(ImportFault) -> JSON
    ) {
        self.name = name
        self.summary = summary
        self.columns = columns
        self.recordKey = recordKey
        self.mustStayTogether = mustStayTogether
        self.record = record
    }

    /// The column behind a pointer into a record: `/lines/0/quantity` → `quantity`.
    package func column(at pointer: String) -> String? {
        let field = pointer.split(separator: "/").last { !$0.allSatisfy(\.isNumber) }
        return columns.first { $0.field.map { $0 == field ?? "" } ?? false }?.name
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

/// One row of an imported file, read by the names of its columns.
package protocol ImportRow {
    /// The line on which it begins, from 1.
    var line: Int { get }
    /// The cell, trimmed; nil when it is empty or the file has no such column.
    func text(_ column: String) -> String?
    func number(_ column: String) throws(ImportFault) -> DecimalNumber?
    /// A date and time; without an offset it is taken in the account's time zone.
    func instant(_ column: String) throws(ImportFault) -> Instant?
}

/// What keeps a row from going in.
package struct ImportFault: Error, Sendable, Hashable {
    package let column: String
    package let reason: String
    /// The row, when the record has several; nil for the first.
    package let line: Int?

    package init(_ column: String, _ reason: String, line: Int? = nil) {
        self.column = column
        self.reason = reason
        self.line = line
    }
}

/// What an import remembers from row to row.
package final class ImportDesk {
    private var counts: [Int: Int32] = [:]
    package let account: Account

    package init(account: Account) {
        self.account = account
    }

    /// How many times the key has come so far in this file, this time included.
    package func ordinal(of key: String) -> Int {
        counts[key.hashValue, default: 0] += 1
        return Int(counts[key.hashValue, default: 1])
    }
}
