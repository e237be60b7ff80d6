import CRMCore
import CRMDatabase
import CRMPlatform

/// The verbs of an account's move to another time zone.
///
/// The first step switches: from its commit on the new zone is in force, for whoever writes days holds the zone
/// (``Work/holdTimeZone()``), and days near the present are right. The steps behind it rewrite the days of all that was
/// there; the last one tells who computes from days. Each can be done again.
struct TimeZoneMove {
    let work: Work
    private let store: AccountStore

    init(_ work: Work) {
        self.work = work
        store = AccountStore(work.session)
    }

    /// Instants this far back, and all behind them, have the right day from the switch on: farther than the days of two
    /// zones lie apart, so that no order of the past has a day that has not come yet.
    private static let recentMilliseconds = 2 * Instant.millisecondsPerDay
    /// Rows that one step rewrites.
    static let rowsPerStep = 20_000

    /// Asks for the move of the account, which is locked. A change that is under way goes on; another one is refused with
    /// ``AccountError/timeZoneChanging(_:)`` while a worker may be at it, and takes its place afterwards.
    func request(_ calendar: DayCalendar, in account: AccountDetails) throws {
        if let change = account.change, try isLive(change.jobID) {
            guard change.calendar == calendar else {
                throw AccountError.timeZoneChanging(change.calendar.identifier)
            }
            return
        }
        // A change that was broken off has left days behind: it is done anew, be it back to the zone in force.
        guard account.change != nil || account.account.calendar != calendar else { return }
        let job = try JobQueue(work).enqueue(
            TimeZoneJob.kind, input: ["timeZone": .string(calendar.identifier)], uniqueKey: TimeZoneJob.kind.name)
        try store.noteMove(work.account.key, to: calendar, job: job.id, at: work.now)
    }

    private func isLive(_ jobID: String) throws -> Bool {
        do {
            return [.queued, .running].contains(try JobQueue(work).job(jobID).state)
        } catch JobError.unknownJob {
            return false
        }
    }

    /// The next step; gives where to go on, or nil at the end.
    func step(_ place: Place?, to calendar: DayCalendar, _ days: [DayColumns]) throws -> Place? {
        guard let place else {
            try switchZone(to: calendar, days)
            return Place(table: 0, from: nil)
        }
        try work.holdTimeZone()
        guard days.indices.contains(place.table) else {
            try store.endMove(work.account.key, to: calendar, at: work.now)
            try work.publish(DaysRewritten())
            return nil
        }
        let next = try DayRewriting(work).rewrite(
            days[place.table], from: place.from, count: TimeZoneMove.rowsPerStep)
        return Place(table: next == nil ? place.table + 1 : place.table, from: next)
    }

    private func switchZone(to calendar: DayCalendar, _ days: [DayColumns]) throws {
        // Waits for whoever holds the zone of before.
        try store.switchZone(work.account.key, to: calendar, at: work.now)
        // In force from here on, for this work as well.
        let moved = work.moved(to: calendar)
        let recent = moved.now.advanced(milliseconds: -TimeZoneMove.recentMilliseconds)
        for columns in days {
            var from: Instant? = recent
            while let start = from {
                from = try DayRewriting(moved).rewrite(columns, from: start, count: TimeZoneMove.rowsPerStep)
            }
        }
        try work.publish(TimeZoneSwitched(to: calendar))
    }

    /// Where the move goes on.
    struct Place: Sendable, Hashable {
        /// That of the columns among all that hold days; behind the last one the move ends.
        let table: Int
        /// Nil: from the first row.
        let from: Instant?
    }
}

/// The job that moves an account to another time zone.
enum TimeZoneJob {
    static let kind = JobKind(
        "account.time-zone", "Rewrites the days of an account that moves to another time zone.", body)

    @Sendable
    private static func body(_ run: JobRun) async throws -> JSON {
        guard case .string(let zone)? = run.input["timeZone"], let calendar = DayCalendar(identifier: zone) else {
            throw DatabaseError.corrupt("a change of the time zone names none that is known")
        }
        let days = run.workplace.days
        var place = run.checkpoint.flatMap { TimeZoneMove.Place($0) }
        var steps = 0
        repeat {
            let (current, done) = (place, steps)
            place = try await run.step { work in
                let next = try TimeZoneMove(work).step(current, to: calendar, days)
                // At the end the checkpoint stays: the last step can be done again.
                return JobStep(next, checkpoint: next?.json, progress: JobProgress(done: done + 1))
            }
            steps += 1
        } while place != nil
        return ["timeZone": .string(zone)]
    }
}

extension TimeZoneMove.Place {
    init?(_ json: JSON) {
        guard case .number(let table)? = json["table"], let table = Int(table) else { return nil }
        var from: Instant?
        if case .number(let text)? = json["from"] { from = Int64(text).map { Instant(milliseconds: $0) } }
        self.init(table: table, from: from)
    }

    var json: JSON {
        ["table": .number(String(table)), "from": from.map { .number(String($0.milliseconds)) } ?? .null]
    }
}
