import CRMCore
import Testing

@Suite struct MomentTests {
    private let berlin: DayCalendar

    init() throws {
        berlin = try #require(DayCalendar(identifier: "Europe/Berlin"))
    }

    @Test func `a day is taken from its midnight up to the next, 23 hours when the clocks go forward`() throws {
        let moment = Moment.day(try #require(CalendarDay(iso: "2025-03-30")))
        #expect(moment.start(in: berlin).rfc3339 == "2025-03-29T23:00:00Z")
        #expect(moment.end(in: berlin).rfc3339 == "2025-03-30T22:00:00Z")
        #expect(moment.day(in: berlin).iso == "2025-03-30")
    }

    @Test func `an instant is one millisecond of the day that the zone shows`() throws {
        let instant = try #require(Instant(rfc3339: "2025-03-30T22:00:00Z"))
        let moment = Moment.instant(instant)
        #expect(moment.start(in: berlin) == instant)
        #expect(moment.end(in: berlin) == instant.advanced(milliseconds: 1))
        #expect(moment.day(in: berlin).iso == "2025-03-31")
        #expect(moment.day(in: .utc).iso == "2025-03-30")
    }
}
