import CRMCore
import CRMDatabase
package import Logging
import ServiceLifecycle

/// Works on the queue until the process ends: picks jobs up, keeps their leases alive, takes jobs over from workers that
/// died, and begins what is scheduled. Any number of processes may do so on one PostgreSQL database.
package struct JobRunner: Service {
    let workplace: Workplace
    let accounts: any AccountSource
    let kinds: [String: JobKind]
    let settings: JobSettings
    let logger: Logger
    let random: @Sendable () -> UInt64
    let desk = JobDesk()
    /// This process and run, for people who look for the worker of a job.
    let name: String
    private let scheduler: JobScheduler

    package init(
        workplace: Workplace, accounts: any AccountSource, features: [Feature], settings: JobSettings, logger: Logger,
        random: @escaping @Sendable () -> UInt64 = { .random(in: 0 ... .max) }
    ) {
        let kinds = features.flatMap(\.jobs)
        self.workplace = workplace
        self.accounts = accounts
        self.kinds = Dictionary(kinds.map { ($0.name, $0) }) { first, _ in first }
        self.settings = settings
        self.logger = logger
        self.random = random
        name = UniqueID(at: workplace.clock.now(), random: (random(), random())).text
        scheduler = JobScheduler(workplace: workplace, accounts: accounts, kinds: kinds)
    }

    /// Works until the process is told to end; then each job ends behind its present step and goes back into the queue.
    package func run() async throws {
        guard settings.workers > 0 else {
            try? await gracefulShutdown()
            return
        }
        // A database that one process holds has no other workers: what runs there was begun by one that died.
        if !workplace.database.dialect.hasConcurrentWriters { await takeOverAll() }
        await withGracefulShutdownHandler {
            await work()
        } onGracefulShutdown: {
            stop()
        }
    }

    /// Makes every job end behind its present step, and then ``work()``.
    package func stop() {
        desk.stop()
        workplace.jobSignal.notify()
    }

    /// Works until ``stop()`` or until the task is cancelled.
    package func work() async {
        await withDiscardingTaskGroup { helpers in
            helpers.addTask { await again(every: JobLimits.pollInterval) { workplace.jobSignal.notify() } }
            helpers.addTask { await again(every: JobLimits.scheduleInterval) { await begin() } }
            helpers.addTask { await watch() }
            await withDiscardingTaskGroup { workers in
                for _ in 0..<settings.workers { workers.addTask { await pickUp() } }
            }
            helpers.cancelAll()
        }
    }

    /// One worker: on every signal, one job after the other until none is due.
    private func pickUp() async {
        for await _ in workplace.jobSignal.signals() {
            while !desk.isStopping, !Task.isCancelled, await workOnce() {}
            if desk.isStopping { return }
        }
    }

    /// Picks one job up and works on it to the end; false when none is due.
    package func workOnce() async -> Bool {
        do {
            guard let claim = try await claim() else { return false }
            desk.count(\.pickedUp)
            try await work(on: claim)
            return true
        } catch {
            note("jobs cannot be reached", error)
            return false
        }
    }

    private func claim() async throws -> JobClaim? {
        let (database, now, names, name) = (workplace.database, workplace.clock.now(), Array(kinds.keys), name)
        guard !names.isEmpty, try await database.read({ try JobLedger($0).hasDue(names, at: now) }) else { return nil }
        return try await database.write { session in try JobLedger(session).claim(names, worker: name, at: now) }
    }

    /// Begins what the schedules ask for at this time.
    package func begin() async {
        do {
            try await scheduler.beginDue()
        } catch {
            note("schedules cannot be looked at", error)
        }
    }

    private func watch() async {
        var watch = LeaseWatch()
        await again(every: settings.watchInterval) {
            do {
                try await takeOver(&watch)
            } catch {
                note("leases cannot be looked at", error)
            }
        }
    }

    /// Takes over every job that this process does not work on, without waiting for signs of life.
    func takeOverAll() async {
        do {
            var watch = LeaseWatch()
            try await takeOver(&watch, lease: { _ in .zero })
        } catch {
            note("leases cannot be looked at", error)
        }
    }

    /// Takes over the jobs whose workers have shown no sign of life for a lease.
    func takeOver(_ watch: inout LeaseWatch, at now: ContinuousClock.Instant = .now) async throws {
        try await takeOver(&watch, at: now, lease: { lease(of: $0.kind) })
    }

    private func takeOver(
        _ watch: inout LeaseWatch, at now: ContinuousClock.Instant = .now, lease: (JobPulse) -> Duration
    ) async throws {
        let database = workplace.database
        let own = desk.running
        let pulses = try await database.read { session in try JobLedger(session).pulses() }
            .filter { !own.contains($0.key) }
        for pulse in watch.observe(pulses, at: now, lease: lease) {
            let time = workplace.clock.now()
            guard try await database.write({ try JobLedger($0).takeOver(pulse, at: time) }) else { continue }
            desk.count(\.takenOver)
            logger.warning("job taken over", metadata: ["job": .stringConvertible(pulse.key), "kind": "\(pulse.kind)"])
            workplace.jobSignal.notify()
        }
    }

    func lease(of kind: String) -> Duration { kinds[kind]?.lease ?? settings.lease }

    func note(_ message: Logger.Message, _ error: any Error) {
        guard !(error is CancellationError) else { return }
        logger.error(message, metadata: ["error": "\(error)"])
    }

    private func again(every interval: Duration, _ body: () async -> Void) async {
        while !Task.isCancelled {
            await body()
            try? await Task.sleep(for: interval)
        }
    }
}
