/// Lists of this area.
extension ListCase {
    static let jobs = "/api/jobs"

    static let platformCases: [ListCase] = platformSorts.flatMap { $0 } + platformFilters

    private static let platformSorts: [[ListCase]] = [
        both(jobs, "createdAt", "jobs_by_creation"),
        both(jobs, "updatedAt", "jobs_by_change"),
        both(jobs, "runAt", "jobs_by_turn"),
    ]

    private static let platformFilters: [ListCase] = [
        ListCase(jobs, "kind=kind7", "jobs_by_kind"),
        ListCase(jobs, "state=failed", "jobs_by_account_and_state"),
        ListCase(jobs, "createdAfter=2020-01-01", "jobs_by_creation"),
        ListCase(jobs, "createdBefore=2030-01-01", "jobs_by_creation"),
        ListCase(jobs, "updatedAfter=2023-11-14T22:14:00Z&sort=updatedAt", "jobs_by_change"),
    ]
}
