/// Watches the signs of life of running jobs by the watcher's own monotonic clock: a job is forsaken when its pulse has
/// stood still for a whole lease while it was watched. No wall clock has a say, of whatever machine.
struct LeaseWatch {
    private var seen: [JobPulse: ContinuousClock.Instant] = [:]

    /// Takes the pulses of this moment and gives those that have stood still for as long as their lease.
    mutating func observe(
        _ pulses: [JobPulse], at now: ContinuousClock.Instant, lease: (JobPulse) -> Duration
    ) -> [JobPulse] {
        seen = Dictionary(uniqueKeysWithValues: Set(pulses).map { ($0, seen[$0] ?? now) })
        return pulses.filter { pulse in now - (seen[pulse] ?? now) >= lease(pulse) }
    }
}
