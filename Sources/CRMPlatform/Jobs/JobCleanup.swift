import CRMCore
import CRMDatabase

/// Removes what nobody looks at any more: finished jobs, their checks, and the turns of schedules.
struct JobCleanup {
    private let work: Work

    init(_ work: Work) {
        self.work = work
    }

    static let kind = JobKind(
        "jobs.cleanup", "Removes jobs that ended more than \(JobLimits.retentionDays) days ago.",
        schedule: .daily(hour: 3, minute: 30)
    ) { run in
        var removed = 0
        var last = JobLimits.removedPerStep
        while last > 0 {
            let before = removed
            last = try await run.step { work in
                let count = try JobCleanup(work).step()
                return JobStep(count, progress: JobProgress(done: before + count))
            }
            removed += last
        }
        return ["removed": .number(String(removed))]
    }

    /// Removes the next old rows of each table, a bounded number; gives how many, 0 when all are gone.
    func step() throws -> Int {
        let bound = work.now.advanced(days: -JobLimits.retentionDays)
        return try remove(
            from: "jobs", key: "job_key", where: "finished_at < \(bound)", orderedBy: "finished_at")
            + remove(from: "job_checks", key: "id", where: "updated_at < \(bound)", orderedBy: "updated_at")
            + removeSlots(takenBefore: bound)
    }

    private func remove(from table: SQL, key: SQL, where condition: SQL, orderedBy column: SQL) throws -> Int {
        try work.session.execute(
            """
            DELETE FROM \(table)
            WHERE user_id = \(work.account.key)
                AND \(key) IN (
                    SELECT \(key)
                    FROM \(table)
                    WHERE user_id = \(work.account.key) AND \(condition)
                    ORDER BY \(column)
                    LIMIT \(JobLimits.removedPerStep)
                )
            """)
    }

    /// A handful a day and kind: the oldest by number are the oldest by time.
    private func removeSlots(takenBefore bound: Instant) throws -> Int {
        try work.session.execute(
            "DELETE FROM job_slots WHERE user_id = \(work.account.key) AND taken_at < \(bound)")
    }
}
