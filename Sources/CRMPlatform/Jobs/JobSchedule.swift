package import CRMCore

/// When a job is begun by itself, on the clocks of the account's time zone.
package enum JobSchedule: Sendable, Hashable {
    /// Once a day. A reading that the clocks skip counts at the end of the gap, one that comes twice the first time.
    case daily(hour: Int, minute: Int)
    /// Once a week, by the same rule.
    case weekly(Weekday, hour: Int, minute: Int)
    /// Again and again, counted from 1970-01-01T00:00Z in every zone.
    case every(minutes: Int)

    /// One turn of a schedule: the number of its day or period, and when it begins.
    package struct Slot: Sendable, Hashable {
        package let number: Int64
        package let dueAt: Instant
    }

    /// Days looked back through: a week, and days that a zone has left out.
    private static let daysBack = 9
    private static let millisecondsPerMinute: Int64 = 60_000

    /// The last turn that has begun by `now`. Only this one is ever made up for after a standstill.
    package func latestSlot(at now: Instant, in calendar: DayCalendar) -> Slot? {
        switch self {
        case .daily(let hour, let minute):
            latestDay(at: now, in: calendar, minuteOfDay: hour * 60 + minute) { _ in true }
        case .weekly(let weekday, let hour, let minute):
            latestDay(at: now, in: calendar, minuteOfDay: hour * 60 + minute) { $0.weekday == weekday }
        case .every(let minutes):
            latestPeriod(at: now, milliseconds: Int64(max(minutes, 1)) * JobSchedule.millisecondsPerMinute)
        }
    }

    private func latestDay(
        at now: Instant, in calendar: DayCalendar, minuteOfDay: Int, where fits: (CalendarDay) -> Bool
    ) -> Slot? {
        let today = calendar.day(of: now)
        for back in 0...JobSchedule.daysBack {
            let day = today.advanced(days: -back)
            guard fits(day), calendar.hasDay(day) else { continue }
            let reading = Int64(day.number) * Instant.millisecondsPerDay
            let local = Instant(
                milliseconds: reading + Int64(minuteOfDay) * JobSchedule.millisecondsPerMinute)
            let dueAt = calendar.instant(local: local)
            if dueAt <= now { return Slot(number: Int64(day.number), dueAt: dueAt) }
        }
        return nil
    }

    private func latestPeriod(at now: Instant, milliseconds period: Int64) -> Slot? {
        let rest = now.milliseconds % period
        let start = now.milliseconds - (rest < 0 ? rest + period : rest)
        return Slot(number: start / period, dueAt: Instant(milliseconds: start))
    }
}
