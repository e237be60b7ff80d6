import CRMCore
import Foundation
import Testing

/// Holds the calendar to Foundation's zones, and to days that are known for their clocks.
@Suite struct DayCalendarTests {
    /// Half hours, quarters, two hours of summer, a negative summer, midnight skipped or repeated, whole days skipped
    /// or repeated.
    static let zones = [
        "UTC", "Europe/Berlin", "Europe/London", "Europe/Dublin", "Europe/Amsterdam", "America/New_York",
        "America/St_Johns", "America/Sao_Paulo", "America/Asuncion", "America/Santiago", "America/Havana",
        "America/Caracas", "America/Nuuk", "Atlantic/Azores", "Africa/Cairo", "Africa/Casablanca", "Africa/Monrovia",
        "Asia/Beirut", "Asia/Amman", "Asia/Tehran", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Pyongyang", "Asia/Manila",
        "Australia/Lord_Howe", "Antarctica/Troll", "Pacific/Apia", "Pacific/Kwajalein", "Pacific/Kiritimati",
        "Pacific/Chatham",
    ]

    private static let years1900To2100: Range<Int64> = -2_208_988_800_000..<4_102_444_800_000
    private static let years2000To2040: Range<Int64> = 946_684_800_000..<2_240_524_800_000

    @Test(arguments: zones)
    func `random instants of 1900 to 2100 fall on the day that Foundation shows`(zone: String) throws {
        let (calendar, oracle) = try (#require(DayCalendar(identifier: zone)), #require(ZoneOracle(zone)))
        var random = SeededGenerator("instants in \(zone)")
        for _ in 0..<2000 {
            let instant = Instant(milliseconds: Int64.random(in: Self.years1900To2100, using: &random))
            let isRight =
                calendar.offset(at: instant) == oracle.offset(at: instant.milliseconds)
                && calendar.day(of: instant).number == oracle.day(of: instant.milliseconds)
            if !isRight { Issue.record("\(zone) at \(instant.rfc3339), seed \(random.seed)") }
        }
    }

    @Test(arguments: zones)
    func `random readings of the clocks are resolved by the rule`(zone: String) throws {
        let (calendar, oracle) = try (#require(DayCalendar(identifier: zone)), #require(ZoneOracle(zone)))
        var random = SeededGenerator("readings in \(zone)")
        for _ in 0..<500 {
            let local = Instant(milliseconds: Int64.random(in: Self.years1900To2100, using: &random))
            let expected = oracle.instant(local: local.milliseconds)
            if calendar.instant(local: local).milliseconds != expected {
                Issue.record("\(zone), \(local.rfc3339) on the clock, seed \(random.seed)")
            }
        }
    }

    @Test(arguments: zones)
    func `around all changes of 2000 to 2040 the rules for gaps and overlaps hold`(zone: String) throws {
        let (calendar, oracle) = try (#require(DayCalendar(identifier: zone)), #require(ZoneOracle(zone)))
        for transition in oracle.transitions(in: Self.years2000To2040) {
            let (before, after) = (oracle.offset(at: transition - 1), oracle.offset(at: transition))
            #expect(calendar.offset(at: Instant(milliseconds: transition - 1)) == before)
            #expect(calendar.offset(at: Instant(milliseconds: transition)) == after)
            let (first, last) = (transition + min(before, after), transition + max(before, after))
            for local in [first - 1, first, first + 1, (first + last) / 2, last - 1, last, last + 1] {
                let found = calendar.instant(local: Instant(milliseconds: local))
                // In a gap its end; in an overlap the earlier, which the offset before the change gives.
                let isInGap = before < after && (first..<last).contains(local)
                let isBefore = before < after ? local < first : local < last
                let expected = isInGap ? transition : local - (isBefore ? before : after)
                #expect(found.milliseconds == expected, "\(zone), \(Instant(milliseconds: local).rfc3339)")
            }
        }
    }

    @Test(arguments: zones)
    func `a day starts with the first instant that is no longer in the day before`(zone: String) throws {
        let (calendar, oracle) = try (#require(DayCalendar(identifier: zone)), #require(ZoneOracle(zone)))
        for transition in oracle.transitions(in: Self.years1900To2100) {
            let around = oracle.day(of: transition)
            for number in around - 2...around + 2 {
                let start = calendar.start(of: CalendarDay(number: number)).milliseconds
                #expect(oracle.day(of: start) >= number, "\(zone), \(CalendarDay(number: number).iso)")
                #expect(oracle.day(of: start - 1) < number, "\(zone), \(CalendarDay(number: number).iso)")
                if transition < start { #expect(oracle.day(of: transition - 1) < number) }
            }
        }
    }

    @Test(arguments: [
        ("Europe/Berlin", "2025-03-30", "2025-03-29T23:00:00Z"),
        ("Europe/Berlin", "2025-03-31", "2025-03-30T22:00:00Z"),
        // Midnight is skipped: the day begins at one o'clock.
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
        ("America/Asuncion", "2023-10-01", "2023-10-01T04:00:00Z"),
        ("Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z"),
        // Midnight comes once, the hour before it twice.
        ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"),
        // Midnight comes twice: the clocks went back at 00:01.
        ("America/St_Johns", "2006-10-29", "2006-10-29T02:30:00Z"),
        // The whole day is skipped.
        ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z"),
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
        ("Asia/Kathmandu", "2025-10-07", "2025-10-06T18:15:00Z"),
        ("Australia/Lord_Howe", "2025-10-06", "2025-10-05T13:00:00Z"),
        ("UTC", "2025-10-07", "2025-10-07T00:00:00Z"),
    ])
    func `days known for their clocks start on time`(zone: String, day: String, expected: String) throws {
        let calendar = try #require(DayCalendar(identifier: zone))
        #expect(try calendar.start(of: #require(CalendarDay(iso: day))).rfc3339 == expected)
    }

    @Test(arguments: [
        // Half an hour is skipped at two o'clock, and repeated in autumn.
        ("Australia/Lord_Howe", "2025-10-05T02:15:00Z", "2025-10-04T15:30:00Z"),
        ("Australia/Lord_Howe", "2025-04-06T01:45:00Z", "2025-04-05T14:45:00Z"),
        ("America/New_York", "2025-03-09T02:30:00Z", "2025-03-09T07:00:00Z"),
        ("America/New_York", "2025-11-02T01:30:00Z", "2025-11-02T05:30:00Z"),
        ("Pacific/Apia", "2011-12-30T15:00:00Z", "2011-12-30T10:00:00Z"),
        ("Pacific/Kwajalein", "1993-08-21T12:00:00Z", "1993-08-21T12:00:00Z"),
        ("Antarctica/Troll", "2025-03-30T02:59:59Z", "2025-03-30T01:00:00Z"),
    ])
    func `a skipped reading is the end of the gap and a repeated one the first`(
        zone: String, local: String, expected: String
    ) throws {
        let calendar = try #require(DayCalendar(identifier: zone))
        #expect(try calendar.instant(local: #require(Instant(rfc3339: local))).rfc3339 == expected)
    }

    @Test(arguments: [
        "", " ", "Berlin", "Europe", "Europe/", "/", "/Berlin", "Europe/Atlantis", "Europe/Berlin ", " Europe/Berlin",
        "Europe/Berlin/", "Europe/Berlin\0", "../Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin", "posix/../UTC",
        "GMT+2", "GMT+2/x", "GMT+0200", "UTC+2", "+02:00", "utc", "gmt",
    ])
    func `an unknown zone gives nil`(identifier: String) {
        #expect(DayCalendar(identifier: identifier) == nil)
    }

    @Test func `zones are equal by their names`() {
        #expect(DayCalendar(identifier: "UTC") == .utc)
        #expect(DayCalendar(identifier: "Europe/Berlin")?.identifier == "Europe/Berlin")
        #expect(DayCalendar(identifier: "Europe/Berlin") == DayCalendar(identifier: "Europe/Berlin"))
        #expect(DayCalendar(identifier: "Europe/Berlin") != DayCalendar(identifier: "Europe/Paris"))
        #expect(DayCalendar(identifier: "GMT")?.offset(at: Instant(milliseconds: 0)) == 0)
        #expect(DayCalendar(identifier: "America/Argentina/Buenos_Aires") != nil)
    }

    @Test(arguments: ["UTC", "Europe/Berlin", "Pacific/Apia", "America/New_York"])
    func `the ends of the range have a day in every zone`(zone: String) throws {
        let calendar = try #require(DayCalendar(identifier: zone))
        for instant in [Instant.range.lowerBound, Instant.range.upperBound] {
            let day = calendar.day(of: instant)
            #expect(calendar.start(of: day) <= instant)
            #expect(calendar.start(of: day.advanced(days: 1)) > instant)
        }
    }
}

/// Foundation's view of a zone.
private struct ZoneOracle {
    let zone: TimeZone

    private static let hour: Int64 = 3_600_000

    init?(_ identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        self.zone = zone
    }

    func offset(at milliseconds: Int64) -> Int64 {
        let seconds = (Double(milliseconds) / 1000).rounded(.down)
        return Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: seconds))) * 1000
    }

    func day(of milliseconds: Int64) -> Int {
        Int((Double(milliseconds + offset(at: milliseconds)) / 86_400_000).rounded(.down))
    }

    /// The changes of the offset in the range.
    func transitions(in range: Range<Int64>) -> [Int64] {
        var found: [Int64] = []
        var date = Date(timeIntervalSince1970: Double(range.lowerBound) / 1000)
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next > date {
            let milliseconds = Int64((next.timeIntervalSince1970 * 1000).rounded())
            guard range.contains(milliseconds) else { break }
            if offset(at: milliseconds) != offset(at: milliseconds - 1) { found.append(milliseconds) }
            date = next
        }
        return found
    }

    /// The first instant that shows the reading, else the end of the gap that skips it.
    func instant(local: Int64) -> Int64? {
        let steps = stride(from: local - 36 * Self.hour, through: local + 36 * Self.hour, by: Int(6 * Self.hour))
        let shown = Set(steps.map(offset(at:))).map { local - $0 }.filter { $0 + offset(at: $0) == local }
        if let first = shown.min() { return first }
        return transitions(in: local - 48 * Self.hour..<local + 48 * Self.hour).first {
            ($0 + offset(at: $0 - 1)..<$0 + offset(at: $0)).contains(local)
        }
    }
}
