import CRMCore
import Testing

@testable import CRMScience

@Suite struct RFMQuantilesTests {
    private func fifths(of values: [Int64]) -> RFMFifths {
        let sorted = values.sorted()
        let bounds = RFMFifths.ranks(of: values.count).map { sorted[$0 - 1] }
        return RFMFifths(bounds: bounds, distinctValues: Set(values).count)
    }

    private func scorer(_ values: [Int64]) throws -> RFMScorer {
        let fifths = fifths(of: values)
        return RFMScorer(
            thresholds: .standard, currency: try #require(Currency("USD")),
            quantiles: RFMQuantiles(recency: fifths, frequency: fifths, monetary: fifths))
    }

    @Test func `ten different values fall into fifths of two`() throws {
        let scorer = try scorer(Array(11...20))
        #expect((11...20).map { scorer.recency.score(of: $0) } == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1])
        #expect((11...20).map { scorer.frequency.score(of: $0) } == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
        #expect((11...20).map { scorer.monetary.score(of: $0) } == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
    }

    @Test func `equal values get equal scores, and the commonest number of orders the least one`() throws {
        let scorer = try scorer([1, 1, 1, 1, 1, 1, 2, 3, 4, 5])
        #expect((1...5).map { scorer.frequency.score(of: $0) } == [1, 4, 4, 5, 5])
        #expect(scorer.recency.score(of: 1) == 5)
    }

    @Test func `fewer than five different values leave the thresholds`() throws {
        let scorer = try scorer([1, 2, 3, 4, 4, 4, 4])
        let plain = RFMScorer(thresholds: .standard, currency: try #require(Currency("USD")))
        #expect(scorer == plain)
    }
}
