import CRMCore
import Synchronization

/// Day calendars by their zone, read from the system's zone data once.
final class CalendarCache: Sendable {
    private let calendars = Mutex<[String: DayCalendar]>([:])

    func calendar(_ identifier: String) -> DayCalendar? {
        calendars.withLock { calendars in
            if let known = calendars[identifier] { return known }
            guard let calendar = DayCalendar(identifier: identifier) else { return nil }
            calendars[identifier] = calendar
            return calendar
        }
    }
}
