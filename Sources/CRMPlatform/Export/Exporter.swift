package import CRMCore

/// What a feature offers to exports: one kind of record, walked from its first to its last.
package struct Exporter: Sendable {
    /// What is exported: `orders`.
    package let name: String
    package let summary: String
    /// What a credential needs besides the right to export.
    package let scope: Scope
    /// The columns of a CSV file.
    package let columns: [String]
    /// Reads the filters and gives the walk over what they leave; it asks for every filter, whatever it finds.
    package let walk: @Sendable (ObjectReader) -> ExportWalk

    package init(
        name: String, summary: String, scope: Scope, columns: [String],
        walk: @escaping @Sendable (ObjectReader) -> ExportWalk
    ) {
        self.name = name
        self.summary = summary
        self.scope = scope
        self.columns = columns
        self.walk = walk
    }
}

/// A walk over records in the order of their key, a bounded step at a time; each step is a read of its own.
package struct ExportWalk: Sendable {
    /// The records after a key of the walk; nil begins it.
    package let step: @Sendable (_ after: String?, Work) throws -> ExportStep

    package init(_ step: @escaping @Sendable (_ after: String?, Work) throws -> ExportStep) {
        self.step = step
    }
}

/// One step of a walk.
package struct ExportStep: Sendable {
    /// What the filters leave of the step: it may be nothing, and the walk goes on all the same.
    package let records: [any ExportRecord]
    /// The key to go on after; nil at the end of the walk.
    package let next: String?

    package init(_ records: [any ExportRecord], next: String?) {
        self.records = records
        self.next = next
    }

    /// Nothing is left.
    package static let end = ExportStep([], next: nil)
}

/// One record of an export.
package protocol ExportRecord: Sendable {
    /// Its rows in a CSV file, at least one, each with a cell for every column.
    var rows: [[ExportCell]] { get }
    /// The record as one object of an NDJSON file.
    func writeObject(to writer: inout JSONWriter)
}

extension ExportRecord where Self: JSONEncodable {
    package func writeObject(to writer: inout JSONWriter) { write(to: &writer) }
}

/// One cell of a CSV file.
package enum ExportCell: Sendable, Hashable {
    case text(String)
    case number(DecimalNumber)
    case empty

    package init(_ text: String?) { self = text.map(ExportCell.text) ?? .empty }
    package init(_ word: (some ClosedSet)?) { self.init(word?.rawValue) }
    package init(_ instant: Instant?) { self.init(instant?.rfc3339) }
    package init(_ day: CalendarDay?) { self.init(day?.iso) }
    package init(_ number: Int) { self = .number(DecimalNumber(integer: Int64(number))) }
    package init(_ number: Int?) { self = number.map { ExportCell($0) } ?? .empty }
    /// As JSON writes it.
    package init(_ number: Double?) { self.init(number.flatMap { DecimalNumber(String($0)) }) }
    package init(_ number: DecimalNumber?) { self = number.map(ExportCell.number) ?? .empty }
    package init(_ truth: Bool) { self = .text(truth ? "true" : "false") }

    package init(_ money: Money?) {
        self.init(money.flatMap { DecimalNumber(significand: $0.minorUnits, scale: $0.currency.decimals) })
    }
}
