import CRMCore
import CRMDatabase
import CRMPlatform

/// The verbs of the server's imports.
struct Imports {
    private let work: Work
    private let store: ImportStore
    private let importers: [Importer]

    init(_ work: Work, _ importers: [Importer]) {
        self.work = work
        self.importers = importers
        store = ImportStore(work)
    }

    func create(_ kind: String, _ settings: ImportSettings) throws -> StoredImport {
        guard let importer = importers.first(where: { $0.name == kind }) else {
            let names = importers.map(\.name).joined(separator: ", ")
            throw InvalidRequest([
                FieldError(pointer: "/kind", code: "field.unknown_value", detail: "must be one of \(names)")
            ])
        }
        try check(importer)
        try importer.check(settings)
        guard try store.waitingCount() < ImportLimits.waiting else { throw ImportServiceError.tooMany }
        let key = try work.session.reserveKeys(1, from: ImportSchema.sequence)[0]
        let id = work.entropy.id(at: work.now, number: key).text
        try store.insert(key: key, id: id, kind: kind, settings)
        return try store.find(id)
    }

    func find(_ id: String) throws -> StoredImport { try store.find(id) }

    func locked(_ id: String) throws -> StoredImport { try store.lock(id) }

    func list(_ filter: ImportFilter, _ listing: Listing) throws -> ListPage<StoredImport> {
        try store.list(filter, listing)
    }

    /// Reads the file otherwise; all settings are replaced.
    func change(_ id: String, _ settings: ImportSettings) throws -> StoredImport {
        let stored = try store.lock(id)
        guard stored.state.isEditable else { throw ImportServiceError.notEditable(stored.state) }
        try importers.importer(of: stored).check(settings)
        try store.set(stored.key, "settings = \(settings.text)")
        return try store.find(id)
    }

    /// What the beginning of the file shows under the settings of now.
    func file(_ id: String) throws -> ImportFileReport { try file(of: try store.find(id)) }

    private func file(of stored: StoredImport) throws -> ImportFileReport {
        guard let upload = stored.upload, let head = try ImportParts(of: stored.key, work).chunk(of: upload, at: 0)
        else { throw ImportServiceError.noFile }
        return try ImportFileReport(stored, try importers.importer(of: stored), beginning: head)
    }

    /// Puts the import into the queue; refused while columns are missing.
    func start(_ id: String) throws -> StoredImport {
        let stored = try store.lock(id)
        let importer = try importers.importer(of: stored)
        try check(importer)
        guard stored.state.isEditable else { throw ImportServiceError.notEditable(stored.state) }
        try file(of: stored).checkColumns(importer, work.account.calendar)
        let job = try JobQueue(work).enqueue(ImportJob.kind(importers), input: ImportJob.input(id))
        try store.set(stored.key, "state = 'queued'", "job_id = \(job.id)")
        return try store.find(id)
    }

    /// Ends what is under way: at once while it waits, behind the present batch while it runs.
    func cancel(_ id: String) throws -> StoredImport {
        // Not locked: steps of the job have the job first and then the import.
        let stored = try store.find(id)
        guard let jobID = stored.jobID, stored.state.isLive || stored.state == .cancelled else {
            throw ImportServiceError.notRunning(stored.state)
        }
        _ = try JobQueue(work).cancel(jobID)
        return try store.find(id)
    }

    /// Begins to take back what an import did, also one that was broken off.
    func undo(_ id: String) throws -> StoredImport {
        let stored = try store.lock(id)
        let importer = try importers.importer(of: stored)
        try check(importer)
        switch stored.state {
        case .undone: throw ImportServiceError.alreadyUndone
        case .queued, .running, .undoing: throw ImportServiceError.live(stored.state)
        case .waitingForFile, .ready: throw ImportServiceError.notStarted(stored.state)
        case .succeeded, .failed, .cancelled: break
        }
        guard stored.isUndoable, !stored.settings.isDryRun, importer.takeBack != nil else {
            throw ImportServiceError.notUndoable
        }
        let job = try JobQueue(work).enqueue(ImportUndoJob.kind(importers), input: ImportJob.input(id))
        let total = try stored.undo?.total ?? ImportParts(of: stored.key, work).traceCount()
        try store.set(
            stored.key, "state = 'undoing'", "job_id = \(job.id)", "undo_total = \(total)",
            "finished_at = \(stored.finishedAt ?? work.now)")
        return try store.find(id)
    }

    /// Removes an import that is not under way; what it took in stays. Its parts go behind the request.
    func delete(_ id: String) throws -> StoredImport {
        let stored = try store.lock(id)
        guard !stored.state.isLive else { throw ImportServiceError.live(stored.state) }
        try store.set(stored.key, "state = 'deleted'")
        try JobQueue(work).enqueue(ImportCleanup.kind, uniqueKey: ImportCleanup.kind.name, priority: .low)
        return stored
    }

    /// What is wrong with the file, as an error file.
    func errors(_ id: String) throws -> [UInt8] {
        let stored = try store.find(id)
        let findings = try ImportParts(of: stored.key, work).findings()
        var file = CSVErrorFile()
        for finding in findings {
            file.add(line: finding.line, column: finding.column, reason: finding.reason, value: finding.value)
        }
        if stored.findings > findings.count {
            file.add(
                line: findings.last?.line ?? 0, column: "",
                reason: "only the first \(findings.count) of \(stored.findings) findings are kept", value: "")
        }
        return file.takeBytes()
    }

    /// Whoever brings orders in by a file needs the right to write orders.
    private func check(_ importer: Importer) throws {
        guard work.scopes.contains(importer.scope) else { throw AccessError.missingScope(importer.scope) }
    }
}
