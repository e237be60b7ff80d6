import CRMCore
import Testing

@testable import CRMPlatform

/// Schedules on the clocks of their zones, without a database.
@Suite struct JobScheduleTests {
    static let zones = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC",
    ]

    /// The turns that a year brings, looked for at irregular times as a process would.
    private func slots(
        of schedule: JobSchedule, in calendar: DayCalendar, from start: String, days: Int
    ) throws -> [JobSchedule.Slot] {
        var now = try #require(Instant(rfc3339: start))
        let end = now.advanced(days: days)
        var random = SplitMix(seed: UInt64(days))
        var found: [JobSchedule.Slot] = []
        while now < end {
            if let slot = schedule.latestSlot(at: now, in: calendar), slot != found.last { found.append(slot) }
            now = now.advanced(milliseconds: Int64.random(in: 1...1_800_000, using: &random))
        }
        return found
    }

    @Test(arguments: zones, [(0, 5), (2, 0), (2, 30), (23, 59)])
    func `a daily job has one turn on every local day of a year`(zone: String, time: (hour: Int, minute: Int)) throws {
        let calendar = try #require(DayCalendar(identifier: zone))
        let schedule = JobSchedule.daily(hour: time.hour, minute: time.minute)
        let found = try slots(of: schedule, in: calendar, from: "2026-01-01T00:00:00Z", days: 366)
        let numbers = found.map(\.number)
        let first = try #require(numbers.first)
        let last = try #require(numbers.last)
        #expect(numbers == Array(first...last), "every day once, in order")
        #expect(numbers.count >= 366)
        for slot in found {
            #expect(calendar.day(of: slot.dueAt).number == Int(slot.number))
            let reading = slot.dueAt.milliseconds + calendar.offset(at: slot.dueAt)
            let minutes = reading / 60_000 - slot.number * 1440
            let wanted = Int64(time.hour * 60 + time.minute)
            #expect(minutes == wanted || (minutes > wanted && minutes <= wanted + 60), "\(slot.dueAt.rfc3339)")
        }
    }

    @Test(arguments: [
        // Half past two is skipped: three o'clock.
        ("Europe/Berlin", "2026-03-29", "2026-03-29T01:00:00Z"),
        ("America/New_York", "2026-03-08", "2026-03-08T07:00:00Z"),
        // It comes twice: the first.
        ("Europe/Berlin", "2026-10-25", "2026-10-25T00:30:00Z"),
        // Half an hour from two on is skipped.
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T15:30:00Z"),
        ("Asia/Kathmandu", "2026-10-25", "2026-10-24T20:45:00Z"),
    ])
    func `half past two is met once when the clocks change`(zone: String, day: String, due: String) throws {
        let calendar = try #require(DayCalendar(identifier: zone))
        let number = try #require(CalendarDay(iso: day)).number
        let dueAt = try #require(Instant(rfc3339: due))
        let schedule = JobSchedule.daily(hour: 2, minute: 30)
        let slot = JobSchedule.Slot(number: Int64(number), dueAt: dueAt)
        #expect(schedule.latestSlot(at: dueAt, in: calendar) == slot)
        #expect(schedule.latestSlot(at: dueAt.advanced(milliseconds: 20 * 3_600_000), in: calendar) == slot)
        let before = schedule.latestSlot(at: dueAt.advanced(milliseconds: -1), in: calendar)
        #expect(before?.number == Int64(number - 1))
    }

    @Test func `a day that a zone left out has no turn`() throws {
        let calendar = try #require(DayCalendar(identifier: "Pacific/Apia"))
        let found = try slots(
            of: .daily(hour: 2, minute: 30), in: calendar, from: "2011-12-20T00:00:00Z", days: 20)
        let skipped = try #require(CalendarDay(iso: "2011-12-30"))
        #expect(!found.map(\.number).contains(Int64(skipped.number)))
        #expect(Set(found.map(\.number)).count == found.count)
        #expect(found.map(\.number).contains(Int64(skipped.number - 1)))
        #expect(found.map(\.number).contains(Int64(skipped.number + 1)))
    }

    @Test(arguments: zones) func `a weekly job has one turn a week`(zone: String) throws {
        let calendar = try #require(DayCalendar(identifier: zone))
        let found = try slots(
            of: .weekly(.sunday, hour: 2, minute: 30), in: calendar, from: "2026-01-01T00:00:00Z", days: 366)
        #expect(found.count >= 52)
        for slot in found { #expect(CalendarDay(number: Int(slot.number)).weekday == .sunday) }
        for (earlier, later) in zip(found, found.dropFirst()) { #expect(later.number == earlier.number + 7) }
    }

    @Test func `a job of every few minutes has one turn a period`() throws {
        let found = try slots(of: .every(minutes: 45), in: .utc, from: "2026-01-01T00:00:00Z", days: 7)
        for (earlier, later) in zip(found, found.dropFirst()) {
            #expect(later.number == earlier.number + 1)
            #expect(later.dueAt.milliseconds - earlier.dueAt.milliseconds == 45 * 60_000)
        }
        #expect(found.count == 7 * 32)
    }

    @Test func `1970 began on a Thursday`() throws {
        #expect(CalendarDay(number: 0).weekday == .thursday)
        #expect(try #require(CalendarDay(iso: "1969-12-28")).weekday == .sunday)
        #expect(try #require(CalendarDay(iso: "2026-11-25")).weekday == .wednesday)
    }
}
