import CRMCore
import CRMDatabase
import Synchronization

/// Begins the jobs that are due by the clocks of each account: one for each turn of a schedule, however many processes
/// look, and after a standstill the last turn only.
final class JobScheduler: Sendable {
    private let workplace: Workplace
    private let accounts: any AccountSource
    private let kinds: [(kind: JobKind, schedule: JobSchedule)]
    /// Turns that are known to be begun, so that the database is asked once for each.
    private let begun = Mutex<[AccountKey: [String: Int64]]>([:])

    init(workplace: Workplace, accounts: any AccountSource, kinds: [JobKind]) {
        self.workplace = workplace
        self.accounts = accounts
        self.kinds = kinds.compactMap { kind in kind.schedule.map { (kind, $0) } }
    }

    /// Looks at every account once.
    func beginDue() async throws {
        guard !kinds.isEmpty else { return }
        var last: AccountKey?
        while !Task.isCancelled {
            let page = try await accounts.accounts(after: last, limit: JobLimits.accountsPerPage)
            for account in page { try await beginDue(for: account) }
            guard page.count == JobLimits.accountsPerPage else { return }
            last = page.last?.key
        }
    }

    private func beginDue(for account: Account) async throws {
        let now = workplace.clock.now()
        let known = begun.withLock { $0[account.key] ?? [:] }
        let due = kinds.compactMap { kind, schedule -> (kind: JobKind, slot: JobSchedule.Slot)? in
            guard let slot = schedule.latestSlot(at: now, in: account.calendar), slot.number != known[kind.name],
                slot.dueAt >= account.createdAt
            else { return nil }
            return (kind, slot)
        }
        guard !due.isEmpty else { return }
        try await workplace.write(account) { work in
            for (kind, slot) in due where try JobSlots(work).take(slot.number, of: kind) {
                // A turn that comes while the job of an earlier one still waits or runs is done by that.
                try JobQueue(work).enqueue(kind, uniqueKey: "schedule:\(kind.name)", priority: .low)
            }
        }
        begun.withLock { begun in
            for (kind, slot) in due { begun[account.key, default: [:]][kind.name] = slot.number }
        }
    }
}

/// The SQL of the turns of schedules.
struct JobSlots {
    private let work: Work

    init(_ work: Work) {
        self.work = work
    }

    /// True for the first who asks for this turn.
    func take(_ slot: Int64, of kind: JobKind) throws -> Bool {
        try work.session.execute(
            """
            INSERT INTO job_slots (user_id, kind, slot, taken_at)
            VALUES (\(work.account.key), \(kind.name), \(slot), \(work.now))
            ON CONFLICT (user_id, kind, slot) DO NOTHING
            """) > 0
    }

    /// Forgets the turns of the present day of a zone that the account moves to, and of those behind it, which the zone of
    /// before may have begun already: each of them comes again by the new clocks.
    func forget(from calendar: DayCalendar) throws {
        let today = calendar.day(of: work.now)
        try work.session.execute(
            """
            DELETE FROM job_slots
            WHERE user_id = \(work.account.key)
                AND slot BETWEEN \(today) AND \(today.advanced(days: JobSlots.daysAhead))
            """)
    }

    /// How far the days of two zones can lie apart.
    private static let daysAhead = 2
}
