import CRMCore
import CRMDatabase
import CRMPlatform

extension ProfileStore {
    /// When the customer was made and archived, newest first.
    func timeline(of customer: CustomerKey, below place: TimelinePlace, _ limit: Int) throws -> [TimelineEntry] {
        let entries = try work.session.first(
            """
            SELECT p.external_id, p.source, p.created_at, p.archived_at
            FROM customer_profiles AS p
            WHERE p.user_id = \(work.account.key) AND p.customer_id = \(customer)
            """
        ) { row in
            let id = try row.read(String.self)
            let source = JSON.Member("source", .string(try row.read()))
            let times: [(at: Instant?, title: String)] = [
                (try row.read(Instant.self), "Customer created"), (try row.read(Instant?.self), "Customer archived"),
            ]
            return times.enumerated().compactMap { number, time in
                time.at.map { at in
                    TimelineEntry(
                        place: TimelinePlace(at: at, key: Int64(number)), id: id, title: time.title, details: [source])
                }
            }
        }
        let below = (entries ?? []).filter { $0.place < place }.sorted { $0.place > $1.place }
        return Array(below.prefix(limit))
    }
}
