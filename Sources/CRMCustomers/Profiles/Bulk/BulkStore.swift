import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of bulk actions.
struct BulkStore {
    let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("createdAt", "b.created_at", .int64), SortKey("updatedAt", "b.updated_at", .int64),
    ]

    /// Writes the row of an action without customers; gives its key and id.
    func insert(_ draft: BulkDraft) throws -> (key: Int64, id: String) {
        let key = try session.reserveKeys(1, from: BulkSchema.sequence)[0]
        let id = work.entropy.id(at: work.now, number: key).text
        let told = JSON.array(draft.unknown.prefix(BulkLimits.unknownIDs).map { .string($0.value) })
        try session.execute(
            """
            INSERT INTO bulk_actions (user_id, bulk_key, id, action, parameters, target, filter, state, actor, unknown,
                unknown_ids, created_at, updated_at)
            VALUES (\(account), \(key), \(id), \(draft.action), \(draft.parameters.canonicalText), \(draft.target),
                \(draft.filter?.canonicalText), 'queued', \(work.actor), \(draft.unknown.count),
                \(SQLValue.json(told.text)), \(work.now), \(work.now))
            """)
        return (key, id)
    }

    /// Keeps whom the action is for; gives how many they are, at most one more than are allowed.
    func freeze(_ customers: SQL, for key: Int64) throws -> Int {
        try session.execute(
            """
            INSERT INTO bulk_action_customers (user_id, bulk_key, customer_id)
            SELECT \(account), CAST(\(key) AS BIGINT), k.customer_id
            FROM (\(customers) LIMIT \(BulkLimits.customers + 1)) AS k
            WHERE true
            ORDER BY k.customer_id
            """)
    }

    /// How many customers the query gives, at most one more than are allowed.
    func count(_ customers: SQL) throws -> Int {
        try session.value("SELECT count(*) FROM (\(customers) LIMIT \(BulkLimits.customers + 1)) AS k")
    }

    /// Actions of which a job waits or runs, counted up to the bound on them.
    func liveCount() throws -> Int {
        try session.value(
            """
            SELECT count(*)
            FROM (
                SELECT 1
                FROM jobs AS j
                WHERE j.user_id = \(account)
                    AND j.state IN ('queued', 'running')
                    AND j.kind IN (\(BulkJobs.applyName), \(BulkJobs.undoName))
                LIMIT \(BulkLimits.live)
            ) AS live
            """)
    }

    func find(_ id: String) throws -> BulkRun {
        let found = try session.first(
            """
            SELECT \(BulkStore.columns)
            FROM \(BulkStore.source)
            WHERE b.user_id = \(account) AND b.id = \(id)
            """, BulkStore.decode)
        guard let found else { throw BulkError.unknownAction }
        return found
    }

    /// The action, kept from others until the transaction ends.
    func lock(_ id: String) throws -> BulkRun {
        _ = try session.first(
            "SELECT 1 FROM bulk_actions WHERE user_id = \(account) AND id = \(id)\(session.dialect.forUpdate)"
        ) { row in try row.read(Int.self) }
        return try find(id)
    }

    func list(_ filter: BulkFilter, _ listing: Listing) throws -> ListPage<BulkRun> {
        let optional: [SQL?] = [
            filter.action.map { "b.action = \($0)" }, filter.state.map { "\(BulkStore.state) = \($0)" },
        ]
        let conditions =
            ["b.user_id = \(account)"] + optional.compactMap { $0 }
            + filter.times.conditions(created: "b.created_at", updated: "b.updated_at", in: work.account.calendar)
        return try listing.page(of: BulkStore.table, where: conditions, in: session, BulkStore.decode)
    }

    /// Changes columns of one action.
    func set(_ key: Int64, _ assignments: SQL...) throws {
        try session.execute(
            """
            UPDATE bulk_actions
            SET \((assignments + ["updated_at = \(work.now)"]).joined(separator: ", "))
            WHERE user_id = \(account) AND bulk_key = \(key)
            """)
    }

    /// The next customers of the action's walk, in the order of their keys, with what was noted of them.
    func next(_ run: BulkRun) throws -> [(change: BulkChange, isChanged: Bool)] {
        try session.all(
            """
            SELECT c.customer_id, c.before, c.mark, c.is_changed
            FROM bulk_action_customers AS c
            WHERE c.user_id = \(account) AND c.bulk_key = \(run.key) AND c.customer_id > \(run.place)
            ORDER BY c.customer_id
            LIMIT \(BulkLimits.customersPerStep)
            """
        ) { row in
            let customer = try row.read(CustomerKey.self)
            let (before, mark) = (try row.read(String?.self), try row.read(Int64?.self))
            return (change: BulkChange(customer, before: before, mark: mark), isChanged: try row.read())
        }
    }

    /// Notes what an undo needs.
    func note(_ changes: [BulkChange], of run: BulkRun) throws {
        guard !changes.isEmpty else { return }
        let noted = try session.stage(
            "noted_changes",
            [StagedColumn("customer_key", .int64), StagedColumn("was", .text), StagedColumn("told_by", .int64)],
            changes.map { [$0.customer.sqlValue, $0.before.sqlValue, $0.mark.sqlValue] })
        try session.execute(
            """
            UPDATE bulk_action_customers
            SET is_changed = (1 = 1), before = n.was, mark = n.told_by
            FROM \(noted) AS n
            WHERE user_id = \(account) AND bulk_key = \(run.key) AND customer_id = n.customer_key
            """)
    }

    /// Removes the next rows of actions that nobody has touched since and no job works on; gives how many, 0 at the end.
    func removeIdle(since bound: Instant) throws -> Int {
        let key = try session.first(
            """
            SELECT b.bulk_key
            FROM bulk_actions AS b
            WHERE b.user_id = \(account)
                AND b.updated_at < \(bound)
                AND NOT EXISTS (
                    SELECT 1
                    FROM jobs AS j
                    WHERE j.user_id = b.user_id AND j.id = b.job_id AND j.state IN ('queued', 'running')
                )
            ORDER BY b.updated_at, b.bulk_key
            LIMIT 1
            """
        ) { row in try row.read(Int64.self) }
        guard let key else { return 0 }
        let removed = try session.execute(
            """
            DELETE FROM bulk_action_customers
            WHERE user_id = \(account)
                AND bulk_key = \(key)
                AND customer_id IN (
                    SELECT c.customer_id
                    FROM bulk_action_customers AS c
                    WHERE c.user_id = \(account) AND c.bulk_key = \(key)
                    ORDER BY c.customer_id
                    LIMIT \(BulkLimits.removedPerStep)
                )
            """)
        guard removed == 0 else { return removed }
        return try session.execute("DELETE FROM bulk_actions WHERE user_id = \(account) AND bulk_key = \(key)")
    }
}

