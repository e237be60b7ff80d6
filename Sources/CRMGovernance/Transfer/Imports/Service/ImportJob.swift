import CRMCore
import CRMDatabase
import CRMPlatform

/// Takes the file of an import in, batch by batch, each with its checkpoint and the job's lease in one transaction.
enum ImportJob {
    static func kind(_ importers: [Importer]) -> JobKind {
        JobKind("imports.run", "Takes an uploaded file in.") { run in
            let id = try importID(run.input)
            let stored = try await run.step { work in JobStep(try begin(id, run.id, work)) }
            // Its last batch was committed, and the worker died before it could say so.
            if stored.state == .succeeded { return result(stored.checkpoint.summary) }
            let importer = try importers.importer(of: stored)
            let spool = try await ImportSpool.copying(stored, for: run)
            let request = try stored.settings.request(path: spool.path, importer, detected: stored.encoding)
            let isNoted = importer.takeBack != nil && !request.isDryRun
            let file = FileImport(account: run.account, request: request, isNoted: isNoted) { batch in
                try await run.step { work in
                    let taken = try batch(work)
                    let progress = JobProgress(done: taken.bytesRead, total: stored.fileBytes)
                    return JobStep(taken, progress: progress)
                }
            }
            let summary = try await file.run(
                from: stored.checkpoint, keep: { batch, work in try keep(batch, of: stored.key, work) },
                finding: { _ in })
            return withExtendedLifetime(spool) { result(summary) }
        }
    }

    /// The input of a job that works on that import.
    static func input(_ id: String) -> JSON { ["import": .string(id)] }

    static func importID(_ input: JSON) throws -> String {
        guard case .string(let id)? = input["import"] else { throw ImportServiceError.unknownImport }
        return id
    }

    private static func begin(_ id: String, _ jobID: String, _ work: Work) throws -> StoredImport {
        let store = ImportStore(work)
        let stored = try store.lock(id)
        guard stored.jobID == jobID, stored.state != .undone else {
            throw ImportServiceError.notEditable(stored.state)
        }
        if stored.state == .succeeded { return stored }
        try store.set(
            stored.key, "state = 'running'", "runs = runs + 1", "started_at = coalesce(started_at, \(work.now))")
        return try store.find(id)
    }

    /// Keeps where the file stands, what is wrong with the batch, and what its undo needs.
    private static func keep(_ batch: ImportedBatch, of key: Int64, _ work: Work) throws {
        let (store, parts) = (ImportStore(work), ImportParts(of: key, work))
        var counts = try store.counts(key)
        try parts.add(batch.findings, after: counts.findings)
        counts.findings += batch.findings.count
        counts.traces += batch.traces.count
        counts.traceBytes += batch.traces.reduce(0) { $0 + ($1.before?.image.utf8.count ?? 0) }
        counts.isUndoable =
            counts.isUndoable && counts.traces <= ImportLimits.undoableRecords
            && counts.traceBytes <= ImportLimits.undoableBytes
        if counts.isUndoable { try parts.add(batch.traces) }
        let (summary, isComplete) = (batch.checkpoint.summary, batch.checkpoint.isComplete)
        let end: SQL = isComplete ? ", state = 'succeeded', finished_at = \(work.now)" : ""
        try store.set(
            key, "records = \(batch.checkpoint.records)", "rows_read = \(summary.rows)",
            "created = \(summary.created)", "updated = \(summary.updated)", "unchanged = \(summary.unchanged)",
            "stale = \(summary.stale)", "failed = \(summary.failed)", "bytes_done = \(batch.bytesRead)",
            "findings = \(counts.findings)", "trace_count = \(counts.traces)", "trace_bytes = \(counts.traceBytes)",
            "is_undoable = \(counts.isUndoable)\(end)")
    }

    private static func result(_ summary: ImportSummary) -> JSON {
        func number(_ value: Int) -> JSON { .number(String(value)) }
        return [
            "rows": number(summary.rows), "created": number(summary.created), "updated": number(summary.updated),
            "unchanged": number(summary.unchanged), "stale": number(summary.stale), "failed": number(summary.failed),
        ]
    }
}
