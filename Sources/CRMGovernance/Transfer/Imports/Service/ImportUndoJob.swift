import CRMCore
import CRMDatabase
import CRMPlatform

/// Takes back what an import did. A trace goes with the record that it stands for, in one transaction: whoever goes on
/// after a stop finds only what is left.
enum ImportUndoJob {
    static func kind(_ importers: [Importer]) -> JobKind {
        JobKind("imports.undo", "Takes back what an import did.") { run in
            let id = try ImportJob.importID(run.input)
            var count: ImportUndoCount?
            var isDone = false
            while !isDone {
                (isDone, count) = try await run.step { work in try step(id, run.id, importers, work) }
            }
            let undone = count?.undone ?? ImportUndone()
            return [
                "removed": .number(String(undone.removed)), "restored": .number(String(undone.restored)),
                "kept": .number(String(undone.kept)), "customersRemoved": .number(String(undone.customersRemoved)),
            ]
        }
    }

    private static func step(
        _ id: String, _ jobID: String, _ importers: [Importer], _ work: Work
    ) throws -> JobStep<(Bool, ImportUndoCount?)> {
        let store = ImportStore(work)
        let stored = try store.lock(id)
        // The last step was committed, and the worker died before it could say so.
        if stored.state == .undone { return JobStep((true, stored.undo)) }
        guard stored.jobID == jobID, let takeBack = try importers.importer(of: stored).takeBack else {
            throw ImportServiceError.notRunning(stored.state)
        }
        let parts = ImportParts(of: stored.key, work)
        let traces = try parts.nextTraces()
        if traces.isEmpty {
            try store.set(stored.key, "state = 'undone'")
            return JobStep((true, stored.undo))
        }
        let undone = try takeBack(traces, work)
        try parts.remove(traces)
        try store.set(
            stored.key, "undo_done = undo_done + \(traces.count)", "undo_removed = undo_removed + \(undone.removed)",
            "undo_restored = undo_restored + \(undone.restored)", "undo_kept = undo_kept + \(undone.kept)",
            "undo_customers = undo_customers + \(undone.customersRemoved)")
        let done = (stored.undo?.done ?? 0) + traces.count
        return JobStep((false, nil), progress: JobProgress(done: done, total: stored.undo?.total))
    }
}
