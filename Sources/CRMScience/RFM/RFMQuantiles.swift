/// Bounds taken from the account's own customers in place of thresholds, in the order of an account's settings: from the
/// best recency to the worst, from the lowest frequency and value to the highest. An axis without bounds keeps its
/// thresholds.
package struct RFMQuantiles: Sendable, Hashable {
    package let recency: [Int64]?
    package let frequency: [Int64]?
    /// In minor units.
    package let monetary: [Int64]?

    package static let none = RFMQuantiles(recency: nil, frequency: nil, monetary: nil)

    package init(recency: [Int64]?, frequency: [Int64]?, monetary: [Int64]?) {
        self.recency = recency
        self.frequency = frequency
        self.monetary = monetary
    }

    /// Takes the fifths of each axis; an axis with fewer than five different values tells nothing and stays nil.
    ///
    /// Equal values always get equal scores. Those on a bound count as the better fifth in recency and as the lower one in
    /// frequency and value, where the commonest value is the least one.
    package init(recency: RFMFifths, frequency: RFMFifths, monetary: RFMFifths) {
        self.recency = recency.isTelling ? recency.bounds : nil
        self.frequency =
            frequency.isTelling ? frequency.bounds.map { max(RFMQuantiles.leastOrders, $0 + 1) } : nil
        self.monetary = monetary.isTelling ? monetary.bounds.map { max(RFMQuantiles.leastValue, $0 + 1) } : nil
    }

    /// A single order scores 1, whatever the others do.
    private static let leastOrders = Int64(RFMThresholds.frequencyOrdersRange.lowerBound)
    private static let leastValue: Int64 = 1
}

/// The values of one axis at the ends of the first four fifths of the customers, sorted by rising value.
package struct RFMFifths: Sendable, Hashable {
    package let bounds: [Int64]
    /// How many different values there are; counting may stop at five.
    package let distinctValues: Int

    package init(bounds: [Int64], distinctValues: Int) {
        self.bounds = bounds
        self.distinctValues = distinctValues
    }

    var isTelling: Bool { distinctValues >= RFMFifths.count && bounds.count == RFMBands.boundCount }

    package static let count = RFMBands.scores.count

    /// The ranks, from 1 on, at which the fifths of `count` values end: the nearest rank, rounded up.
    package static func ranks(of count: Int) -> [Int] {
        (1..<RFMFifths.count).map { (count * $0 + RFMFifths.count - 1) / RFMFifths.count }
    }
}
