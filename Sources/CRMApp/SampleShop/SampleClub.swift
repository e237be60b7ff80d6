import CRMCore

/// The loyalty program of the sample shop: a point for each unit of the currency.
package enum SampleClub {
    package static let name = "Leaf Club"
    package static let description =
        "A point for each whole unit of money, three hundred of them for postage and a treat."
    /// Days before points can be spent, and days on which they can.
    package static let pendingDays = 14
    package static let expiryDays = 365
    package static let tiers: [(name: String, threshold: Int)] = [("Leaf", 500), ("Tree", 2_000)]
    /// What a reward costs.
    package static let reward = 300
    package static let rewardName = "Free postage and a treat"

    /// Members who have enough and spend it with an order.
    static let spendingShare = 0.4

    static func points(for order: SampleOrder) -> Int {
        var unit: Int64 = 1
        for _ in 0..<order.currency.decimals { unit *= 10 }
        return Int((order.total - order.refunded) / unit)
    }
}

/// A member's points as the club's ledger will have them, so that nobody spends what they do not have.
struct SamplePurse {
    private var lots: [(day: CalendarDay, points: Int)] = []

    mutating func earn(_ points: Int, on day: CalendarDay) { lots.append((day, points)) }

    /// Takes points away, the oldest first; false when there are fewer on that day.
    mutating func spend(_ points: Int, on day: CalendarDay) -> Bool {
        let (first, last) = (SampleClub.pendingDays, SampleClub.pendingDays + SampleClub.expiryDays)
        lots.removeAll { day.number - $0.day.number >= last }
        let ready = lots.indices.filter { day.number - lots[$0].day.number >= first }
        guard ready.reduce(0, { $0 + lots[$1].points }) >= points else { return false }
        var open = points
        for index in ready where open > 0 {
            let part = min(open, lots[index].points)
            lots[index].points -= part
            open -= part
        }
        return true
    }
}
