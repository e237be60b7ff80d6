package import CRMCore
package import CRMPlatform

/// A file to be imported, and how it is to be read.
package struct ImportRequest: Sendable {
    /// `-` is the standard input.
    package let path: String
    package let importer: Importer
    /// Nil: the file's header tells.
    package let format: ImportFormat?
    /// From a column of the format to the file's own name for it.
    package let mapping: [String: String]
    package let options: CSVFileReader.Options
    /// How dates with slashes are written; without it they are refused.
    package let dayOrder: CSVDayOrder?
    /// How numbers are written; without it the first rows tell, or else `1,234` is refused.
    package let decimalMark: CSVDecimalMark?
    /// Checks everything and keeps nothing.
    package let isDryRun: Bool
    /// Records of one transaction at most: other writers wait that long on SQLite.
    package let largestBatch: Int

    package init(
        path: String, importer: Importer, format: ImportFormat?, mapping: [String: String] = [:],
        options: CSVFileReader.Options = .init(), dayOrder: CSVDayOrder? = nil, decimalMark: CSVDecimalMark? = nil,
        isDryRun: Bool = false, largestBatch: Int = ImportRequest.largestBatch
    ) {
        self.path = path
        self.importer = importer
        self.format = format
        self.mapping = mapping
        self.options = options
        self.dayOrder = dayOrder
        self.decimalMark = decimalMark
        self.isDryRun = isDryRun
        self.largestBatch = largestBatch
    }

    /// What suits an import that has the database for itself.
    package static let largestBatch = 32_000

    /// Whether the file can be read more than once.
    var isRepeatable: Bool { path != CSVInput.standardInputPath && !path.hasPrefix("/dev/") }
}

/// What became of a file.
package struct ImportSummary: JSONObjectEncodable, Equatable {
    /// Rows of the file, the header not counted.
    package var rows = 0
    package var created = 0
    package var updated = 0
    package var unchanged = 0
    package var stale = 0
    /// Records, or unreadable rows, that did not go in.
    package var failed = 0
    package var isDryRun = false

    package static let typeName = "ImportSummary"

    package static let fields: [OutputField<ImportSummary>] = [
        OutputField("rows", "Rows of the file, the header not counted.") { $0.rows },
        OutputField("created") { $0.created },
        OutputField("updated") { $0.updated },
        OutputField("unchanged", "Known already, with the same content.") { $0.unchanged },
        OutputField("stale", "A newer version was known already.") { $0.stale },
        OutputField("failed", "Records or unreadable rows that did not go in.") { $0.failed },
        OutputField("dryRun", "True when nothing was kept.") { $0.isDryRun },
    ]
}

/// Why an import does not even begin.
package enum ImportError: DomainError {
    case unknownColumns([String], known: [String])
    case missingColumns([String], format: String, found: [String])

    package var kind: DomainErrorKind { .invalid }

    package var code: String {
        switch self {
        case .unknownColumns: "import.unknown_columns"
        case .missingColumns: "import.missing_columns"
        }
    }

    package var detail: String {
        switch self {
        case .unknownColumns(let names, let known):
            "\(names.sorted().joined(separator: ", ")) cannot be mapped; "
                + "the format has \(known.joined(separator: ", "))"
        case .missingColumns(let names, let format, let found):
            "the file lacks \(names.joined(separator: ", ")), which format \(format) needs; "
                + "it has \(found.joined(separator: ", ")). Name other columns with --map field=column"
        }
    }
}

/// One thing that is wrong with the file, for its error file.
package struct ImportFinding: Sendable, Hashable {
    package let line: Int
    /// The file's own name of the column; empty for the whole row.
    package let column: String
    package let reason: String
    package let value: String
}
