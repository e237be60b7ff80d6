/// A day or a point in time, as callers name the end of a computation or the bound of a filter.
package enum Moment: Sendable, Hashable {
    case day(CalendarDay)
    case instant(Instant)

    /// The day it falls on.
    package func day(in calendar: DayCalendar) -> CalendarDay {
        switch self {
        case .day(let day): day
        case .instant(let instant): calendar.day(of: instant)
        }
    }

    /// The first instant that is no longer part of it: a day is taken in whole.
    package func end(in calendar: DayCalendar) -> Instant {
        switch self {
        case .day(let day): calendar.start(of: day.advanced(days: 1))
        case .instant(let instant): instant.advanced(milliseconds: 1)
        }
    }

    /// The first instant that is part of it.
    package func start(in calendar: DayCalendar) -> Instant {
        switch self {
        case .day(let day): calendar.start(of: day)
        case .instant(let instant): instant
        }
    }
}
