import Synchronization

/// What a transaction wants done once it is committed. A run that was undone may have marked more than the last one
/// does, so that marks must do no harm when nothing stands behind them.
final class CommitMarks: Sendable {
    private let workers = Atomic(false)

    func wakeWorkers() { workers.store(true, ordering: .relaxed) }

    var areWorkersWanted: Bool { workers.load(ordering: .relaxed) }
}
