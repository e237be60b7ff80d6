import CRMDatabase
import CRMPlatform

/// How many stars were given.
struct RatingSummary: Sendable {
    /// How often each number of stars was given, from 1 to 5.
    let counts: [Int]

    private var count: Int { counts.reduce(0, +) }

    /// To hundredths; nil when there is none.
    private var average: Double? {
        guard count > 0 else { return nil }
        let stars = zip(InteractionLimits.rating, counts).reduce(0) { $0 + $1.0 * $1.1 }
        return (100 * Double(stars) / Double(count)).rounded() / 100
    }
}

extension RatingSummary: JSONObjectEncodable {
    static let typeName = "RatingSummary"

    static let fields: [OutputField<RatingSummary>] = [
        OutputField("count", "Interactions with a rating.") { $0.count },
        OutputField("average", "To hundredths; null when there is none.") { $0.average },
        OutputField("distribution", "How often each number of stars was given, from 1 to 5.") { $0.counts },
    ]
}

extension InteractionStore {
    /// How often each number of stars was given, from 1 to 5.
    func ratings(_ filter: InteractionFilter) throws -> [Int] {
        var counts = [Int](repeating: 0, count: InteractionLimits.rating.count)
        try work.session.forEach(
            """
            SELECT n.rating, count(*)
            FROM customer_interactions AS n
            WHERE \((conditions(filter) + ["n.rating IS NOT NULL"]).conjunction())
            GROUP BY n.rating
            """
        ) { row in counts[try row.read(Int.self) - InteractionLimits.rating.lowerBound] = try row.read() }
        return counts
    }
}
