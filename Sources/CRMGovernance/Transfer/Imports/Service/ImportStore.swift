import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of the server's imports.
struct ImportStore {
    let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("createdAt", "i.created_at", .int64), SortKey("updatedAt", "i.updated_at", .int64),
    ]

    func insert(key: Int64, id: String, kind: String, _ settings: ImportSettings) throws {
        try session.execute(
            """
            INSERT INTO imports (user_id, import_key, id, kind, settings, state, created_at, updated_at)
            VALUES (\(account), \(key), \(id), \(kind), \(settings.text), 'waiting_for_file', \(work.now), \(work.now))
            """)
    }

    /// Imports that wait for a file or for their start, counted up to one beyond what is allowed.
    func waitingCount() throws -> Int {
        try session.value(
            """
            SELECT count(*)
            FROM (
                SELECT 1
                FROM imports
                WHERE user_id = \(account) AND state IN ('waiting_for_file', 'ready')
                LIMIT \(ImportLimits.waiting + 1)
            ) AS waiting
            """)
    }

    func find(_ id: String) throws -> StoredImport { try find("i.id = \(id)", lock: "") }

    /// The import, kept from others until the transaction ends.
    func lock(_ id: String) throws -> StoredImport {
        let lock = session.dialect.forUpdate
        let locked = try session.first(
            "SELECT 1 FROM imports WHERE user_id = \(account) AND id = \(id)\(lock)"
        ) { row in try row.read(Int.self) }
        guard locked != nil else { throw ImportServiceError.unknownImport }
        return try find("i.id = \(id)", lock: "")
    }

    private func find(_ condition: SQL, lock: SQL) throws -> StoredImport {
        let found = try session.first(
            """
            SELECT \(ImportStore.columns)
            FROM \(ImportStore.source)
            WHERE i.user_id = \(account) AND \(condition) AND i.state <> 'deleted'
            """, ImportStore.decode)
        guard let found else { throw ImportServiceError.unknownImport }
        return found
    }

    func list(_ filter: ImportFilter, _ listing: Listing) throws -> ListPage<StoredImport> {
        let conditions =
            ["i.user_id = \(account)", "i.state <> 'deleted'"]
            + filter.conditions(on: "i", state: ImportStore.state, in: work.account.calendar)
        return try listing.page(of: ImportStore.table, where: conditions, in: session, ImportStore.decode)
    }

    /// Changes columns of one import.
    func set(_ key: Int64, _ assignments: SQL...) throws {
        try session.execute(
            """
            UPDATE imports
            SET \((assignments + ["updated_at = \(work.now)"]).joined(separator: ", "))
            WHERE user_id = \(account) AND import_key = \(key)
            """)
    }

    /// What of an import's findings and traces is kept so far.
    func counts(_ key: Int64) throws -> ImportCounts {
        let counts = try session.first(
            """
            SELECT findings, trace_count, trace_bytes, is_undoable
            FROM imports
            WHERE user_id = \(account) AND import_key = \(key)
            """
        ) { row in
            ImportCounts(
                findings: try row.read(), traces: try row.read(), traceBytes: try row.read(),
                isUndoable: try row.read())
        }
        guard let counts else { throw ImportServiceError.unknownImport }
        return counts
    }

    /// The next imports in such a state that nobody has touched since, the oldest first.
    func idle(_ condition: SQL, since bound: Instant, limit: Int) throws -> [(key: Int64, upload: Int64?)] {
        try session.all(
            """
            SELECT i.import_key, i.upload
            FROM imports AS i
            WHERE i.user_id = \(account) AND \(condition) AND i.updated_at < \(bound)
            ORDER BY i.updated_at, i.import_key
            LIMIT \(limit)
            """
        ) { row in (key: try row.read(), upload: try row.read()) }
    }

    func delete(_ key: Int64) throws {
        try session.execute("DELETE FROM imports WHERE user_id = \(account) AND import_key = \(key)")
    }
}

/// How much of an import is noted.
struct ImportCounts {
    var findings: Int
    var traces: Int
    var traceBytes: Int
    var isUndoable: Bool
}

/// Which imports a list holds.
typealias ImportFilter = RunFilter<ImportState>

extension ImportStore {
    private static let source: SQL = "imports AS i \(job)"
    private static let job = WorkedEntry.job(of: "i")

    private static let table = ListTable(source, as: "i", columns: columns, key: "i.import_key", joined: job)

    private static let state = WorkedEntry.state(of: "i")

    private static let columns: SQL = """
        i.import_key, i.id, i.kind, i.settings, \(state), i.job_id, i.upload, i.file_bytes, i.encoding, i.records,
        i.rows_read, i.created, i.updated, i.unchanged, i.stale, i.failed, i.bytes_done, i.findings, i.runs,
        i.is_undoable, i.undo_total, i.undo_done, i.undo_removed, i.undo_restored, i.undo_kept, i.undo_customers,
        j.error_code, j.error_detail, i.created_at, i.updated_at, i.started_at, coalesce(i.finished_at, j.finished_at)
        """

    /// Reads the columns in their order.
    private static func decode(_ row: inout Row) throws -> StoredImport {
        let (key, id, kind): (Int64, String, String) = (try row.read(), try row.read(), try row.read())
        let settings = try ImportSettings(stored: try row.read())
        let (state, jobID): (ImportState, String?) = (try row.read(), try row.read())
        let (upload, bytes): (Int64?, Int) = (try row.read(), try row.read())
        let encoding = try row.read(String?.self).flatMap { CSVEncoding(rawValue: $0) }
        var checkpoint = ImportCheckpoint()
        checkpoint.records = try row.read()
        checkpoint.summary.rows = try row.read()
        checkpoint.summary.created = try row.read()
        checkpoint.summary.updated = try row.read()
        checkpoint.summary.unchanged = try row.read()
        checkpoint.summary.stale = try row.read()
        checkpoint.summary.failed = try row.read()
        checkpoint.summary.isDryRun = settings.isDryRun
        let (bytesDone, findings, runs): (Int, Int, Int) = (try row.read(), try row.read(), try row.read())
        let isUndoable = try row.read(Bool.self)
        let (total, done): (Int?, Int) = (try row.read(), try row.read())
        var undone = ImportUndone()
        (undone.removed, undone.restored) = (try row.read(), try row.read())
        (undone.kept, undone.customersRemoved) = (try row.read(), try row.read())
        let (code, detail): (String?, String?) = (try row.read(), try row.read())
        return StoredImport(
            key: key, id: id, kind: kind, settings: settings, state: state, jobID: jobID, upload: upload,
            fileBytes: bytes, encoding: encoding, checkpoint: checkpoint, bytesDone: bytesDone, findings: findings,
            runs: runs, isUndoable: isUndoable,
            undo: total.map { ImportUndoCount(total: $0, done: done, undone: undone) },
            failure: code.map { JobFailure(code: $0, detail: detail ?? "") }, createdAt: try row.read(),
            updatedAt: try row.read(), startedAt: try row.read(), finishedAt: try row.read())
    }
}
