package import CRMCore
import CRMDatabase

/// The account's days are counted in another time zone than the work was begun with: it is done again, in that one.
struct TimeZoneMoved: Error {
    let calendar: DayCalendar
}

/// What one attempt at a transaction knows of the account's time zone.
final class TimeZoneHold {
    fileprivate(set) var isHeld = false
}

extension Work {
    /// Keeps the account's time zone as it is until this transaction ends. Whoever writes a day column calls it before: a
    /// process may have read the account some time ago, and a change of the zone waits for those who hold it.
    ///
    /// Throws when the zone is another one than the work was begun with; ``Workplace`` then does the work again.
    package func holdTimeZone() throws {
        guard !timeZone.isHeld else { return }
        let zone: String? = try session.first(
            "SELECT time_zone FROM accounts WHERE user_id = \(account.key)\(session.dialect.forShare)"
        ) { row in try row.read() }
        if let zone, zone != account.calendar.identifier {
            guard let calendar = DayCalendar(identifier: zone) else {
                throw DatabaseError.corrupt("the account's time zone \(zone) is not known here")
            }
            throw TimeZoneMoved(calendar: calendar)
        }
        timeZone.isHeld = true
    }
}

/// Columns of a table that hold days of the account's time zone, and what a change of the zone makes of them. Every
/// feature declares its own, so that none is forgotten.
package struct DayColumns: Sendable {
    package let table: String
    package let columns: [String]
    package let rule: Rule

    package enum Rule: Sendable, Hashable {
        /// Each is the day of the instant in that column, which an index finds behind `user_id`: the change rewrites it.
        case day(of: String)
        /// They follow from such days, and the feature computes them anew: see ``DaysRewritten``.
        case computed
        /// They tell what was on a day of the zone of then, and stay.
        case kept
    }

    package init(_ table: String, _ columns: [String], _ rule: Rule) {
        self.table = table
        self.columns = columns
        self.rule = rule
    }
}

/// The account's days are counted in another time zone from this transaction on. Its `Work` still has the old one.
package struct TimeZoneSwitched: DomainEvent {
    package let calendar: DayCalendar

    package init(to calendar: DayCalendar) {
        self.calendar = calendar
    }
}

/// After a change of the time zone every day of an instant has been rewritten: what follows from days is to be computed
/// anew. It may be told more than once.
package struct DaysRewritten: DomainEvent {
    package init() {}
}
