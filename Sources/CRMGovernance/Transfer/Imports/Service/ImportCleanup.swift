import CRMCore
import CRMDatabase
import CRMPlatform

/// Removes files, findings and traces of imports that nobody needs any more, in steps of bounded size.
struct ImportCleanup {
    private let work: Work
    private let store: ImportStore

    init(_ work: Work) {
        self.work = work
        store = ImportStore(work)
    }

    static let kind = JobKind(
        "imports.cleanup",
        """
        Removes files of imports after \(ImportLimits.fileDays) days, and imports after \(ImportLimits.retentionDays).
        """,
        schedule: .daily(hour: 3, minute: 45)
    ) { run in
        var removed = 0
        var last = 1
        while last > 0 {
            let before = removed
            last = try await run.step { work in
                let count = try ImportCleanup(work).step()
                return JobStep(count, progress: JobProgress(done: before + count))
            }
            removed += last
        }
        return ["removed": .number(String(removed))]
    }

    /// Removes the next rows; gives how many, 0 when nothing is left to remove.
    func step() throws -> Int {
        let count = try removeDeleted()
        if count > 0 { return count }
        return try expire() + removeFiles() + removeBrokenUploads()
    }

    /// The parts of an import that is to go, and at last itself.
    private func removeDeleted() throws -> Int {
        guard let (key, _) = try store.idle("i.state = 'deleted'", since: Instant.range.upperBound, limit: 1).first
        else {
            return 0
        }
        let parts = ImportParts(of: key, work)
        let count = try parts.removeChunks(where: "1 = 1") + parts.removeFindings() + parts.removeTraces()
        if count == 0 { try store.delete(key) }
        return max(count, 1)
    }

    /// Marks what nobody has touched for long enough.
    private func expire() throws -> Int {
        let unstarted: SQL = "i.state IN ('waiting_for_file', 'ready')"
        let old =
            try store.idle(unstarted, since: bound(days: ImportLimits.fileDays), limit: ImportLimits.rowsPerStep)
            + store.idle(settled, since: bound(days: ImportLimits.retentionDays), limit: ImportLimits.rowsPerStep)
        for (key, _) in old { try store.set(key, "state = 'deleted'") }
        return old.count
    }

    /// The file of an import that is done with.
    private func removeFiles() throws -> Int {
        let condition: SQL = "i.upload IS NOT NULL AND \(settled)"
        let found = try store.idle(condition, since: bound(days: ImportLimits.fileDays), limit: 1)
        guard let (key, upload) = found.first, let upload else { return 0 }
        let count = try ImportParts(of: key, work).removeChunks(where: "upload = \(upload)")
        if count == 0 {
            // Its time goes on as it was.
            try work.session.execute(
                "UPDATE imports SET upload = NULL WHERE user_id = \(work.account.key) AND import_key = \(key)")
        }
        return max(count, 1)
    }

    /// Pieces of uploads that a dying process left behind.
    private func removeBrokenUploads() throws -> Int {
        let bound = work.now.advanced(milliseconds: -ImportLimits.brokenUploadHours * 3_600_000)
        return try work.session.execute(
            """
            DELETE FROM import_chunks
            WHERE user_id = \(work.account.key)
                AND (import_key, upload, position) IN (
                    SELECT c.import_key, c.upload, c.position
                    FROM import_chunks AS c
                    JOIN imports AS i ON i.user_id = c.user_id AND i.import_key = c.import_key
                    WHERE c.user_id = \(work.account.key)
                        AND c.written_at < \(bound)
                        AND c.upload IS DISTINCT FROM i.upload
                    ORDER BY c.written_at
                    LIMIT \(ImportLimits.chunksPerStep)
                )
            """)
    }

    /// No job waits for the import or works on it.
    private var settled: SQL {
        """
        i.state IN ('queued', 'running', 'succeeded', 'undoing', 'undone')
            AND NOT EXISTS (
                SELECT 1
                FROM jobs AS j
                WHERE j.user_id = i.user_id AND j.id = i.job_id AND j.state IN ('queued', 'running')
            )
        """
    }

    private func bound(days: Int) -> Instant { work.now.advanced(days: -days) }
}
