package import CRMDatabase

/// The SQL of an entry that jobs work on, such as an import: its row names the job of now in `job_id`.
package enum WorkedEntry {
    /// Joins the job `j` of the entry.
    package static func job(of alias: SQL) -> SQL {
        "LEFT JOIN jobs AS j ON j.user_id = \(alias).user_id AND j.id = \(alias).job_id"
    }

    /// Where the entry stands. What its job says counts before what the entry itself does: a job may end without a word to
    /// it.
    package static func state(of alias: SQL) -> SQL {
        """
        (CASE
            WHEN \(alias).state NOT IN ('queued', 'running', 'undoing') THEN \(alias).state
            WHEN j.state IN ('queued', 'running') THEN \(alias).state
            WHEN j.state = 'cancelled' THEN 'cancelled'
            ELSE 'failed'
        END)
        """
    }
}
