package import CRMCore

/// How far the sample shop is loaded. Until it is there the account's name tells it, changed in the transaction of each
/// day, so that a load that was cut short goes on behind the last day that is in.
package struct SampleShopProgress: Sendable, Equatable {
    /// The last day of the shop, which stays when the load is taken up on another day.
    package let lastDay: CalendarDay
    /// Days that are loaded.
    package let days: Int

    package init(lastDay: CalendarDay, days: Int) {
        self.lastDay = lastDay
        self.days = days
    }

    /// Reads it from an account's name; nil when that tells of none.
    package init?(_ name: String) {
        guard name.hasSuffix(SampleShopProgress.end), let start = name.lastIndex(of: "(") else { return nil }
        let words = name[name.index(after: start)...].dropLast().split(separator: " ")
        guard words.count == 5, words[0] == "loading", let days = Int(words[3]),
            let lastDay = CalendarDay(iso: String(words[2].dropLast()))
        else { return nil }
        self.init(lastDay: lastDay, days: days)
    }

    private static let end = " days)"

    /// The name of the account before the first day.
    package static func begin(of name: String) -> String { "\(name) (loading)" }

    /// The name of the account for now: `Bean & Leaf (loading to 2026-11-28, 312 days)`.
    package func name(of name: String) -> String {
        "\(name) (loading to \(lastDay.iso), \(days)\(SampleShopProgress.end)"
    }
}
