package import CRMCore

extension RFMSegment {
    /// The segment of a cell: the first rule of ``RFMSegmentRule/table`` that takes it.
    package init(r: Int, f: Int, m: Int, isSingleOrder: Bool) {
        let rule = RFMSegmentRule.table.first { $0.matches(r: r, f: f, m: m, isSingleOrder: isSingleOrder) }
        // The last rule takes every cell, so that there is always one.
        self = rule?.segment ?? .lost
    }

    /// How good the segment is, 0…5; a better R, F or M never lowers it. Both kinds of beginners share one rank.
    package var rank: Int {
        switch self {
        case .lost: 0
        case .atRisk: 1
        case .potentialLoyalists, .newCustomers: 2
        case .loyalCustomers: 3
        case .vip: 4
        case .champions: 5
        }
    }
}
