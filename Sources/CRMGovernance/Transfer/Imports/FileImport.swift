import CRMCore
package import CRMPlatform

/// Takes a file in: rows become records, records go in a batch at a time, each batch in one transaction.
///
/// One batch is read ahead of the one that is written. Memory is that of three batches, whatever the size of the file,
/// and a few bytes a record, by which a record is noticed that is told in two places.
package struct FileImport: Sendable {
    private let account: Account
    private let request: ImportRequest
    private let transaction: Transaction
    private let isNoted: Bool

    /// Runs the taking of one batch in a transaction.
    package typealias Transaction =
        @Sendable (@escaping @Sendable (Work) throws -> ImportedBatch) async throws -> ImportedBatch

    package init(workplace: Workplace, account: Account, request: ImportRequest) {
        self.init(account: account, request: request) { batch in try await workplace.write(account, batch) }
    }

    /// With transactions of the caller's own. `isNoted`: batches tell what is needed to take them back.
    package init(
        account: Account, request: ImportRequest, isNoted: Bool = false, transaction: @escaping Transaction
    ) {
        self.account = account
        self.request = request
        self.isNoted = isNoted
        self.transaction = transaction
    }

    /// Keeps what stands for a batch in the transaction of that batch; both are there or neither is.
    package typealias Keeping = @Sendable (ImportedBatch, Work) throws -> Void

    /// Reads the file to its end, or from a checkpoint on. `keep` is called in each transaction, or after it in one of its
    /// own when nothing of the batch is kept; `progress` is told after it, and `finding` of each thing that is wrong.
    /// `choosing` is told the layout before anything else.
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
            let taken = try await apply(current, after: done, reader.places, keep)
            done = taken.checkpoint
            for entry in taken.findings { try finding(entry) }
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
        _ batch: ImportBatch, after done: ImportCheckpoint, _ places: ImportPlaces, _ keep: @escaping Keeping
    ) async throws -> ImportedBatch {
        do {
            return try await transaction { [request, isNoted] work in
                let taken = try ImportedBatch(taking: batch, after: done, places, isNoted: isNoted, work)
                if request.isDryRun { throw DryRun(batch: taken) }
                try keep(taken, work)
                return taken
            }
        } catch let dryRun as DryRun {
            return try await transaction { work in
                try keep(dryRun.batch, work)
                return dryRun.batch
            }
        }
    }

    /// Undoes the transaction and brings home what it would have done.
    private struct DryRun: Error {
        let batch: ImportedBatch
    }
}

/// One batch that was taken in.
package struct ImportedBatch: Sendable {
    /// Where the file stands after it.
    package let checkpoint: ImportCheckpoint
    package let bytesRead: Int
    /// What is wrong with it, in the order of the file.
    package let findings: [ImportFinding]
    /// What is needed to take it back.
    package let traces: [ImportTrace]

    fileprivate init(
        taking batch: ImportBatch, after done: ImportCheckpoint, _ places: ImportPlaces, isNoted: Bool, _ work: Work
    ) throws {
        let journal = ImportJournal()
        let outcomes: [UpsertOutcome] =
            if batch.sources.isEmpty {
                []
            } else if isNoted {
                try batch.records.apply(work, noting: journal)
            } else {
                try batch.records.apply(work)
            }
        checkpoint = done.adding(batch, outcomes)
        bytesRead = batch.bytesRead
        traces = journal.traces
        var findings = batch.findings
        for (source, outcome) in zip(batch.sources, outcomes) {
            guard case .rejected(let error) = outcome else { continue }
            for field in error.fields { findings.append(places.finding(source, field)) }
        }
        self.findings = findings.sorted { $0.line < $1.line }
    }
}
