import CRMCore
import CRMDatabase
import CRMPlatform

/// What must hold between messages and what happened to them.
enum CommunicationInspections {
    static let all = [states]

    private static let states = Inspection(
        "communications.states", "Status and times of each message are what its events say."
    ) { stretch, work in
        """
        SELECT 'communication ' || c.id || ' is ' || c.status || ' and does not show what its events say'
        FROM customer_communications AS c
        LEFT JOIN customer_communication_events AS e ON e.user_id = c.user_id
            AND e.communication_key = c.communication_key
        WHERE c.user_id = \(work.account.key) AND \(stretch.contains("c.customer_id"))
        GROUP BY c.user_id, c.communication_key
        HAVING max(\(rank(of: "e.status"))) IS DISTINCT FROM \(rank(of: "c.status"))
            OR min(e.customer_id) <> c.customer_id
            OR max(e.customer_id) <> c.customer_id
            OR c.sent_at IS DISTINCT FROM \(first("sent"))
            OR c.delivered_at IS DISTINCT FROM \(first("delivered"))
            OR c.opened_at IS DISTINCT FROM \(first("opened"))
            OR c.clicked_at IS DISTINCT FROM \(first("clicked"))
            OR c.replied_at IS DISTINCT FROM \(first("replied"))
            OR c.bounced_at IS DISTINCT FROM \(first("bounced"))
            OR c.happened_at <> coalesce(c.sent_at, c.created_at)
        """
    }

    /// The place of a status in the order in which one replaces another.
    private static func rank(of column: SQL) -> SQL {
        let branches = CommunicationStatus.allCases.sorted().enumerated().map { "WHEN '\($1.rawValue)' THEN \($0)" }
        return "CASE \(column) \(unsafeText: branches.joined(separator: " ")) END"
    }

    private static func first(_ status: StaticString) -> SQL {
        "min(CASE WHEN e.status = '\(unsafeText: status.description)' THEN e.occurred_at END)"
    }
}
