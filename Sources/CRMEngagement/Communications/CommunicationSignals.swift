import CRMCore
import CRMDatabase
package import CRMPlatform

/// What messages tell of a customer's activity.
package enum CommunicationSignals {
    /// For those who compute from it: each message once a kind, on the day of its first time.
    package static let source = SignalSource { customers, since, work in
        let calendar = work.account.calendar
        var days: [CustomerKey: [Day: Int]] = [:]
        try work.session.forEach(
            """
            SELECT c.customer_id, c.direction, c.happened_at, c.sent_at, c.opened_at, c.clicked_at, c.replied_at
            FROM customer_communications AS c
            WHERE c.user_id = \(work.account.key)
                AND \(customers.condition("c.customer_id"))
                AND c.updated_at >= \(calendar.start(of: since))
            """
        ) { row in
            let customer = try row.read(CustomerKey.self)
            let responses = MessageResponses(
                direction: try row.read(), happenedAt: try row.read(), sentAt: try row.read(),
                openedAt: try row.read(), clickedAt: try row.read(), repliedAt: try row.read())
            for (kind, time) in responses.activities {
                let day = calendar.day(of: time)
                if day >= since { days[customer, default: [:]][Day(kind: kind, day: day), default: 0] += 1 }
            }
        }
        return days.mapValues { days in
            // In one order, so that sums of fractions come to the same each time.
            let ordered = days.sorted { ($0.key.day, $0.key.kind.rawValue) < ($1.key.day, $1.key.kind.rawValue) }
            return CustomerSignals(activity: ordered.map { Activity($0.key.kind, on: $0.key.day, count: $0.value) })
        }
    }

    private struct Day: Hashable {
        let kind: ActivityKind
        let day: CalendarDay
    }
}

/// What of a message is a response of the customer, or lacks one.
struct MessageResponses: Hashable {
    let direction: CommunicationDirection
    let happenedAt: Instant
    let sentAt: Instant?
    let openedAt: Instant?
    let clickedAt: Instant?
    let repliedAt: Instant?

    /// What the customer did. Whatever comes from the customer is taken for a reply.
    var activities: [(kind: ActivityKind, at: Instant)] {
        guard direction == .outbound else { return [(.messageReplied, happenedAt)] }
        let known: [(ActivityKind, Instant?)] = [
            (.messageSent, sentAt), (.messageOpened, openedAt), (.messageClicked, clickedAt),
            (.messageReplied, repliedAt),
        ]
        return known.compactMap { kind, time in time.map { (kind, $0) } }
    }
}

extension CustomerCommunication {
    var responses: MessageResponses {
        MessageResponses(
            direction: message.direction, happenedAt: state.sentAt ?? createdAt, sentAt: state.sentAt,
            openedAt: state.openedAt, clickedAt: state.clickedAt, repliedAt: state.repliedAt)
    }
}
