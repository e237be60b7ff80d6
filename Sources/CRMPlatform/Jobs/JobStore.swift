import CRMCore
import CRMDatabase

/// The SQL of an account's jobs.
struct JobStore {
    private let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    static let sequence = KeySequence("job")
    /// Two transactions met on one unique key.
    static let collision = DatabaseError.constraint(.unique, name: "jobs_by_unique_key")

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("createdAt", "j.created_at", .int64),
        SortKey("updatedAt", "j.updated_at", .int64),
        SortKey("runAt", "j.run_at", .int64),
    ]

    init(_ work: Work) {
        self.work = work
    }

    /// False when a live job has the draft's unique key.
    func insert(_ draft: JobDraft) throws -> Bool {
        try session.execute(
            """
            INSERT INTO jobs (user_id, job_key, id, kind, state, priority, run_at, maximum_attempts, unique_key, input,
                created_at, updated_at)
            VALUES (\(account), \(draft.key), \(draft.id), \(draft.kind), 'queued', \(draft.priority.rank),
                \(draft.runAt), \(draft.maximumAttempts), \(draft.uniqueKey), \(draft.input), \(work.now), \(work.now))
            ON CONFLICT (user_id, unique_key) WHERE unique_key IS NOT NULL AND state IN ('queued', 'running')
                DO NOTHING
            """) > 0
    }

    func live(_ uniqueKey: String) throws -> Job? {
        try session.first(
            """
            SELECT \(JobStore.columns)
            FROM jobs AS j
            WHERE j.user_id = \(account) AND j.unique_key = \(uniqueKey) AND j.state IN ('queued', 'running')
            """, JobStore.decode)
    }

    func isWaiting(_ kind: String) throws -> Bool {
        try session.first(
            """
            SELECT 1
            FROM jobs AS j
            WHERE j.user_id = \(account) AND j.kind = \(kind) AND j.state = 'queued'
            LIMIT 1
            """
        ) { row in try row.read(Int.self) } != nil
    }

    func job(_ id: String) throws -> Job { try find(id, lock: "") }

    /// The job, kept from workers until the transaction ends.
    func lock(_ id: String) throws -> Job { try find(id, lock: session.dialect.forUpdate) }

    private func find(_ id: String, lock: SQL) throws -> Job {
        let job = try session.first(
            """
            SELECT \(JobStore.columns)
            FROM jobs AS j
            WHERE j.user_id = \(account) AND j.id = \(id)\(lock)
            """, JobStore.decode)
        guard let job else { throw JobError.unknownJob }
        return job
    }

    func list(_ filter: JobFilter, _ listing: Listing) throws -> ListPage<Job> {
        try listing.page(of: JobStore.table, where: conditions(filter), in: session, JobStore.decode)
    }

    func newest(_ filter: JobFilter, limit: Int) throws -> [Job] {
        try session.all(
            """
            SELECT \(JobStore.columns)
            FROM jobs AS j
            WHERE \(conditions(filter).conjunction())
            ORDER BY j.created_at DESC, j.job_key DESC
            LIMIT \(limit)
            """, JobStore.decode)
    }

    private func conditions(_ filter: JobFilter) -> [SQL] {
        ["j.user_id = \(account)"] + filter.conditions(on: "j", state: "j.state", in: work.account.calendar)
    }

    /// Ends a job that no worker has.
    func end(_ key: Int64, as state: JobState) throws {
        try session.execute(
            """
            UPDATE jobs
            SET state = \(state), finished_at = \(work.now), updated_at = \(work.now)
            WHERE user_id = \(account) AND job_key = \(key)
            """)
    }

    func requestCancel(_ key: Int64) throws {
        try session.execute(
            """
            UPDATE jobs
            SET cancel_requested = (1 = 1), updated_at = \(work.now)
            WHERE user_id = \(account) AND job_key = \(key)
            """)
    }

    /// False when a live job has the same unique key.
    func requeue(_ key: Int64) throws -> Bool {
        try session.execute(
            """
            UPDATE jobs
            SET state = 'queued', attempts = 0, cancel_requested = (1 = 0), run_at = \(work.now), finished_at = NULL,
                updated_at = \(work.now)
            WHERE user_id = \(account)
                AND job_key = \(key)
                AND NOT EXISTS (
                    SELECT 1
                    FROM jobs AS o
                    WHERE o.user_id = jobs.user_id
                        AND o.unique_key = jobs.unique_key
                        AND o.state IN ('queued', 'running')
                )
            """) > 0
    }

    private static let columns: SQL = """
        j.job_key, j.id, j.kind, j.state, j.priority, j.input, j.done, j.total, j.message, j.attempts,
        j.maximum_attempts, j.cancel_requested, j.result, j.error_code, j.error_detail, j.run_at, j.created_at,
        j.updated_at, j.started_at, j.finished_at
        """

    private static let table = ListTable("jobs AS j", as: "j", columns: columns, key: "j.job_key")

    /// Reads the columns in their order.
    private static func decode(_ row: inout Row) throws -> Job {
        let (key, id, kind): (Int64, String, String) = (try row.read(), try row.read(), try row.read())
        let (state, rank, input): (JobState, Int, String) = (try row.read(), try row.read(), try row.read())
        let progress = JobProgress(done: try row.read(), total: try row.read(), message: try row.read())
        let (attempts, maximum): (Int, Int) = (try row.read(), try row.read())
        let isCancelRequested = try row.read(Bool.self)
        let result = try row.read(String?.self)
        let (code, detail): (String?, String?) = (try row.read(), try row.read())
        return Job(
            key: key, id: id, kind: kind, state: state, priority: try JobPriority(rank: rank),
            input: RawJSONObject(canonical: input), progress: progress, attempts: attempts, maximumAttempts: maximum,
            isCancelRequested: isCancelRequested, result: result.map { RawJSONObject(canonical: $0) },
            failure: code.map { JobFailure(code: $0, detail: detail ?? "") }, runAt: try row.read(),
            createdAt: try row.read(), updatedAt: try row.read(), startedAt: try row.read(),
            finishedAt: try row.read())
    }
}

extension JobPriority {
    fileprivate init(rank: Int) throws {
        guard JobPriority.byRank.indices.contains(rank) else {
            throw DatabaseError.corrupt("\(rank) is no priority of a job")
        }
        self = JobPriority.byRank[rank]
    }
}
