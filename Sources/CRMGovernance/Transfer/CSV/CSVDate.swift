package import CRMCore

/// Which comes first where a date is written with slashes.
package enum CSVDayOrder: String, Sendable, CaseIterable {
    /// `31/12/2025`.
    case dayFirst = "dd/mm/yyyy"
    /// `12/31/2025`.
    case monthFirst = "mm/dd/yyyy"
}

/// Reads dates as people and shops write them.
///
/// Everything of ``LocalTimestamp`` (RFC 3339, `2025-10-07 09:50:26 +0200`, `yyyymmdd`, `yyyy-mm-dd hh:mm[:ss]`), and
/// `dd.mm.yyyy`, `yyyy/mm/dd`, each with or without a time, also with AM and PM. `03/04/2025` and `03-04-2025` are read
/// only when the caller says which order the file has: that a single cell allows but one order proves nothing about
/// the others. Years have four digits.
package enum CSVDate {
    /// The local reading and the offset, if one is written; throws when the cell is no date or needs the order.
    package static func read(
        _ text: String, dayOrder: CSVDayOrder? = nil
    ) throws(CSVValueError) -> LocalTimestamp {
        let text = CSVCell.value(text)
        if let stamp = LocalTimestamp(text) { return stamp }
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == " " || $0 == "T" }
        guard let day = try isoDay(parts[0], dayOrder: dayOrder) else { throw .notADate }
        var iso = day
        if parts.count == 2 {
            guard let time = isoTime(parts[1]) else { throw .notADate }
            iso += " " + time
        }
        guard let stamp = LocalTimestamp(iso) else { throw .notADate }
        return stamp
    }

    /// `yyyy-mm-dd`; nil when the text is not three numbers with the same separator.
    private static func isoDay(_ text: Substring, dayOrder: CSVDayOrder?) throws(CSVValueError) -> String? {
        guard let separator = text.first(where: { "./-".contains($0) }) else { return nil }
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy(isNumber) else { return nil }
        let (year, month, day): (Substring, Substring, Substring)
        switch (parts[0].utf8.count, parts[2].utf8.count) {
        case (4, 1...2): (year, month, day) = (parts[0], parts[1], parts[2])
        case (1...2, 4):
            guard let order = separator == "." ? .dayFirst : dayOrder else { throw .ambiguousDate }
            (year, month, day) =
                order == .dayFirst ? (parts[2], parts[1], parts[0]) : (parts[2], parts[0], parts[1])
        default: return nil
        }
        guard parts[1].utf8.count <= 2 else { return nil }
        return "\(year)-\(padded(month))-\(padded(day))"
    }

    /// `hh:mm[:ss]` with the offset as written; nil when the hour is none of its clock.
    private static func isoTime(_ text: Substring) -> String? {
        let clock = text.prefix { $0.isNumber || $0 == ":" || $0 == "." }
        let rest = text.dropFirst(clock.count)
        let digits = clock.prefix { $0 != ":" }
        guard isNumber(digits), let hour = Int(digits) else { return nil }
        let half = rest.filter { $0 != " " }.uppercased()
        guard half == "AM" || half == "PM" else { return padded(digits) + clock.dropFirst(digits.count) + rest }
        guard (1...12).contains(hour) else { return nil }
        return padded("\(hour % 12 + (half == "PM" ? 12 : 0))") + clock.dropFirst(digits.count)
    }

    private static func isNumber(_ text: Substring) -> Bool {
        (1...4).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func padded(_ digits: Substring) -> String { digits.utf8.count < 2 ? "0" + digits : String(digits) }
}
