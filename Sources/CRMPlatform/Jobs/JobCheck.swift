package import CRMCore
import CRMDatabase

/// A job that does nothing but count its own steps in a row of its own, so that an operator can see that workers pick
/// jobs up, go on after a restart, and do each step once.
package enum JobCheck {
    /// Steps of one check.
    package static let stepRange = 1...1_000

    package static let kind = JobKind("system.check", "Counts its own steps; shows that workers work.") { run in
        let wanted = steps(run.input) ?? stepRange.lowerBound
        var done = run.checkpoint.flatMap(steps) ?? 0
        while done < wanted {
            let next = done + 1
            done = try await run.step { work in
                try JobCheckStore(work).count(run.id)
                return JobStep(
                    next, checkpoint: input(steps: next), progress: JobProgress(done: next, total: wanted))
            }
        }
        let counted = try await run.workplace.read(run.account) { work in try JobCheckStore(work).steps(of: run.id) }
        return input(steps: counted)
    }

    /// The input of a check of that many steps, and what it tells at its end.
    package static func input(steps: Int) -> JSON { ["steps": .number(String(steps))] }

    private static func steps(_ json: JSON) -> Int? {
        guard case .number(let text)? = json["steps"] else { return nil }
        return Int(text)
    }
}

/// The SQL of checks.
struct JobCheckStore {
    private let work: Work

    init(_ work: Work) {
        self.work = work
    }

    /// Adds without looking at what was done before: a step done twice shows in the sum.
    func count(_ id: String) throws {
        try work.session.execute(
            """
            INSERT INTO job_checks (user_id, id, steps, updated_at)
            VALUES (\(work.account.key), \(id), 1, \(work.now))
            ON CONFLICT (user_id, id) DO UPDATE
            SET steps = job_checks.steps + 1, updated_at = excluded.updated_at
            """)
    }

    func steps(of id: String) throws -> Int {
        try work.session.first(
            "SELECT steps FROM job_checks WHERE user_id = \(work.account.key) AND id = \(id)"
        ) { row in try row.read() } ?? 0
    }
}
