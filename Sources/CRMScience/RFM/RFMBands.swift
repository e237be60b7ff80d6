/// How the values of one axis become scores: the first band that takes a value gives its score, no band gives 1.
package struct RFMBands: Sendable, Hashable {
    /// On which side of its bound a value must lie; the bound itself belongs to the band.
    package enum Side: Sendable, Hashable {
        /// `value <= bound`: the fewer days, the better.
        case atMost
        /// `value >= bound`: the more orders or money, the better.
        case atLeast
    }

    /// One line of a `CASE`.
    package struct Band: Sendable, Hashable {
        package let score: Int
        package let bound: Int64
    }

    package let side: Side
    /// The bands of the scores 5, 4, 3 and 2, in this order.
    package let bands: [Band]

    /// Every score that an axis gives.
    package static let scores = 1...5
    /// How many bounds part the five scores.
    package static let boundCount = scores.count - 1

    /// Takes the bounds of the scores 5, 4, 3, 2.
    init(side: Side, bestFirst bounds: [Int64]) {
        self.side = side
        bands = zip(RFMBands.scores.reversed(), bounds).map { Band(score: $0, bound: $1) }
    }

    /// 1…5.
    package func score(of value: Int64) -> Int {
        let band = bands.first { band in
            switch side {
            case .atMost: value <= band.bound
            case .atLeast: value >= band.bound
            }
        }
        return band?.score ?? RFMBands.scores.lowerBound
    }
}
