import CRMCore
import CRMDatabase
import CRMGovernance
import CRMPlatform

/// What the database tells of itself, as Prometheus names it.
struct DatabaseMetrics: MetricSource {
    let database: any Database

    func families() async -> [MetricFamily] {
        let statistics = await database.statistics()
        return pools(statistics.pools) + work(statistics) + sizes(statistics)
    }

    private func pools(_ pools: [PoolStatistics]) -> [MetricFamily] {
        func family(
            _ name: String, _ kind: MetricFamily.Kind, _ help: String, _ value: (PoolStatistics) -> Double
        ) -> MetricFamily {
            MetricFamily(
                "clientele_database_pool_\(name)", kind, help, pools.map { .init(value($0), [("pool", $0.name)]) })
        }
        return [
            family("connections_limit", .gauge, "Connections at most.") { Double($0.limit) },
            family("connections", .gauge, "Connections that are open.") { Double($0.open) },
            family("connections_in_use", .gauge, "Connections that work for a call.") { Double($0.inUse) },
            family("waiting", .gauge, "Calls that wait for a connection or for the writer.") { Double($0.waiting) },
            family("calls_total", .counter, "Calls that got a connection.") { Double($0.calls) },
            family("wait_seconds_total", .counter, "Time that those calls waited.") { $0.waited.seconds },
            family("replaced_total", .counter, "Connections made in place of broken ones.") { Double($0.replaced) },
        ]
    }

    private func work(_ statistics: DatabaseStatistics) -> [MetricFamily] {
        func counter(_ name: String, _ help: String, _ value: Double) -> MetricFamily {
            MetricFamily("clientele_database_\(name)", .counter, help, [.init(value)])
        }
        return [
            counter("writes_total", "Writes that were committed.", Double(statistics.writes)),
            counter("commits_total", "Commits; several writes can share one.", Double(statistics.commits)),
            counter("rollbacks_total", "Writes that were undone.", Double(statistics.rollbacks)),
            counter("commit_seconds_total", "Time spent in commits.", statistics.committing.seconds),
            counter("reads_rerun_total", "Reads that turned out long and ran again.", Double(statistics.rerunReads)),
            counter("retries_total", "Transactions that ran again after a collision.", Double(statistics.retries)),
            MetricFamily(
                "clientele_database_largest_commit", .gauge, "The most writes that shared one commit.",
                [.init(Double(statistics.largestCommit))]),
        ]
    }

    private func sizes(_ statistics: DatabaseStatistics) -> [MetricFamily] {
        [
            statistics.databaseBytes.map {
                MetricFamily("clientele_database_size_bytes", .gauge, "Size of the data.", [.init(Double($0))])
            },
            statistics.logBytes.map {
                MetricFamily(
                    "clientele_database_log_bytes", .gauge, "Size of the write-ahead log.", [.init(Double($0))])
            },
        ].compactMap { $0 }
    }
}

/// What the job queue tells of itself.
struct JobMetrics: MetricSource {
    let runner: JobRunner

    func families() async -> [MetricFamily] {
        // Without the database there is nothing to tell.
        guard let statistics = try? await runner.statistics() else { return [] }
        let states = [("queued", statistics.queued), ("running", statistics.running), ("failed", statistics.failed)]
        let ends = [
            ("picked_up", statistics.pickedUp), ("succeeded", statistics.succeeded), ("given_up", statistics.givenUp),
            ("tried_again", statistics.triedAgain), ("taken_over", statistics.takenOver),
        ]
        return [
            MetricFamily(
                "clientele_jobs", .gauge, "Jobs by state, counted up to \(JobLimits.counted).",
                states.map { .init(Double($0.1), [("state", $0.0)]) }),
            MetricFamily(
                "clientele_jobs_oldest_due_seconds", .gauge, "How long the oldest of the due jobs has waited.",
                [.init(Double(statistics.oldestDueMilliseconds) / 1000)]),
            MetricFamily(
                "clientele_job_events_total", .counter, "What this process did with jobs.",
                ends.map { .init(Double($0.1), [("event", $0.0)]) }),
        ]
    }
}

/// How long ago a backup was last restored for a trial, told by the notes beside the archives.
struct BackupMetrics: MetricSource {
    let folder: String
    let clock: any WallClock

    func families() async -> [MetricFamily] {
        guard let stamp = BackupStamp.latest(in: folder) else { return [] }
        let age = Double(clock.now().milliseconds - stamp.verifiedAt.milliseconds) / 1000
        return [
            MetricFamily(
                "clientele_backup_last_verified_seconds", .gauge,
                "Seconds since a backup was last restored for a trial.",
                [.init(age)])
        ]
    }
}

extension Duration {
    fileprivate var seconds: Double { self / .seconds(1) }
}
