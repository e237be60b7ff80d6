package import CRMCore
import CRMDatabase
package import CRMPlatform

/// Why a customer's segment changed.
package enum RFMChangeReason: String, Sendable, Hashable, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    /// The customer had no score before.
    case firstScore = "first_score"
    /// An order came, or one became larger.
    case order
    /// An order was refunded, cancelled or became smaller.
    case refund
    /// Days passed.
    case time
    /// The account's thresholds or quantiles changed.
    case thresholds
    /// The last qualifying order is gone.
    case scoreLost = "score_lost"
}

/// A segment, or none for a customer without a score.
package enum RFMStanding: String, Sendable, Hashable, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case champions = "Champions"
    case vip = "VIP"
    case newCustomers = "New Customers"
    case loyalCustomers = "Loyal Customers"
    case potentialLoyalists = "Potential Loyalists"
    case atRisk = "At Risk"
    case lost = "Lost"
    case none

    package init(_ segment: RFMSegment?) { self = segment.flatMap { RFMStanding(rawValue: $0.rawValue) } ?? .none }

    package var segment: RFMSegment? { RFMSegment(rawValue: rawValue) }
}

/// One change of one customer's segment.
package struct RFMChange: JSONObjectEncodable {
    package let customerID: CustomerID
    package let from: RFMSegment?
    package let to: RFMSegment?
    package let reason: RFMChangeReason
    /// The score after the change; nil when it was lost.
    package let rfmScore: Int?
    package let asOf: CalendarDay
    package let changedAt: Instant

    package static let typeName = "RFMChange"

    package static let fields: [OutputField<RFMChange>] = [
        OutputField("customerId") { $0.customerID },
        OutputField("from", "The segment before; null for none.") { $0.from },
        OutputField("to", "The segment after; null for none.") { $0.to },
        OutputField("reason") { $0.reason },
        OutputField("rfmScore", "The score after; null when it was lost.") { $0.rfmScore },
        OutputField("asOf", "The day as of which it was computed.") { $0.asOf },
        OutputField("changedAt") { $0.changedAt },
    ]
}

/// How many customers went from each segment to each segment.
package struct RFMMovements: JSONEncodable {
    private var counts: [Pair: Int] = [:]

    private struct Pair: Hashable {
        let from: RFMStanding
        let to: RFMStanding
    }

    package init() {}

    package subscript(from: RFMStanding, to: RFMStanding) -> Int {
        get { counts[Pair(from: from, to: to)] ?? 0 }
        set { counts[Pair(from: from, to: to)] = newValue }
    }

    /// Customers who stand elsewhere afterwards.
    package var moved: Int { counts.reduce(0) { $0 + ($1.key.from == $1.key.to ? 0 : $1.value) } }

    /// Customers of each segment before.
    package var before: RFMDistribution {
        distribution { segment in RFMStanding.allCases.reduce(0) { $0 + self[RFMStanding(segment), $1] } }
    }

    /// Customers of each segment afterwards.
    package var after: RFMDistribution {
        distribution { segment in RFMStanding.allCases.reduce(0) { $0 + self[$1, RFMStanding(segment)] } }
    }

    private func distribution(_ count: (RFMSegment) -> Int) -> RFMDistribution {
        RFMDistribution(counts: Dictionary(uniqueKeysWithValues: RFMSegment.allCases.map { ($0, count($0)) }))
    }

    private static func row(_ value: Schema) -> Schema {
        .object(name: nil, RFMStanding.allCases.map { Schema.Property($0.rawValue, value, isRequired: true) })
    }

    package static var schema: Schema { row(row(Int.schema)) }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            for from in RFMStanding.allCases {
                writer.key(from.rawValue)
                writer.object { writer in
                    for to in RFMStanding.allCases {
                        writer.key(to.rawValue)
                        writer.integer(Int64(self[from, to]))
                    }
                }
            }
        }
    }
}
