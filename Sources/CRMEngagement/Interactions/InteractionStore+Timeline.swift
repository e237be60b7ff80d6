import CRMCore
import CRMDatabase
import CRMPlatform

extension InteractionStore {
    /// What the customer did, newest first.
    func timeline(of customer: CustomerKey, below place: TimelinePlace, _ limit: Int) throws -> [TimelineEntry] {
        try work.session.all(
            """
            SELECT n.occurred_at, n.interaction_key, n.id, n.interaction_type, n.name, n.source, n.sku, n.rating,
                n.value
            FROM customer_interactions AS n
            WHERE n.user_id = \(work.account.key) AND n.customer_id = \(customer)
                AND (n.occurred_at, n.interaction_key) < (\(place.at), \(place.key))
            ORDER BY n.occurred_at DESC, n.interaction_key DESC
            LIMIT \(limit)
            """
        ) { row in
            let place = TimelinePlace(at: try row.read(), key: try row.read())
            let id = try row.read(String.self)
            let type = try row.read(InteractionType.self)
            let name = try row.read(String?.self)
            let texts = try ["source", "sku"].map {
                JSON.Member($0, try row.read(String?.self).map(JSON.string) ?? .null)
            }
            let rating = try row.read(Int?.self)
            return TimelineEntry(
                place: place, id: id, title: type.title(name),
                details: [
                    JSON.Member("interactionType", .string(type.rawValue)),
                    JSON.Member("name", name.map(JSON.string) ?? .null),
                ] + texts + [
                    JSON.Member("rating", rating.map { .number(String($0)) } ?? .null),
                    JSON.Member("value", try row.readInteractionValue().map { .number($0.plain) } ?? .null),
                ])
        }
    }
}

extension InteractionType {
    /// A few words for what happened.
    fileprivate func title(_ name: String?) -> String {
        let word = self == .custom ? "Event" : rawValue.prefix(1).uppercased() + rawValue.dropFirst()
        return name.map { "\(word): \($0)" } ?? word
    }
}
