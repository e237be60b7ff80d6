import CRMCore
import CRMScience
import Testing

/// Holds the rules to a second table, written out cell by cell.
@Suite struct RFMSegmentTests {
    /// For each recency, a line for each frequency 1…5 with the monetary scores 1…5 from left to right: C Champions,
    /// V VIP, L Loyal, P Potential, A At Risk, X Lost; N is New for an only order and Potential with earlier ones.
    private static let cells: [Int: [String]] = [
        5: ["NNNNV", "PPPPV", "LLLLV", "LLLCC", "LLLCC"],
        4: ["NNNNV", "PPPPV", "LLLLV", "LLLCC", "LLLCC"],
        3: ["PPPPV", "PPPPV", "LLLLV", "LLLLV", "LLLLV"],
        2: ["AAAAA", "AAAAA", "AAAAA", "AAAAA", "AAAAA"],
        1: ["XXXAA", "XXXAA", "XXXAA", "AAAAA", "AAAAA"],
    ]

    private func expected(_ letter: Character, isSingleOrder: Bool) -> RFMSegment? {
        switch letter {
        case "C": .champions
        case "V": .vip
        case "N": isSingleOrder ? .newCustomers : .potentialLoyalists
        case "L": .loyalCustomers
        case "P": .potentialLoyalists
        case "A": .atRisk
        case "X": .lost
        default: nil
        }
    }

    @Test(arguments: 1...5, [true, false])
    func everyCellHasTheSegmentOfTheTable(r: Int, isSingleOrder: Bool) throws {
        let lines = try #require(Self.cells[r])
        for (line, f) in zip(lines, 1...5) {
            for (letter, m) in zip(line, 1...5) {
                let segment = RFMSegment(r: r, f: f, m: m, isSingleOrder: isSingleOrder)
                #expect(segment == expected(letter, isSingleOrder: isSingleOrder), "R\(r) F\(f) M\(m)")
            }
        }
    }

    @Test func aBetterScoreNeverLowersTheRank() {
        func rank(_ r: Int, _ f: Int, _ m: Int, _ single: Bool) -> Int {
            RFMSegment(r: r, f: f, m: m, isSingleOrder: single).rank
        }
        for single in [true, false] {
            for r in 1...5 {
                for f in 1...5 {
                    for m in 1...5 {
                        let here = rank(r, f, m, single)
                        #expect(r == 5 || here <= rank(r + 1, f, m, single))
                        #expect(f == 5 || here <= rank(r, f + 1, m, single))
                        #expect(m == 5 || here <= rank(r, f, m + 1, single))
                    }
                }
            }
        }
    }

    @Test func theTableHasOneRuleForEachSegmentInOrderAndEndsWithEveryCell() {
        #expect(RFMSegmentRule.table.map(\.segment) == RFMSegment.allCases)
        #expect(RFMSegmentRule.table.last?.anyOf == [RFMCellBlock(r: 1...5, f: 1...5, m: 1...5)])
    }

    @Test func theNamesAreThoseOfTheProduct() {
        #expect(
            RFMSegment.allCases.map(\.rawValue) == [
                "Champions", "VIP", "New Customers", "Loyal Customers", "Potential Loyalists", "At Risk", "Lost",
            ])
    }
}