/// A bulk action to be kept.
struct BulkDraft {
    let action: String
    let parameters: JSON
    let target: String?
    let filter: JSON?
    let unknown: [CustomerID]
}

/// Which bulk actions a list holds.
struct BulkFilter: Sendable {
    var action: String?
    var state: BulkState?
    var times = ListTimes()
}

extension BulkStore {
    private static let source: SQL = "bulk_actions AS b \(job)"
    private static let job = WorkedEntry.job(of: "b")
    private static let table = ListTable(source, as: "b", columns: columns, key: "b.bulk_key", joined: job)

    private static let state = WorkedEntry.state(of: "b")

    private static let columns: SQL = """
        b.bulk_key, b.id, b.action, b.parameters, b.target, b.filter, \(state), b.job_id, b.actor, b.matched, b.unknown,
        b.done, b.changed, b.failed, b.unknown_ids, b.place, b.undo_total, b.undo_done, b.undo_restored, b.undo_gone,
        j.error_code, j.error_detail, b.created_at, b.updated_at, b.started_at, b.finished_at
        """

    /// Reads the columns in their order.
    private static func decode(_ row: inout Row) throws -> BulkRun {
        let (key, id, action): (Int64, String, String) = (try row.read(), try row.read(), try row.read())
        let (parameters, target): (String, String?) = (try row.read(), try row.read())
        let filter = try row.read(String?.self)
        let (state, jobID, actor): (BulkState, String?, String?) = (try row.read(), try row.read(), try row.read())
        let counts = BulkCounts(
            matched: try row.read(), unknown: try row.read(), done: try row.read(), changed: try row.read(),
            failed: try row.read())
        let unknownIDs = try row.readTexts()
        let (place, total): (CustomerKey, Int?) = (try row.read(), try row.read())
        let (done, restored, gone): (Int, Int, Int) = (try row.read(), try row.read(), try row.read())
        let (code, detail): (String?, String?) = (try row.read(), try row.read())
        return BulkRun(
            key: key, id: id, action: action, parameters: RawJSONObject(canonical: parameters), target: target,
            filter: filter.map { RawJSONObject(canonical: $0) }, state: state, jobID: jobID, actor: actor,
            counts: counts, unknownIDs: unknownIDs, place: place,
            undo: total.map {
                BulkUndo(total: $0, done: done + gone, restored: restored, kept: done + gone - restored)
            },
            failure: code.map { JobFailure(code: $0, detail: detail ?? "") }, createdAt: try row.read(),
            updatedAt: try row.read(), startedAt: try row.read(), finishedAt: try row.read())
    }
}
