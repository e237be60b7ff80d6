import Synchronization

/// A worker's hold on a job, measured by the monotonic clock: wall clocks may jump.
final class JobLease: Sendable {
    let claim: JobClaim
    let duration: Duration
    private let state: Mutex<State>

    private struct State {
        var renewedAt: ContinuousClock.Instant
        var stop: JobStop?
    }

    init(_ claim: JobClaim, duration: Duration, at now: ContinuousClock.Instant) {
        self.claim = claim
        self.duration = duration
        state = Mutex(State(renewedAt: now))
    }

    /// Throws why the job may not go on.
    func check(at now: ContinuousClock.Instant = .now) throws {
        try state.withLock { state in
            if let stop = state.stop { throw stop }
            guard now - state.renewedAt < duration else {
                state.stop = .leaseLost
                throw JobStop.leaseLost
            }
        }
    }

    /// A sign of life that was begun at this time has reached the database.
    func renew(begunAt instant: ContinuousClock.Instant) {
        state.withLock { state in state.renewedAt = max(state.renewedAt, instant) }
    }

    /// True when a sign of life is due by itself, since no step gives one.
    func needsRenewal(at now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in state.stop != .leaseLost && now - state.renewedAt >= duration / JobLease.beats }
    }

    func isExpired(at now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in now - state.renewedAt >= duration }
    }

    /// Ends the job before its next step.
    func stop(_ reason: JobStop) {
        state.withLock { state in if state.stop == nil || reason == .leaseLost { state.stop = reason } }
    }

    /// Signs of life in one lease: two may be lost.
    static let beats = 3
}

/// Why a job ends between two steps.
package enum JobStop: Error, Sendable, Equatable {
    /// Another worker has it, or may have.
    case leaseLost
    case cancelled
    /// The process ends; the job goes back into the queue.
    case shuttingDown
}
