/// How well things stand with a customer, 0…100: the weighted mean of what is known.
package struct HealthScore: Sendable, Hashable {
    /// Each 0…1, or nil where nothing is known.
    package var retention: Double?
    package var value: Double?
    package var momentum: Double?
    package var engagement: Double?
    package var service: Double?

    package init(
        retention: Double? = nil, value: Double? = nil, momentum: Double? = nil, engagement: Double? = nil,
        service: Double? = nil
    ) {
        self.retention = retention
        self.value = value
        self.momentum = momentum
        self.engagement = engagement
        self.service = service
    }

    /// Days that momentum looks back over.
    package static let momentumDays = 90

    /// What is not known drops out of both sums: it never counts as zero. Nil when nothing is known.
    package var total: Double? {
        let parts = [(retention, 0.40), (value, 0.20), (momentum, 0.15), (engagement, 0.15), (service, 0.10)]
        let known = parts.compactMap { part, weight in part.map { ($0, weight) } }
        guard !known.isEmpty else { return nil }
        return 100 * known.reduce(0) { $0 + $1.0 * $1.1 } / known.reduce(0) { $0 + $1.1 }
    }

    /// Purchases of late against those that the customer's own rate lets expect; more than expected is no better.
    package static func momentum(purchases: Int, expected: Double) -> Double? {
        expected > 0 ? min(1, Double(purchases) / expected) : nil
    }

    /// The last answer to "would you recommend us" and the troubles of late, each as far as it is known.
    package static func service(npsScore: Int?, troubles: Int?) -> Double? {
        let known = [npsScore.map { Double($0) / 10 }, troubles.map { 1 / (1 + Double($0)) }].compactMap { $0 }
        return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }
}

/// The band of a health score.
package enum HealthBand: String, Sendable, CaseIterable {
    case red, yellow, green

    /// Points by which a score has to leave a band before the band is left.
    package static let hysteresis = 5.0

    /// Up to 50 red, up to 75 yellow, above it green.
    package init(_ score: Double) {
        self = score <= 50 ? .red : score <= 75 ? .yellow : .green
    }

    /// The band after an earlier one, which holds on until it is left clearly.
    package init(_ score: Double, after earlier: HealthBand?) {
        let plain = HealthBand(score)
        guard let earlier, plain != earlier else {
            self = plain
            return
        }
        let isAbove = plain.rank > earlier.rank
        let margin = isAbove ? -HealthBand.hysteresis : HealthBand.hysteresis
        let clear = HealthBand(score + margin)
        let isStill = isAbove ? clear.rank <= earlier.rank : clear.rank >= earlier.rank
        self = isStill ? earlier : clear
    }

    private var rank: Int {
        switch self {
        case .red: 0
        case .yellow: 1
        case .green: 2
        }
    }
}
