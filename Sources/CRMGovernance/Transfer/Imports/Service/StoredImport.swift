import CRMCore
import CRMDatabase
import CRMPlatform

/// Where an import of the server stands.
enum ImportState: String, Sendable, ClosedSet, SQLBindable, SQLDecodable {
    case waitingForFile = "waiting_for_file"
    /// Has its file; may be changed and started.
    case ready
    case queued, running, succeeded, failed, cancelled
    /// A job takes it back.
    case undoing
    case undone

    /// A job waits for it or works on it.
    var isLive: Bool { [.queued, .running, .undoing].contains(self) }
    var isEditable: Bool { self == .waitingForFile || self == .ready }
}

/// An import of the server, as its account sees it.
struct StoredImport: Sendable {
    let key: Int64
    let id: String
    let kind: String
    let settings: ImportSettings
    let state: ImportState
    let jobID: String?
    /// The upload whose bytes are the file; nil as long as there is none.
    let upload: Int64?
    let fileBytes: Int
    /// Of all bytes of the file.
    let encoding: CSVEncoding?
    let checkpoint: ImportCheckpoint
    let bytesDone: Int
    /// Findings so far, those that are not kept among them.
    let findings: Int
    /// How often a worker has begun with it.
    let runs: Int
    /// False once more was changed than is noted for an undo.
    let isUndoable: Bool
    let undo: ImportUndoCount?
    let failure: JobFailure?
    let createdAt: Instant
    let updatedAt: Instant
    let startedAt: Instant?
    let finishedAt: Instant?

    /// Rows in each second from its start to its end, or until now.
    private var rowsPerSecond: Double? {
        guard let startedAt, checkpoint.summary.rows > 0 else { return nil }
        let milliseconds = (finishedAt ?? updatedAt).milliseconds - startedAt.milliseconds
        guard milliseconds > 0 else { return nil }
        return (Double(checkpoint.summary.rows) * 1000 / Double(milliseconds)).rounded()
    }
}

/// How far an undo is.
struct ImportUndoCount: Sendable {
    let total: Int
    let done: Int
    let undone: ImportUndone
}

extension StoredImport: JSONObjectEncodable {
    static let typeName = "Import"

    static let fields: [OutputField<StoredImport>] = [
        OutputField("id") { $0.id },
        OutputField("kind", "What is imported.") { $0.kind },
        OutputField("format", "Null: the one that the file's header shows.") { $0.settings.format },
        OutputField("fileName") { $0.settings.fileName },
        OutputField("state") { $0.state },
        OutputField("dryRun", "Nothing is kept.") { $0.settings.isDryRun },
        OutputField("mapping", "From columns of the format to the file's own names.") {
            RawJSONObject(canonical: $0.settings.mappingJSON.canonicalText)
        },
        OutputField("delimiter", "Null: found out.") { $0.settings.delimiter },
        OutputField("encoding", "Null: found out.") { $0.settings.encoding },
        OutputField("dayOrder") { $0.settings.dayOrder },
        OutputField("decimalMark", "Null: found out.") { $0.settings.decimalMark },
        OutputField("bytesTotal", "Size of the file.") { $0.fileBytes },
        OutputField("bytesDone", "Bytes that were read so far.") { $0.bytesDone },
        OutputField("rows", "Rows that were read so far, the header not counted.") { $0.checkpoint.summary.rows },
        OutputField("created") { $0.checkpoint.summary.created },
        OutputField("updated") { $0.checkpoint.summary.updated },
        OutputField("unchanged", "Known already, with the same content.") { $0.checkpoint.summary.unchanged },
        OutputField("stale", "A newer version was known already.") { $0.checkpoint.summary.stale },
        OutputField("failed", "Records or unreadable rows that did not go in.") { $0.checkpoint.summary.failed },
        OutputField("rowsPerSecond", "Null as long as nothing was read.") { $0.rowsPerSecond },
        OutputField("findings", "What is wrong, as `errors` tells it.") { $0.findings },
        OutputField("resumed", "How often it went on after a stop.") { max(0, $0.runs - 1) },
        OutputField("undoable", "Whether what it changed is known well enough to take it back.") {
            $0.isUndoable && !$0.settings.isDryRun
        },
        OutputField("undo", "How far it was taken back; null as long as nobody asked for it.") { $0.undo },
        OutputField("error", "Why it failed, or was tried again.") { $0.failure },
        OutputField("jobId", "The job that works on it.") { $0.jobID },
        OutputField("createdAt") { $0.createdAt },
        OutputField("updatedAt") { $0.updatedAt },
        OutputField("startedAt") { $0.startedAt },
        OutputField("finishedAt") { $0.finishedAt },
    ]
}

extension ImportUndoCount: JSONObjectEncodable {
    static let typeName = "ImportUndo"

    static let fields: [OutputField<ImportUndoCount>] = [
        OutputField("total", "Records to be looked at.") { $0.total },
        OutputField("done") { $0.done },
        OutputField("removed", "Records that the import had made.") { $0.undone.removed },
        OutputField("restored", "Records that have their former version back.") { $0.undone.restored },
        OutputField("kept", "Records that were changed again since and stay as they are.") { $0.undone.kept },
        OutputField("customersRemoved", "Customers that it had made and that have nothing else.") {
            $0.undone.customersRemoved
        },
    ]
}

/// Why a verb of imports refuses.
enum ImportServiceError: DomainError, Equatable {
    case unknownImport
    case notEditable(ImportState)
    case noFile
    case missingColumns([String], found: [String])
    case notRunning(ImportState)
    case live(ImportState)
    case notStarted(ImportState)
    case alreadyUndone
    case notUndoable
    case tooMany

    var kind: DomainErrorKind { self == .unknownImport ? .notFound : .conflict }

    var code: String {
        switch self {
        case .unknownImport: "import.unknown"
        case .notEditable: "import.not_editable"
        case .noFile: "import.no_file"
        case .missingColumns: "import.missing_columns"
        case .notRunning: "import.not_running"
        case .live: "import.live"
        case .notStarted: "import.not_started"
        case .alreadyUndone: "import.already_undone"
        case .notUndoable: "import.not_undoable"
        case .tooMany: "import.too_many"
        }
    }

    var detail: String {
        switch self {
        case .unknownImport: "There is no such import"
        case .notEditable(let state): "The import was started already: it is \(state.rawValue)"
        case .noFile: "The import has no file: PUT it first"
        case .missingColumns(let names, let found):
            "The file lacks \(names.joined(separator: ", ")); it has \(found.joined(separator: ", ")). "
                + "Name the file's own columns in mapping"
        case .notRunning(let state): "Nothing of the import is under way: it is \(state.rawValue)"
        case .live(let state): "The import is \(state.rawValue): cancel it first, or wait for its end"
        case .notStarted(let state): "Nothing of the import has gone in: it is \(state.rawValue)"
        case .alreadyUndone: "The import was taken back already"
        case .notUndoable:
            "The import cannot be taken back: it kept nothing, or changed more than is noted for an undo"
        case .tooMany: "At most \(ImportLimits.waiting) imports may wait to be started; delete some first"
        }
    }

    static let unknown: (kind: DomainErrorKind, code: String) = (.notFound, "import.unknown")

    static func refusal(_ code: String) -> (kind: DomainErrorKind, code: String) { (.conflict, code) }
}
