import Foundation

/// A day of the proleptic Gregorian calendar: the number of days since 1970-01-01.
package struct CalendarDay: Sendable, Hashable, Comparable {
    package let number: Int

    package init(number: Int) {
        self.number = number
    }

    /// Nil when there is no such day in the years 1…9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Days from civil: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = era * 146_097 + dayOfEra - 719_468
        let back = civil
        guard back.month == month, back.day == day else { return nil }
    }

    /// Reads `yyyy-mm-dd`.
    package init?(iso text: some StringProtocol) {
        guard text.utf8.count == 10, let stamp = LocalTimestamp(text) else { return nil }
        number = Int(floorDivide(stamp.local.milliseconds, Instant.millisecondsPerDay))
    }

    /// Year, month and day (civil_from_days of the same source).
    package var civil: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let index = (5 * dayOfYear + 2) / 153
        let month = index < 10 ? index + 3 : index - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * index + 2) / 5 + 1)
    }

    /// `yyyy-mm-dd`.
    package var iso: String { String(ascii: 10) { appendISO(to: &$0) } }

    /// Appends ``iso``.
    func appendISO(to bytes: inout [UInt8]) {
        let (year, month, day) = civil
        if year < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes.append(digits: UInt64(year.magnitude), width: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(digits: UInt64(month), width: 2)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(digits: UInt64(day), width: 2)
    }

    package static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.number < right.number }

    package func advanced(days: Int) -> CalendarDay { CalendarDay(number: number + days) }

    /// 1970-01-01 was a Thursday.
    package var weekday: Weekday {
        let place = (number + 3) % Weekday.allCases.count
        return Weekday.allCases[place < 0 ? place + Weekday.allCases.count : place]
    }
}

/// A day of the week, in the order of ISO 8601.
package enum Weekday: String, Sendable, CaseIterable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}

/// Days in one time zone: which day an instant falls on, and when a day begins.
///
/// The offsets are read once from the system's zone data, so that a look-up is a binary search without locks.
package struct DayCalendar: Sendable {
    /// IANA name, `Europe/Berlin`.
    package let identifier: String
    /// Offsets in milliseconds, each valid from its instant on; the first is valid from the beginning of time.
    private let offsets: [(from: Int64, offset: Int64)]

    private static let firstYearStart: Int64 = -2_208_988_800_000  // 1900-01-01
    private static let lastYearStart: Int64 = 4_102_444_800_000  // 2100-01-01

    package static let utc = DayCalendar(identifier: "UTC", offsets: [(Int64.min, 0)])

    /// Nil when the system knows no zone of that name.
    package init?(identifier: String) {
        if identifier == "UTC" {
            self = .utc
            return
        }
        // Foundation reads up to a null character.
        guard identifier.contains("/") || identifier == "GMT", !identifier.utf8.contains(0),
            let zone = TimeZone(identifier: identifier)
        else { return nil }
        self.init(identifier: identifier, offsets: Self.readOffsets(of: zone))
    }

    private init(identifier: String, offsets: [(from: Int64, offset: Int64)]) {
        self.identifier = identifier
        self.offsets = offsets
    }

    private static func readOffsets(of zone: TimeZone) -> [(from: Int64, offset: Int64)] {
        var date = Date(timeIntervalSince1970: Double(firstYearStart) / 1000)
        let last = Date(timeIntervalSince1970: Double(lastYearStart) / 1000)
        var offsets = [(from: Int64.min, offset: Int64(zone.secondsFromGMT(for: date)) * 1000)]
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next > date, next < last {
            let offset = Int64(zone.secondsFromGMT(for: next)) * 1000
            if offset != offsets[offsets.count - 1].offset {
                offsets.append((Int64((next.timeIntervalSince1970 * 1000).rounded()), offset))
            }
            date = next
        }
        return offsets
    }

    /// Milliseconds east of UTC at the instant.
    package func offset(at instant: Instant) -> Int64 { offsets[place(of: instant)].offset }

    /// The same, and when the clocks are changed next; nil when they never are.
    package func stretch(at instant: Instant) -> (offset: Int64, end: Instant?) {
        let place = place(of: instant)
        let next = offsets.dropFirst(place + 1).first
        return (offsets[place].offset, next.map { Instant(milliseconds: $0.from) })
    }

    private func place(of instant: Instant) -> Int {
        var (low, high) = (0, offsets.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if offsets[middle].from <= instant.milliseconds { low = middle } else { high = middle }
        }
        return low
    }

    /// The day that the clocks of the zone show at the instant.
    package func day(of instant: Instant) -> CalendarDay {
        let local = instant.milliseconds + offset(at: instant)
        return CalendarDay(number: Int(floorDivide(local, Instant.millisecondsPerDay)))
    }

    /// The first instant of the day, also where midnight itself is skipped.
    package func start(of day: CalendarDay) -> Instant {
        instant(local: Instant(milliseconds: Int64(day.number) * Instant.millisecondsPerDay))
    }

    /// False for a day that the zone left out, such as 2011-12-30 in Apia.
    package func hasDay(_ day: CalendarDay) -> Bool { start(of: day) < start(of: day.advanced(days: 1)) }

    /// The instant at which the clocks show the reading: the first of two when it comes twice, the end of the gap when
    /// it is skipped.
    package func instant(local: Instant) -> Instant {
        let day = Instant.millisecondsPerDay
        let before = offset(at: local.advanced(milliseconds: -day))
        let after = offset(at: local.advanced(milliseconds: day))
        let early = local.advanced(milliseconds: -before)
        if before == after || offset(at: early) == before { return early }
        let late = local.advanced(milliseconds: -after)
        if offset(at: late) == after { return late }
        return firstInstant(with: after, between: late, and: early)
    }

    /// The transition inside a gap.
    private func firstInstant(with offset: Int64, between low: Instant, and high: Instant) -> Instant {
        let transition = offsets.first { $0.from > low.milliseconds && $0.from <= high.milliseconds }
        return transition.map { Instant(milliseconds: $0.from) } ?? high
    }
}

extension DayCalendar: Equatable {
    package static func == (left: DayCalendar, right: DayCalendar) -> Bool { left.identifier == right.identifier }
}
