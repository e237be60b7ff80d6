import CRMCore
import CRMDatabase
import CRMPlatform

/// The jobs of bulk actions. Each step is a transaction that holds the changes, what their undo needs, and how far the walk
/// has come: whoever goes on after a stop goes on behind the last one.
struct BulkJobs {
    private let actions: [BulkAction]

    init(_ actions: [BulkAction]) {
        self.actions = actions
    }

    static let applyName = "profiles.bulk"
    static let undoName = "profiles.bulk-undo"

    var kinds: [JobKind] { [apply, undo, BulkJobs.cleanup] }

    var apply: JobKind {
        JobKind(BulkJobs.applyName, "Does a bulk action to the customers it was asked for.") { run in
            try await walk(run, applyNext)
        }
    }

    var undo: JobKind {
        JobKind(BulkJobs.undoName, "Takes back what a bulk action did, where nobody has changed it since.") { run in
            try await walk(run, undoNext)
        }
    }

    static let cleanup = JobKind(
        "profiles.bulk-cleanup",
        "Removes bulk actions \(BulkLimits.retentionDays) days after they were last at work.",
        schedule: .daily(hour: 4, minute: 0)
    ) { run in
        var removed = 0
        var last = 1
        while last > 0 {
            let before = removed
            last = try await run.step { work in
                let bound = work.now.advanced(days: -BulkLimits.retentionDays)
                let count = try BulkStore(work).removeIdle(since: bound)
                return JobStep(count, progress: JobProgress(done: before + count))
            }
            removed += last
        }
        return ["removed": .number(String(removed))]
    }

    /// The input of a job that works on that action.
    static func input(_ id: String) -> JSON { ["bulkAction": .string(id)] }

    private func walk(
        _ run: JobRun, _ next: @escaping @Sendable (BulkRun, Work) throws -> Bool
    ) async throws -> JSON {
        guard case .string(let id)? = run.input["bulkAction"] else { throw BulkError.unknownAction }
        var isDone = false
        while !isDone {
            isDone = try await run.step { [jobID = run.id] work in
                let store = BulkStore(work)
                let bulk = try store.lock(id)
                guard bulk.jobID == jobID else { throw BulkError.live(bulk.state) }
                let isDone = try next(bulk, work)
                let now = try store.find(id)
                let progress =
                    now.undo.map { JobProgress(done: $0.done, total: $0.total) }
                    ?? JobProgress(done: now.counts.done, total: now.counts.matched)
                return JobStep(isDone, progress: progress)
            }
        }
        return ["bulkAction": .string(id)]
    }

    /// Does the action to the next customers; true when there are none left.
    private func applyNext(_ run: BulkRun, _ work: Work) throws -> Bool {
        let store = BulkStore(work)
        // The last step was committed, and the worker died before it could say so.
        if run.state == .succeeded { return true }
        let customers = try store.next(run).map(\.change.customer)
        guard let last = customers.last else {
            try store.set(
                run.key, "state = 'succeeded'", "failed = matched - done", "finished_at = \(work.now)",
                "started_at = coalesce(started_at, \(work.now))")
            return true
        }
        try CustomerDirectory(work).lock(customers)
        let changes = try actions.action(run.action).apply(customers, run.argument(), work)
        try store.note(changes, of: run)
        try store.set(
            run.key, "state = 'running'", "place = \(last)", "done = done + \(customers.count)",
            "changed = changed + \(changes.count)", "started_at = coalesce(started_at, \(work.now))")
        return false
    }

    /// Takes back what was done to the next customers; true when there are none left.
    private func undoNext(_ run: BulkRun, _ work: Work) throws -> Bool {
        let store = BulkStore(work)
        if run.state == .undone { return true }
        let entries = try store.next(run)
        guard let last = entries.last?.change.customer else {
            try store.set(run.key, "state = 'undone'", "undo_gone = undo_total - undo_done")
            return true
        }
        let changes = entries.filter(\.isChanged).map(\.change)
        try CustomerDirectory(work).lock(changes.map(\.customer))
        let restored =
            changes.isEmpty ? [] : try actions.action(run.action).takeBack(changes, run.argument(), work)
        try store.set(
            run.key, "place = \(last)", "undo_done = undo_done + \(changes.count)",
            "undo_restored = undo_restored + \(restored.count)")
        return false
    }
}
