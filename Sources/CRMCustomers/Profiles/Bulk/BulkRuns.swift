import CRMCore
import CRMDatabase
import CRMPlatform

/// The verbs of bulk actions.
struct BulkRuns {
    private let work: Work
    private let store: BulkStore
    private let actions: [BulkAction]

    init(_ work: Work, _ actions: [BulkAction]) {
        self.work = work
        self.actions = actions
        store = BulkStore(work)
    }

    func find(_ id: String) throws -> BulkRun { try store.find(id) }

    func list(_ filter: BulkFilter, _ listing: Listing) throws -> ListPage<BulkRun> {
        try store.list(filter, listing)
    }

    /// Keeps whom the action is for as they are chosen now, and puts it into the queue.
    func begin(_ request: BulkRequest) throws -> BulkRun {
        let action = try action(request.action)
        guard try store.liveCount() < BulkLimits.live else { throw BulkError.tooManyActions }
        let target = try action.target(BulkArgument(told: request.told), false, work)
        let (customers, unknown) = try choose(request.selection)
        let (key, id) = try store.insert(
            BulkDraft(
                action: action.name, parameters: parameters(of: action, request.told), target: target,
                filter: request.selection.filter?.json, unknown: unknown))
        let matched = try store.freeze(customers, for: key)
        guard matched <= BulkLimits.customers else { throw BulkError.tooManyCustomers }
        let job = try JobQueue(work).enqueue(BulkJobs(actions).apply, input: BulkJobs.input(id))
        try store.set(key, "matched = \(matched)", "job_id = \(job.id)")
        return try store.find(id)
    }

    /// How many customers it would be for; keeps nothing.
    func preview(_ request: BulkRequest) throws -> BulkPreview {
        let action = try action(request.action)
        _ = try action.target(BulkArgument(told: request.told), true, work)
        let (customers, unknown) = try choose(request.selection)
        let matched = try store.count(customers)
        guard matched <= BulkLimits.customers else { throw BulkError.tooManyCustomers }
        return BulkPreview(action: action.name, matched: matched, unknown: unknown)
    }

    /// Begins to take back what an action did, also one that was broken off.
    func undo(_ id: String) throws -> BulkRun {
        let run = try store.lock(id)
        _ = try action(run.action)
        switch run.state {
        case .undone: throw BulkError.alreadyUndone
        case .queued, .running, .undoing: throw BulkError.live(run.state)
        case .succeeded, .failed, .cancelled: break
        }
        guard try store.liveCount() < BulkLimits.live else { throw BulkError.tooManyActions }
        let job = try JobQueue(work).enqueue(BulkJobs(actions).undo, input: BulkJobs.input(id))
        try store.set(run.key, "state = 'undoing'", "job_id = \(job.id)")
        // An undo that was broken off goes on where it stood.
        if run.undo == nil {
            try store.set(
                run.key, "undo_total = changed", "place = 0", "finished_at = coalesce(finished_at, \(work.now))")
        }
        return try store.find(id)
    }

    /// The action of that name, which the caller may use.
    private func action(_ name: String) throws -> BulkAction {
        let action = try actions.action(name)
        guard work.scopes.contains(action.scope) else { throw AccessError.missingScope(action.scope) }
        return action
    }

    private func parameters(of action: BulkAction, _ told: JSON) -> JSON {
        .object(action.parameter.map { [JSON.Member($0.name, told)] } ?? [])
    }

    /// The customers as a query of one column, and the ids that nobody has.
    private func choose(_ selection: BulkSelection) throws -> (customers: SQL, unknown: [CustomerID]) {
        if let filter = selection.filter { return (try Profiles(work).keys(filter.value), []) }
        let ids = selection.customerIDs ?? []
        let keys = try CustomerDirectory(work).find(ids)
        let chosen = try work.session.stage(
            "chosen_customers", [StagedColumn("customer_id", .int64)],
            Set(keys.values).map(\.value).sorted().map { [.int64($0)] })
        var told: Set<CustomerID> = []
        return (
            "SELECT t.customer_id FROM \(chosen) AS t", ids.filter { keys[$0] == nil && told.insert($0).inserted }
        )
    }
}

extension [BulkAction] {
    func action(_ name: String) throws -> BulkAction {
        guard let action = first(where: { $0.name == name }) else {
            throw DatabaseError.corrupt("\(name) is no bulk action")
        }
        return action
    }
}
