/// The bounds on imports of the server; docs/imports.md lists the same constants.
package enum ImportLimits {
    /// Bytes of a file.
    package static let fileBytes = 2 << 30
    /// Seconds for a file to arrive.
    package static let uploadSeconds = 3_600
    /// Bytes of a file in one row.
    package static let chunkBytes = 1 << 20
    /// Records of one transaction at most: other writers of a serving SQLite process wait that long.
    package static let batch = 250
    /// Records that are taken back in one transaction.
    package static let undoBatch = 100
    /// Findings that are kept of one import; the others are only counted.
    package static let findings = 5_000
    /// Characters of a finding's column and reason; its value has ``CSVErrorFile/maximumValueLength``.
    package static let findingText = 500
    /// Records that are noted for an undo, and bytes of what they were before; beyond that an import cannot be undone.
    package static let undoableRecords = 1_000_000
    package static let undoableBytes = 256 << 20
    /// Days for which a file is kept that is done with or was never started.
    package static let fileDays = 7
    /// Days for which a finished import is kept, with its findings and what its undo needs.
    package static let retentionDays = 30
    /// Hours after which bytes of an upload that never ended are removed.
    package static let brokenUploadHours: Int64 = 24
    /// Imports of an account that wait to be started.
    package static let waiting = 1_000
    /// Columns of a header and rows that an answer shows, and characters of each cell.
    package static let shownColumns = 200
    package static let shownRows = 5
    package static let shownText = 100
    /// Characters of a file's name and of a column's own name.
    package static let name = 200
    /// Characters of a kind or format.
    static let word = 64
    /// Rows that the clean-up removes in one step: of pieces of files, and of anything else.
    static let chunksPerStep = 32
    static let rowsPerStep = 2_000
}
