import CRMCore

/// ```
/// GET  /api/jobs               the account's jobs
/// GET  /api/jobs/{id}          one
/// POST /api/jobs/{id}/cancel   ends one before its next step
/// POST /api/jobs/{id}/retry    tries one again that was given up
/// ```
enum JobRoutes {
    static let endpoints: [Endpoint] = [
        .get(.init(path, "Lists jobs.", scope: .jobsRead), List.self) { input, work in
            Answer(try JobQueue(work).list(input.filter, input.listing))
        },
        .get(.init("\(path)/{id}", "One job.", scope: .jobsRead, refusals: [JobError.unknown]), One.self) {
            input, work in
            Answer(try JobQueue(work).job(input.id))
        },
        .write(
            .post,
            .init(
                "\(path)/{id}/cancel", "Ends a job: at once while it waits, before its next step while it runs.",
                scope: .jobsWrite, refusals: [JobError.unknown, (.conflict, "job.finished")]), One.self
        ) { input, work in
            Answer(try JobQueue(work).cancel(input.id))
        },
        .write(
            .post,
            .init(
                "\(path)/{id}/retry", "Puts a failed job back into the queue; it goes on where it stood.",
                scope: .jobsWrite,
                refusals: [JobError.unknown, (.conflict, "job.not_failed"), (.conflict, "job.already_live")]), One.self
        ) { input, work in
            Answer(try JobQueue(work).retry(input.id))
        },
    ]

    private static let path = "/api/jobs"

    struct List: RequestInput {
        let filter: JobFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            filter = JobFilter(query, kind: "Such as rfm.daily.")
            listing = Listing(
                query, keys: JobStore.sortKeys, standard: SortOrder(JobStore.sortKeys[0], descending: true))
        }
    }

    struct One: RequestInput {
        let id: String

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
        }
    }
}
