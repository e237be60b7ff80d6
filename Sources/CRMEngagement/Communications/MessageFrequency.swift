import CRMCore
import CRMDatabase
import CRMPlatform

/// How many messages customers had of late.
struct MessageFrequency {
    let work: Work

    init(_ work: Work) {
        self.work = work
    }

    /// Milliseconds of the week that a wish for few messages is about.
    static let week: Int64 = 7 * 24 * 60 * 60 * 1_000

    /// Adds what the customers of the intent had in the week before: outbound messages on their way or arrived, other
    /// than those of service. One that waits in a queue counts; one that did not reach the customer does not.
    func count(_ intent: ContactIntended) throws {
        guard intent.countsAsMessage, !intent.customers.isEmpty else { return }
        let counted = try work.session.stage(
            "counted_customers", [StagedColumn("customer_id", .int64)], Set(intent.customers).map { [$0.sqlValue] })
        try work.session.forEach(
            """
            SELECT c.customer_id, count(*)
            FROM \(counted) AS i
            JOIN customer_communications AS c ON c.user_id = \(work.account.key) AND c.customer_id = i.customer_id
            WHERE c.happened_at > \(intent.at.advanced(milliseconds: -Self.week))
                AND c.happened_at <= \(intent.at)
                AND c.direction = 'outbound'
                AND c.status NOT IN ('failed', 'bounced')
                AND coalesce(c.purpose, '') <> \(ContactPurpose.service)
            GROUP BY c.customer_id
            """
        ) { row in
            let customer = try row.read(CustomerKey.self)
            intent.judgements.add(ContactPermission(messagesOfTheWeek: try row.read()), of: customer)
        }
    }
}
