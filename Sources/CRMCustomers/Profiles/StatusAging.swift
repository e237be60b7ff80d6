import CRMCore
import CRMPlatform

/// The nightly ageing of customers who have never ordered: no event tells that a day has passed.
enum StatusAging {
    /// Customers of one step.
    static let customersPerStep = 500

    static let kind = JobKind(
        "profiles.status",
        "Makes customers without any order inactive \(ProfileStore.newcomerDays) days after their creation.",
        schedule: .daily(hour: 0, minute: 5)
    ) { run in
        var aged = 0
        var last = StatusAging.customersPerStep
        while last == StatusAging.customersPerStep {
            let before = aged
            // What is done is no longer due, so that the rows themselves say where a later attempt goes on.
            last = try await run.step { work in
                let count = try Profiles(work).ageNewcomers(limit: StatusAging.customersPerStep)
                return JobStep(count, progress: JobProgress(done: before + count))
            }
            aged += last
        }
        return ["customers": .number(String(aged))]
    }
}
