package import CRMCore
package import CRMPlatform
package import CRMScience

/// The RFM score of one customer as of one day.
package struct CustomerRFMScore: Sendable {
    package let customerID: CustomerID
    package let score: RFMScore
    /// The segment before the last change; nil when there was none.
    package let previousSegment: RFMSegment?
    package let segmentChangedAt: Instant?
    /// Qualifying orders in the window.
    package let orderCount: Int
    /// Their value, net of refunds.
    package let totalSpent: Money
    package let calculatedAt: Instant
}

extension CustomerRFMScore: JSONObjectEncodable {
    package static let typeName = "CustomerRFMScore"

    package static let fields: [OutputField<CustomerRFMScore>] = [
        OutputField("customerId") { $0.customerID },
        OutputField("recencyScore", "1…5.") { $0.score.r },
        OutputField("frequencyScore", "1…5.") { $0.score.f },
        OutputField("monetaryScore", "1…5.") { $0.score.m },
        OutputField("rfmScore", "100·R + 10·F + M.") { $0.score.total },
        OutputField("rfmSegment") { $0.score.segment },
        OutputField("previousSegment", "The segment before the last change.") { $0.previousSegment },
        OutputField("segmentChangedAt") { $0.segmentChangedAt },
        OutputField("recencyDays", "Days from the last qualifying order to the day of the last run.") {
            $0.score.recencyDays
        },
        OutputField("orderCount", "Qualifying orders in the window.") { $0.orderCount },
        OutputField("totalSpent", "Their value, net of refunds.") { $0.totalSpent },
        OutputField("flags", "What to know besides the digits.") { $0.score.flags },
        OutputField("nextChangeOn", "First day on which the score can change without news of an order.") {
            $0.score.nextChangeOn
        },
        OutputField("calculatedAt", "When the score took its present values.") { $0.calculatedAt },
    ]
}

extension RFMFlag: ClosedSet {}

/// How many customers each segment holds; all seven are named.
package struct RFMDistribution: JSONEncodable {
    package let counts: [RFMSegment: Int]

    package var total: Int { counts.values.reduce(0, +) }

    package static var schema: Schema {
        .object(
            name: "RFMDistribution",
            RFMSegment.allCases.map { Schema.Property($0.rawValue, Int.schema, isRequired: true) })
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            for segment in RFMSegment.allCases {
                writer.key(segment.rawValue)
                writer.integer(Int64(counts[segment] ?? 0))
            }
        }
    }
}

/// Scores of the account and how they spread over the segments.
package struct RFMReport: JSONObjectEncodable {
    package let scores: [CustomerRFMScore]
    /// How many match; nil on a walk by cursor.
    package let total: Int?
    /// Where a walk by cursor goes on; nil at its end.
    package let nextCursor: String?
    /// Of the whole account, whatever the scores are filtered by.
    package let distribution: RFMDistribution

    init(page: ListPage<CustomerRFMScore>, distribution: RFMDistribution) {
        scores = page.data
        total = page.counted?.total
        nextCursor = page.nextCursor
        self.distribution = distribution
    }

    package static let typeName = "RFMReport"

    package static let fields: [OutputField<RFMReport>] = [
        OutputField("scores", "The best first.") { $0.scores },
        OutputField("distribution", "Customers of each segment in the whole account.") { $0.distribution },
        .omittable("nextCursor", "Where a walk by cursor goes on; missing at its end.") { $0.nextCursor },
    ]
}

/// What a run over the whole account did.
package struct RFMRun: JSONObjectEncodable {
    package let asOf: CalendarDay
    package let scored: Int
    /// How many customers were computed anew.
    package let visited: Int
    package let distribution: RFMDistribution

    package init(asOf: CalendarDay, scored: Int, visited: Int, distribution: RFMDistribution) {
        self.asOf = asOf
        self.scored = scored
        self.visited = visited
        self.distribution = distribution
    }

    package static let typeName = "RFMRun"

    package static let fields: [OutputField<RFMRun>] = [
        OutputField("asOf") { $0.asOf },
        OutputField("scored", "Customers with a score.") { $0.scored },
        OutputField("visited", "Customers whose score was computed anew.") { $0.visited },
        OutputField("distribution") { $0.distribution },
    ]
}
