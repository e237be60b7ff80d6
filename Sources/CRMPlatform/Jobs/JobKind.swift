package import CRMCore

/// One kind of work that goes on behind the requests; features declare their kinds.
package struct JobKind: Sendable {
    /// `feature.what`, unique; it stays with the jobs in the database.
    package let name: String
    package let summary: String
    /// Pick-ups of one job before it is given up.
    package let attempts: Int
    /// How long a worker may be silent before the job is taken from it; nil for the setting `jobs.leaseSeconds`.
    package let lease: Duration?
    /// When the job is begun for every account; nil for a kind that is only asked for.
    package let schedule: JobSchedule?
    /// Does the work step by step and gives its result, an object.
    let body: @Sendable (JobRun) async throws -> JSON

    package init(
        _ name: String, _ summary: String, attempts: Int = JobLimits.attempts, lease: Duration? = nil,
        schedule: JobSchedule? = nil, _ body: @escaping @Sendable (JobRun) async throws -> JSON
    ) {
        self.name = name
        self.summary = summary
        self.attempts = attempts
        self.lease = lease
        self.schedule = schedule
        self.body = body
    }
}

/// What goes first among the jobs that are due.
package enum JobPriority: String, Sendable, ClosedSet {
    case high, normal, low

    /// The order in the database: lower numbers go first.
    var rank: Int {
        switch self {
        case .high: 0
        case .normal: 1
        case .low: 2
        }
    }

    static let byRank = [JobPriority.high, .normal, .low]
}

/// The bounds on jobs.
package enum JobLimits {
    /// Pick-ups of one job unless its kind says otherwise.
    package static let attempts = 5
    /// Bytes of a job's input, checkpoint and result, each, as canonical JSON.
    package static let jsonBytes = 16 << 10
    /// Characters of a job's message; more are cut off.
    package static let message = 500
    /// Characters of a kind's name.
    package static let kind = 64
    /// How long one step may take; longer, and its transaction is undone.
    package static let step = Duration.seconds(30)
    /// How often waiting workers look for jobs that nobody told them of.
    static let pollInterval = Duration.milliseconds(500)
    /// How often schedules are looked at.
    static let scheduleInterval = Duration.seconds(10)
    /// Accounts looked at in one read.
    static let accountsPerPage = 500
    /// Jobs that may run at once in all processes together for their leases to be watched.
    static let watchedJobs = 1_000
    /// Finished jobs, and the slots of schedules, are kept this long.
    package static let retentionDays = 30
    /// Rows removed in one step of the clean-up.
    static let removedPerStep = 500
    /// Counts of ``JobStatistics`` end here.
    package static let counted = 100_000
}
