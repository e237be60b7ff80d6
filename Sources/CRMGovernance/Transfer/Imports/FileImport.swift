import CRMCore
package import CRMPlatform

/// Takes a file in: rows become records, records go in a batch at a time, each batch in one transaction.
///
/// One batch is read ahead of the one that is written. Memory is that of three batches, whatever the size of the file,
/// and a few bytes a record, by which a record is noticed that is told in two places.
package struct FileImport: Sendable {
    private let workplace: Workplace
    private let account: Account
    private let request: ImportRequest

    package init(workplace: Workplace, account: Account, request: ImportRequest) {
        self.workplace = workplace
        self.account = account
        self.request = request
    }

    /// Keeps a checkpoint in the transaction of the batch that it stands for; both are there or neither is.
    package typealias Keeping = @Sendable (ImportCheckpoint, Work) throws -> Void

    /// Reads the file to its end, or from a checkpoint on. `keep` is called in each transaction, `progress` is told
    /// after it, and `finding` of each thing that is wrong. `choosing` is told the layout before anything else.
    ///
    /// The part before the checkpoint is read again without the database, so that orders without ids are counted and
    /// repeated records noticed exactly as in one run.
    package func run(
        from checkpoint: ImportCheckpoint? = nil, choosing: (ImportFormat) -> Void = { _ in },
        keep: @escaping Keeping = { _, _ in }, progress: (ImportProgress) -> Void = { _ in },
        finding: (ImportFinding) throws -> Void
    ) async throws -> ImportSummary {
        let started = ContinuousClock.now
        let reader = try ImportReader(request, account: account)
        choosing(reader.format)
        var done = checkpoint ?? ImportCheckpoint()
        done.summary.isDryRun = request.isDryRun
        if done.records > 0 { try await reader.skip(done.records) }
        var state = ImportProgress(total: reader.totalBytes)
        var batch = try await reader.next()
        while true {
            // An error of the database ends the reading too.
            let current = batch
            async let upcoming = current.isLast ? nil : reader.next()
            let (after, outcomes) = try await apply(current, after: done, keep)
            done = after
            for entry in try await findings(current, outcomes, reader) { try finding(entry) }
            state.update(
                done: current.bytesRead, rows: done.summary.rows, refused: done.summary.failed,
                elapsed: started.duration(to: .now))
            progress(state)
            guard let next = try await upcoming else { return done.summary }
            batch = next
        }
    }

    /// Takes one batch in, and keeps where the file stands then.
    private func apply(
        _ batch: ImportBatch, after done: ImportCheckpoint, _ keep: @escaping Keeping
    ) async throws -> (ImportCheckpoint, [UpsertOutcome]) {
        do {
            return try await workplace.write(account) { [request] work in
                let outcomes = batch.sources.isEmpty ? [] : try batch.records.apply(work)
                let after = done.adding(batch, outcomes)
                if request.isDryRun { throw DryRun(checkpoint: after, outcomes: outcomes) }
                try keep(after, work)
                return (after, outcomes)
            }
        } catch let dryRun as DryRun {
            return (dryRun.checkpoint, dryRun.outcomes)
        }
    }

    /// Undoes the transaction and brings home what it would have done.
    private struct DryRun: Error {
        let checkpoint: ImportCheckpoint
        let outcomes: [UpsertOutcome]
    }

    private func findings(
        _ batch: ImportBatch, _ outcomes: [UpsertOutcome], _ reader: ImportReader
    ) async throws -> [ImportFinding] {
        var findings = batch.findings
        for (source, outcome) in zip(batch.sources, outcomes) {
            guard case .rejected(let error) = outcome else { continue }
            for field in error.fields { findings.append(await reader.finding(source, field)) }
        }
        return findings.sorted { $0.line < $1.line }
    }
}
