import CRMCore
import Foundation
import Testing

/// Holds the day numbers to plain counting and to Foundation.
@Suite struct CalendarDayTests {
    /// The rule as a school book has it.
    private func lengths(ofMonthsIn year: Int) -> [Int] {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    }

    @Test func `every day of 1900 to 2100 has the number that counting gives`() throws {
        var number = -25_567
        for year in 1900...2100 {
            for (month, length) in zip(1...12, lengths(ofMonthsIn: year)) {
                for day in 1...length {
                    let calendarDay = try #require(CalendarDay(year: year, month: month, day: day))
                    let civil = CalendarDay(number: number).civil
                    let isRight =
                        calendarDay.number == number && civil == (year, month, day)
                        && CalendarDay(iso: calendarDay.iso) == calendarDay
                    if !isRight { Issue.record("\(year)-\(month)-\(day) is \(calendarDay) instead of \(number)") }
                    number += 1
                }
                for day in [-1, 0, length + 1, 32] where CalendarDay(year: year, month: month, day: day) != nil {
                    Issue.record("\(year)-\(month) has no day \(day)")
                }
            }
        }
        #expect(number == 47_847)
    }

    @Test func `every day of 1900 to 2100 is the one that Foundation shows`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        let first = try #require(CalendarDay(iso: "1900-01-01"))
        let last = try #require(CalendarDay(iso: "2100-12-31"))
        for number in first.number...last.number {
            let date = Date(timeIntervalSince1970: Double(number) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let civil = CalendarDay(number: number).civil
            if (parts.year, parts.month, parts.day) != (civil.year, civil.month, civil.day) {
                Issue.record("day \(number) is \(parts), not \(civil)")
            }
        }
    }

    @Test func `every year of the range begins and ends on the day that counting gives`() throws {
        var number = -719_162
        for year in 1...9999 {
            let length = lengths(ofMonthsIn: year).reduce(0, +)
            let first = CalendarDay(year: year, month: 1, day: 1)
            let last = CalendarDay(year: year, month: 12, day: 31)
            let leap = CalendarDay(year: year, month: 2, day: 29)
            let isRight =
                first?.number == number && last?.number == number + length - 1
                && leap?.number == (length == 366 ? number + 59 : nil)
            if !isRight { Issue.record("year \(year)") }
            number += length
        }
        #expect(CalendarDay(number: number - 1).iso == "9999-12-31")
        #expect(Int(Instant.range.upperBound.milliseconds / Instant.millisecondsPerDay) == number - 1)
    }

    @Test(arguments: [
        ("0001-01-01", -719_162), ("0099-12-31", -683_004), ("0999-12-31", -354_286), ("1969-12-31", -1),
        ("1970-01-01", 0), ("2000-02-29", 11_016), ("2024-02-29", 19_782), ("9999-12-31", 2_932_896),
    ])
    func `days are written with four digits of the year`(iso: String, number: Int) {
        #expect(CalendarDay(number: number).iso == iso)
        #expect(CalendarDay(iso: iso)?.number == number)
    }

    @Test(arguments: [
        "", "2025-02-29", "1900-02-29", "2100-02-29", "2025-04-31", "2025-13-01", "2025-00-01", "2025-01-00",
        "0000-12-31",
        "20251007", "2025-10-7", "2025-1-07", "25-10-07", "2025-10-07T", "2025-10-07 ", " 2025-10-07", "2025-10-07Z",
        "2025-10-07T00:00:00Z", "10000-01-01", "-001-01-01", "２０２５-10-07", "2025/10/07",
    ])
    func `what is no day is refused`(text: String) {
        #expect(CalendarDay(iso: text) == nil)
    }

    @Test(arguments: [
        (0, 1, 1), (10_000, 1, 1), (-1, 12, 31), (2025, 0, 1), (2025, 13, 1), (Int.max, 1, 1), (Int.min, 1, 1),
    ])
    func `numbers outside of the calendar are refused`(year: Int, month: Int, day: Int) {
        #expect(CalendarDay(year: year, month: month, day: day) == nil)
    }

    @Test func `days advance and compare by number`() throws {
        let day = try #require(CalendarDay(iso: "2024-02-28"))
        #expect(day.advanced(days: 2).iso == "2024-03-01")
        #expect(day.advanced(days: -59).iso == "2023-12-31")
        #expect(day < day.advanced(days: 1))
    }
}
