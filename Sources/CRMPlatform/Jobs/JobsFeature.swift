package import CRMDatabase

/// Jobs: what goes on behind the requests. A part of the kernel, since every feature declares jobs.
package enum JobsFeature {
    package static let feature = Feature(
        name: "jobs", migrations: migrations, endpoints: JobRoutes.endpoints,
        handlers: [.on(TimeZoneSwitched.self) { event, work in try JobSlots(work).forget(from: event.calendar) }],
        jobs: [JobCleanup.kind, JobCheck.kind])

    package static let migrations = [
        Migration(
            "jobs/1-jobs",
            [
                .createSequence(JobStore.sequence),
                .createTable(
                    "jobs",
                    """
                    user_id int64 NOT NULL REFERENCES accounts (user_id) ON DELETE CASCADE,
                    job_key int64 NOT NULL,
                    id text NOT NULL,
                    kind text NOT NULL,
                    state text NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
                    priority int64 NOT NULL CHECK (priority BETWEEN 0 AND 2),
                    run_at int64 NOT NULL,
                    attempts int64 NOT NULL DEFAULT 0 CHECK (attempts >= 0),
                    maximum_attempts int64 NOT NULL CHECK (maximum_attempts >= 1),
                    unique_key text,
                    token int64 NOT NULL DEFAULT 0,
                    beat int64 NOT NULL DEFAULT 0,
                    worker text,
                    cancel_requested bool NOT NULL DEFAULT false,
                    input text NOT NULL,
                    checkpoint text,
                    done int64 NOT NULL DEFAULT 0,
                    total int64,
                    message text,
                    result text,
                    error_code text,
                    error_detail text,
                    created_at int64 NOT NULL,
                    updated_at int64 NOT NULL,
                    started_at int64,
                    finished_at int64,
                    PRIMARY KEY (user_id, job_key),
                    UNIQUE (user_id, id),
                    CHECK ((state = 'running') = (worker IS NOT NULL)),
                    CHECK ((state IN ('queued', 'running')) = (finished_at IS NULL))
                    """),
                .sql("CREATE INDEX jobs_by_state ON jobs (state, priority, run_at, job_key)"),
                .sql("CREATE INDEX jobs_by_creation ON jobs (user_id, created_at, job_key)"),
                .sql("CREATE INDEX jobs_by_account_and_state ON jobs (user_id, state, created_at, job_key)"),
                .sql("CREATE INDEX jobs_by_kind ON jobs (user_id, kind, created_at, job_key)"),
                .sql("CREATE INDEX jobs_by_end ON jobs (user_id, finished_at) WHERE finished_at IS NOT NULL"),
                .sql(
                    """
                    CREATE UNIQUE INDEX jobs_by_unique_key
                    ON jobs (user_id, unique_key)
                    WHERE unique_key IS NOT NULL AND state IN ('queued', 'running')
                    """),
                .createTable(
                    "job_slots", clustered: true,
                    """
                    user_id int64 NOT NULL REFERENCES accounts (user_id) ON DELETE CASCADE,
                    kind text NOT NULL,
                    slot int64 NOT NULL,
                    taken_at int64 NOT NULL,
                    PRIMARY KEY (user_id, kind, slot)
                    """),
                .createTable(
                    "job_checks", clustered: true,
                    """
                    user_id int64 NOT NULL REFERENCES accounts (user_id) ON DELETE CASCADE,
                    id text NOT NULL,
                    steps int64 NOT NULL CHECK (steps >= 1),
                    updated_at int64 NOT NULL,
                    PRIMARY KEY (user_id, id)
                    """),
            ]),
        Migration(
            "jobs/2-lists",
            [
                .sql("CREATE INDEX jobs_by_change ON jobs (user_id, updated_at, job_key)"),
                .sql("CREATE INDEX jobs_by_turn ON jobs (user_id, run_at, job_key)"),
            ]),
    ]
}
