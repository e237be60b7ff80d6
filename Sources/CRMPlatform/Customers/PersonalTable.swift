/// A table with data of customers, declared by the feature that owns it: what belongs to a person's copy of their data,
/// and what becomes of it when the person is erased.
package struct PersonalTable: Sendable {
    package let name: String
    /// The columns that tell something of the person, beyond keys and times.
    package let columns: [String]
    package let erasure: Erasure

    /// What becomes of a person's rows when the person is erased.
    package enum Erasure: Sendable {
        /// The rows go.
        case deleted
        /// The rows stay for the books; the personal columns are emptied.
        case emptied
    }

    package init(_ name: String, columns: [String] = [], erasure: Erasure) {
        self.name = name
        self.columns = columns
        self.erasure = erasure
    }
}
