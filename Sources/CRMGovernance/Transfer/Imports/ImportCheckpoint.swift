import CRMPlatform

/// How far a file has been taken in: enough to go on from there in another process.
package struct ImportCheckpoint: Sendable, Equatable {
    /// Records and unreadable rows from the beginning of the file that are done with.
    package var records = 0
    /// What became of them.
    package var summary = ImportSummary()
    /// True after the last batch: there is nothing to go on with.
    package var isComplete = false

    package init() {}

    func adding(_ batch: ImportBatch, _ outcomes: [UpsertOutcome]) -> ImportCheckpoint {
        var result = self
        result.records = batch.done
        result.isComplete = batch.isLast
        result.summary.rows = batch.rows
        result.summary.failed += batch.refused
        for outcome in outcomes { result.summary.add(outcome) }
        return result
    }
}

extension ImportSummary {
    fileprivate mutating func add(_ outcome: UpsertOutcome) {
        switch outcome {
        case .created: created += 1
        case .updated: updated += 1
        case .unchanged: unchanged += 1
        case .stale: stale += 1
        case .rejected: failed += 1
        }
    }
}
