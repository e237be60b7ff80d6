import Synchronization

/// What a process has in hand, and what it has done since its start.
final class JobDesk: Sendable {
    /// What became of jobs here.
    struct Counts: Sendable {
        var pickedUp = 0
        var succeeded = 0
        var failed = 0
        var triedAgain = 0
        var takenOver = 0
    }

    private struct State {
        var isStopping = false
        var leases: [Int64: JobLease] = [:]
        var counts = Counts()
    }

    private let state = Mutex(State())

    /// False when the process is about to end: nothing is begun any more.
    func add(_ lease: JobLease) -> Bool {
        state.withLock { state in
            guard !state.isStopping else { return false }
            state.leases[lease.claim.key] = lease
            return true
        }
    }

    func remove(_ lease: JobLease) { state.withLock { state in state.leases[lease.claim.key] = nil } }

    /// Keys of the jobs in hand.
    var running: Set<Int64> { state.withLock { state in Set(state.leases.keys) } }

    var isStopping: Bool { state.withLock(\.isStopping) }

    func stop() {
        state.withLock { state in
            state.isStopping = true
            for lease in state.leases.values { lease.stop(.shuttingDown) }
        }
    }

    func count(_ what: WritableKeyPath<Counts, Int>) { state.withLock { state in state.counts[keyPath: what] += 1 } }

    var counts: Counts { state.withLock(\.counts) }
}
