/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
package struct Instant: Sendable, Hashable, Comparable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// 0001-01-01 … 9999-12-31, what RFC 3339 can write.
    package static let range = Instant(milliseconds: -62_135_596_800_000)...Instant(milliseconds: 253_402_300_799_999)

    package static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    package func advanced(milliseconds: Int64) -> Instant { Instant(milliseconds: self.milliseconds + milliseconds) }

    package func advanced(days: Int) -> Instant { advanced(milliseconds: Int64(days) * Instant.millisecondsPerDay) }

    package static let millisecondsPerDay: Int64 = 86_400_000
}

extension Instant {
    /// Reads RFC 3339 (`2025-10-07T09:50:26.123+02:00`); a space for the `T` and an offset without a colon, as shop
    /// exports write them, are accepted too. A time without an offset is not an instant and gives nil.
    package init?(rfc3339 text: some StringProtocol) {
        guard let parts = TimestampParser.parse(text.utf8), let offset = parts.offsetMinutes else { return nil }
        let instant = parts.local.advanced(milliseconds: -Int64(offset) * 60_000)
        guard Instant.range.contains(instant) else { return nil }
        self = instant
    }

    /// RFC 3339 in UTC: `2025-10-07T07:50:26Z`, with milliseconds when there are any.
    package var rfc3339: String { String(ascii: 24) { appendRFC3339(to: &$0) } }

    /// Appends ``rfc3339``.
    func appendRFC3339(to bytes: inout [UInt8]) {
        let rest = milliseconds % Instant.millisecondsPerDay
        let inDay = rest < 0 ? rest + Instant.millisecondsPerDay : rest
        let (seconds, millis) = (inDay / 1000, inDay % 1000)
        CalendarDay(number: Int(floorDivide(milliseconds, Instant.millisecondsPerDay))).appendISO(to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        bytes.append(digits: UInt64(seconds / 3600), width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(digits: UInt64(seconds / 60 % 60), width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(digits: UInt64(seconds % 60), width: 2)
        if millis > 0 {
            bytes.append(UInt8(ascii: "."))
            bytes.append(digits: UInt64(millis), width: 3)
        }
        bytes.append(UInt8(ascii: "Z"))
    }
}

/// A date and time as written, before it is known where: the local reading and the offset, if one was written.
package struct LocalTimestamp: Sendable, Hashable {
    /// The reading of the clock, as if it were UTC.
    package let local: Instant
    /// Minutes east of UTC; nil when the text had no offset.
    package let offsetMinutes: Int?

    /// Reads a date (`2025-10-07`, `20251007`) or a date and time with or without an offset. A space may stand for the
    /// `T` and before the offset, `UTC` for the `Z`, a comma for the point; the seconds and the colon of the offset may
    /// be missing. What is finer than a millisecond is cut off.
    package init?(_ text: some StringProtocol) {
        guard let parts = TimestampParser.parse(text.utf8) else { return nil }
        self = parts
    }

    init(local: Instant, offsetMinutes: Int?) {
        self.local = local
        self.offsetMinutes = offsetMinutes
    }

    /// The point in time; a reading without an offset is taken in the given calendar.
    package func instant(in calendar: DayCalendar) -> Instant {
        if let offsetMinutes { return local.advanced(milliseconds: -Int64(offsetMinutes) * 60_000) }
        return calendar.instant(local: local)
    }
}

/// Reads timestamps byte by byte; the grammar is RFC 3339 §5.6 with the relaxations that ``LocalTimestamp`` names.
enum TimestampParser {
    static func parse(_ bytes: some Collection<UInt8>) -> LocalTimestamp? {
        var scanner = Scanner(bytes: Array(bytes))
        guard let day = scanner.day() else { return nil }
        let midnight = Instant(milliseconds: Int64(day.number) * Instant.millisecondsPerDay)
        if scanner.atEnd { return LocalTimestamp(local: midnight, offsetMinutes: nil) }
        guard scanner.takeAny(of: "Tt ") != nil, let time = scanner.time() else { return nil }
        let offset = scanner.offset()
        guard scanner.atEnd else { return nil }
        return LocalTimestamp(local: midnight.advanced(milliseconds: time), offsetMinutes: offset)
    }

    private struct Scanner {
        let bytes: [UInt8]
        var position = 0
        var atEnd: Bool { position == bytes.count }

        mutating func takeAny(of characters: StaticString) -> UInt8? {
            guard position < bytes.count else { return nil }
            let byte = bytes[position]
            let found = characters.withUTF8Buffer { $0.contains(byte) }
            guard found else { return nil }
            position += 1
            return byte
        }

        mutating func digits(_ count: Int) -> Int? {
            guard position + count <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[position..<position + count] {
                guard byte >= 48, byte <= 57 else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            position += count
            return value
        }

        mutating func day() -> CalendarDay? {
            guard let year = digits(4) else { return nil }
            let dashed = takeAny(of: "-") != nil
            guard let month = digits(2), !dashed || takeAny(of: "-") != nil, let day = digits(2) else { return nil }
            return CalendarDay(year: year, month: month, day: day)
        }

        mutating func time() -> Int64? {
            guard let hour = digits(2), takeAny(of: ":") != nil, let minute = digits(2) else { return nil }
            var seconds = 0
            var millis = 0
            if takeAny(of: ":") != nil {
                guard let value = digits(2) else { return nil }
                seconds = value
                if takeAny(of: ".,") != nil {
                    guard let value = fraction() else { return nil }
                    millis = value
                }
            }
            // A leap second (60) is read as the last second of its minute.
            guard hour < 24, minute < 60, seconds <= 60 else { return nil }
            return Int64(((hour * 60 + minute) * 60 + min(seconds, 59)) * 1000 + millis)
        }

        private mutating func fraction() -> Int? {
            var (value, count) = (0, 0)
            while let digit = digits(1) {
                if count < 3 { value = value * 10 + digit }
                count += 1
            }
            guard count > 0 else { return nil }
            for _ in min(count, 3)..<3 { value *= 10 }
            return value
        }

        mutating func offset() -> Int? {
            let start = position
            if takeAny(of: "Zz") != nil { return 0 }
            _ = takeAny(of: " ")
            if bytes[position...].elementsEqual(Array("UTC".utf8)) {
                position += 3
                return 0
            }
            guard let sign = takeAny(of: "+-"), let hours = digits(2) else {
                position = start
                return nil
            }
            _ = takeAny(of: ":")
            guard let minutes = digits(2), hours < 24, minutes < 60 else {
                position = start
                return nil
            }
            return (sign == 45 ? -1 : 1) * (hours * 60 + minutes)
        }
    }
}

/// Integer division that rounds towards minus infinity.
func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
}
