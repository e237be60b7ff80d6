import CRMCore
import CRMDatabase
import CRMPlatform

extension RFMHistory {
    /// The customer's changes of segment, newest first; each has a time of its own.
    func timeline(of customer: CustomerKey, below place: TimelinePlace, _ limit: Int) throws -> [TimelineEntry] {
        // One key for all of them; where the place lies at a time of theirs it tells whether that one was seen.
        let key: Int64 = 0
        let bound: SQL = key < place.key ? "<=" : "<"
        return try work.session.all(
            """
            SELECT h.changed_at, \(CustomerDirectory.publicID(of: "h")), h.from_segment, h.to_segment,
                h.reason, h.rfm_score
            FROM customer_rfm_history AS h
            WHERE h.user_id = \(work.account.key) AND h.customer_id = \(customer)
                AND h.changed_at \(bound) \(place.at)
            ORDER BY h.changed_at DESC
            LIMIT \(limit)
            """
        ) { row in
            let place = TimelinePlace(at: try row.read(), key: key)
            let id = try row.read(String.self)
            let from = try row.read(RFMStanding.self).segment?.rawValue
            let to = try row.read(RFMStanding.self).segment?.rawValue
            let reason = try row.read(String.self)
            return TimelineEntry(
                place: place, id: id, title: to.map { "RFM segment: \($0)" } ?? "RFM segment: none any more",
                details: [
                    JSON.Member("from", from.map(JSON.string) ?? .null),
                    JSON.Member("to", to.map(JSON.string) ?? .null), JSON.Member("reason", .string(reason)),
                    JSON.Member("rfmScore", try row.read(Int?.self).map { .number(String($0)) } ?? .null),
                ])
        }
    }
}
