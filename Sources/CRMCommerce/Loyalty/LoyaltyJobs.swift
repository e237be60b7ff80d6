import CRMCore
import CRMPlatform

/// The work of the night: at midnight of the account pending points become available, then points past their last day
/// expire. Tiers follow from the points ever earned whenever they are read, so that nothing is left to do for them.
enum LoyaltyJobs {
    static let kinds = [nightly]

    private static let nightly = JobKind(
        "loyalty.daily", "Books the points that became available or expired with the new day.",
        schedule: .daily(hour: 0, minute: 0)
    ) { run in
        var settled = 0
        if case .number(let text)? = run.checkpoint?["settled"] { settled = Int(text) ?? 0 }
        while true {
            let before = settled
            let count = try await run.step { work in
                let count = try LoyaltyPoints(work).settleDue()
                let checkpoint: JSON = ["settled": .number(String(before + count))]
                return JobStep(count, checkpoint: checkpoint, progress: JobProgress(done: before + count))
            }
            guard count > 0 else { return ["settled": .number(String(settled))] }
            settled += count
        }
    }
}
