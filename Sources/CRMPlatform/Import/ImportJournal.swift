/// What one batch of an import changed, noted while it is taken in.
package final class ImportJournal {
    package private(set) var traces: [ImportTrace] = []

    package init() {}

    package func note(_ trace: ImportTrace) { traces.append(trace) }
}

/// What an import did to one record.
package struct ImportTrace: Sendable, Hashable {
    /// The importer's own order of taking back: lower stages go first.
    package let stage: Int
    /// The record's id within its stage.
    package let id: String
    /// Nil for a record that the import made.
    package let before: Before?
    /// Tells the version that the import left behind from all others.
    package let after: String

    /// A record as it was.
    package struct Before: Sendable, Hashable {
        /// As ``ImportTrace/after``, of the version before.
        package let mark: String
        /// The record itself, in the importer's own words.
        package let image: String

        package init(mark: String, image: String) {
            self.mark = mark
            self.image = image
        }
    }

    package init(stage: Int, id: String, before: Before?, after: String) {
        self.stage = stage
        self.id = id
        self.before = before
        self.after = after
    }
}

/// What became of records that were to be taken back.
package struct ImportUndone: Sendable, Hashable {
    package var removed = 0
    package var restored = 0
    /// Changed again since, so that they stay as they are.
    package var kept = 0
    /// Customers that the import had made and that have nothing else.
    package var customersRemoved = 0

    package init() {}
}
