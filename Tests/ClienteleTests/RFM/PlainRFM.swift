import Foundation

/// One purchase of a data set: who, on which day (numbered), for how many cents.
struct Purchase: Sendable {
    let customerID: String
    let day: Int
    let cents: Int

    /// As a row of a generic file without order ids.
    var row: String { "\(customerID),\(Day.text(day)),\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)\n" }

    /// A file of these purchases.
    static func file(_ purchases: [Purchase]) -> String {
        purchases.reduce(into: "customer_id,placed_at,total\n") { $0 += $1.row }
    }
}

/// Days of the calendar, counted by Foundation so that a mistake in the product's own calendar shows.
enum Day {
    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    /// Days since 1970-01-01.
    static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let date = calendar.date(from: DateComponents(year: year, month: month, day: day))
        return Int(((date?.timeIntervalSince1970 ?? .nan) / 86_400).rounded())
    }

    /// `yyyy-mm-dd`.
    static func text(_ number: Int) -> String {
        let date = Date(timeIntervalSince1970: Double(number) * 86_400)
        let parts = calendar.dateComponents([.year, .month, .day], from: date)
        return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    }
}

/// RFM as the domain rules word it, written down once more from the words: a year's window, fixed thresholds.
struct PlainRFM {
    var scores: [String: ScoreRow] = [:]

    var distribution: [String: Int] { Dictionary(grouping: scores.values, by: \.rfmSegment).mapValues(\.count) }

    init(_ purchases: [Purchase], asOf: Int) {
        for (customerID, own) in Dictionary(grouping: purchases.filter { $0.day <= asOf }, by: \.customerID) {
            let window = own.filter { asOf - $0.day < 365 }
            let recencyDays = asOf - (own.map(\.day).max() ?? asOf)
            let cents = window.reduce(0) { $0 + $1.cents }
            let (r, f, m) = (Self.r(recencyDays), Self.f(window.count), Self.m(cents))
            scores[customerID] = ScoreRow(
                customerId: customerID, recencyScore: r, frequencyScore: f, monetaryScore: m,
                rfmScore: 100 * r + 10 * f + m, rfmSegment: Self.segment(r, f, m, isOnlyOrder: own.count == 1),
                recencyDays: recencyDays, orderCount: window.count, totalSpent: Decimal(cents) / 100)
        }
    }

    private static func r(_ days: Int) -> Int {
        if days <= 30 { return 5 }
        if days <= 60 { return 4 }
        if days <= 90 { return 3 }
        return days <= 180 ? 2 : 1
    }

    private static func f(_ orders: Int) -> Int {
        if orders >= 10 { return 5 }
        if orders >= 7 { return 4 }
        if orders >= 4 { return 3 }
        return orders >= 2 ? 2 : 1
    }

    private static func m(_ cents: Int) -> Int {
        if cents >= 500_000 { return 5 }
        if cents >= 250_000 { return 4 }
        if cents >= 100_000 { return 3 }
        return cents >= 50_000 ? 2 : 1
    }

    private static func segment(_ r: Int, _ f: Int, _ m: Int, isOnlyOrder: Bool) -> String {
        if r >= 4 && f >= 4 && m >= 4 { return "Champions" }
        if r >= 3 && m == 5 { return "VIP" }
        if r >= 4 && f == 1 && isOnlyOrder { return "New Customers" }
        if r >= 3 { return f >= 3 ? "Loyal Customers" : "Potential Loyalists" }
        return r == 2 || f >= 4 || m >= 4 ? "At Risk" : "Lost"
    }
}
