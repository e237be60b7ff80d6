package import CRMCore
package import CRMDatabase
package import CRMPlatform

/// A reading of a clock without its date, in minutes since midnight.
package struct TimeOfDay: Sendable, Hashable {
    package let minutes: Int

    static let minutesPerDay = 24 * 60

    /// Nil beyond 23:59.
    package init?(minutes: Int) {
        guard (0..<TimeOfDay.minutesPerDay).contains(minutes) else { return nil }
        self.minutes = minutes
    }

    /// Reads `HH:MM`.
    package init?(_ text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 5, digits[2] == UInt8(ascii: ":"),
            [0, 1, 3, 4].allSatisfy({ (48...57).contains(digits[$0]) })
        else { return nil }
        func number(_ place: Int) -> Int { Int(digits[place] - 48) * 10 + Int(digits[place + 1] - 48) }
        guard number(0) < 24, number(3) < 60 else { return nil }
        minutes = number(0) * 60 + number(3)
    }

    /// `HH:MM`.
    package var text: String {
        [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}

extension TimeOfDay: JSONEncodable {
    package static var schema: Schema { .type("string", ("pattern", "^([01][0-9]|2[0-3]):[0-5][0-9]$")) }
    package func write(to writer: inout JSONWriter) { writer.string(text) }
}

extension TimeOfDay: SQLBindable, SQLDecodable {
    package static var sqlType: SQLType { .int64 }
    package var sqlValue: SQLValue { .int64(Int64(minutes)) }
    package static func read(_ source: any RowSource, _ index: Int) throws -> TimeOfDay {
        guard let time = TimeOfDay(minutes: Int(try source.int64(index))) else {
            throw DatabaseError.corrupt("a time of day lies beyond the day")
        }
        return time
    }
}

extension Codec where Value == TimeOfDay {
    static var timeOfDay: Codec {
        .string(
            TimeOfDay.schema, placeholder: TimeOfDay("22:00").unsafelyUnwrapped,
            expectation: "a time such as 22:00"
        ) { TimeOfDay($0) }
    }
}

/// The hours in which a customer wants to be left alone; past midnight when they end before they start.
package struct QuietHours: Sendable, Hashable {
    package let start: TimeOfDay
    /// The first minute after them.
    package let end: TimeOfDay

    package init(from start: TimeOfDay, to end: TimeOfDay) {
        self.start = start
        self.end = end
    }

    /// Nil without either time; throws ``InvalidRequest`` for one alone and for two equal ones.
    init?(start: TimeOfDay?, end: TimeOfDay?) throws {
        switch (start, end) {
        case (nil, nil): return nil
        case (nil, _): throw QuietHours.refusal("/quietHoursStart", "field.required", "is required with quietHoursEnd")
        case (_, nil): throw QuietHours.refusal("/quietHoursEnd", "field.required", "is required with quietHoursStart")
        case (let start?, let end?):
            guard start != end else {
                throw QuietHours.refusal("/quietHoursEnd", "field.range", "must differ from quietHoursStart")
            }
            self.init(from: start, to: end)
        }
    }

    private static func refusal(_ pointer: String, _ code: String, _ detail: String) -> InvalidRequest {
        InvalidRequest([FieldError(pointer: pointer, code: code, detail: detail)])
    }

    /// When they are over, or nil at a time that lies outside of them.
    package func end(at instant: Instant, in calendar: DayCalendar) -> Instant? {
        let today = calendar.day(of: instant)
        let midnight = Int64(today.number) * Instant.millisecondsPerDay
        let minute = Int((instant.milliseconds + calendar.offset(at: instant) - midnight) / 60_000)
        let (first, last) = (start.minutes, end.minutes)
        let isWithin = first < last ? (first..<last).contains(minute) : minute >= first || minute < last
        guard isWithin else { return nil }
        let day = minute < last ? today : today.advanced(days: 1)
        let local = Int64(day.number) * Instant.millisecondsPerDay + Int64(last) * 60_000
        return calendar.instant(local: Instant(milliseconds: local))
    }
}
