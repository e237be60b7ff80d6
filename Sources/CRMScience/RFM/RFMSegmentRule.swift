package import CRMCore

/// A block of RFM cells: the product of three ranges of scores.
package struct RFMCellBlock: Sendable, Hashable {
    package let r: ClosedRange<Int>
    package let f: ClosedRange<Int>
    package let m: ClosedRange<Int>
    /// Takes only customers whose one qualifying order is the only one they ever placed.
    package let requiresSingleOrder: Bool

    /// An axis that is not named takes every score.
    package init(
        r: ClosedRange<Int> = RFMBands.scores, f: ClosedRange<Int> = RFMBands.scores,
        m: ClosedRange<Int> = RFMBands.scores, requiresSingleOrder: Bool = false
    ) {
        self.r = r
        self.f = f
        self.m = m
        self.requiresSingleOrder = requiresSingleOrder
    }

    package func contains(r: Int, f: Int, m: Int, isSingleOrder: Bool) -> Bool {
        self.r.contains(r) && self.f.contains(f) && self.m.contains(m) && (isSingleOrder || !requiresSingleOrder)
    }
}

/// Which cells make a segment. The rules are data, so that code and SQL are made of the same table.
package struct RFMSegmentRule: Sendable, Hashable {
    package let segment: RFMSegment
    /// The rule matches when one of these takes the cell.
    package let anyOf: [RFMCellBlock]

    package func matches(r: Int, f: Int, m: Int, isSingleOrder: Bool) -> Bool {
        anyOf.contains { $0.contains(r: r, f: f, m: m, isSingleOrder: isSingleOrder) }
    }

    /// One rule for each segment; the first match wins, and the last rule takes every cell.
    package static let table = [
        RFMSegmentRule(segment: .champions, anyOf: [RFMCellBlock(r: 4...5, f: 4...5, m: 4...5)]),
        RFMSegmentRule(segment: .vip, anyOf: [RFMCellBlock(r: 3...5, m: 5...5)]),
        RFMSegmentRule(segment: .newCustomers, anyOf: [RFMCellBlock(r: 4...5, f: 1...1, requiresSingleOrder: true)]),
        RFMSegmentRule(segment: .loyalCustomers, anyOf: [RFMCellBlock(r: 3...5, f: 3...5)]),
        RFMSegmentRule(segment: .potentialLoyalists, anyOf: [RFMCellBlock(r: 3...5)]),
        RFMSegmentRule(
            segment: .atRisk,
            anyOf: [RFMCellBlock(r: 2...2), RFMCellBlock(r: 1...1, f: 4...5), RFMCellBlock(r: 1...1, m: 4...5)]),
        RFMSegmentRule(segment: .lost, anyOf: [RFMCellBlock()]),
    ]
}
