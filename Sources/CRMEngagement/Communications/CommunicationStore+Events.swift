import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of what happened to messages. There is no statement that changes a row, and the schema refuses one.
extension CommunicationStore {
    /// The order of the events of a message, the standard one first.
    static let eventSortKeys = [
        SortKey("occurredAt", "e.occurred_at", .int64),
        SortKey("createdAt", "e.created_at", .int64),
    ]

    private static let eventTable = ListTable(
        "customer_communication_events AS e", as: "e",
        columns: "e.id, e.status, e.occurred_at, e.event_id, e.metadata, e.created_at", key: "e.event_key")

    func events(
        of communication: CustomerCommunication, _ times: ListTimes, _ listing: Listing
    ) throws -> ListPage<CommunicationEvent> {
        let conditions =
            ["e.user_id = \(account)", "e.communication_key = \(communication.key)"]
            // An event never changes: the time of its last change is that of its recording.
            + times.conditions(created: "e.created_at", updated: "e.created_at", in: work.account.calendar)
        return try listing.page(of: CommunicationStore.eventTable, where: conditions, in: session) { row in
            CommunicationEvent(
                id: try row.read(), communicationID: communication.id, status: try row.read(),
                occurredAt: try row.read(), eventID: try row.read(), metadata: try row.readJSONObject(),
                createdAt: try row.read())
        }
    }

    /// The status of the event that the sender knows by this id.
    func status(_ eventID: EventID, of communication: CustomerCommunication) throws -> CommunicationStatus? {
        try session.first(
            """
            SELECT e.status
            FROM customer_communication_events AS e
            WHERE e.user_id = \(account) AND e.communication_key = \(communication.key) AND e.event_id = \(eventID)
            """
        ) { row in try row.read() }
    }

    /// Whether the message is known to have had the status at the time.
    func isKnown(
        _ status: CommunicationStatus, at time: Instant, of communication: CustomerCommunication
    ) throws -> Bool {
        try session.value(
            """
            SELECT EXISTS (
                SELECT 1
                FROM customer_communication_events AS e
                WHERE e.user_id = \(account)
                    AND e.communication_key = \(communication.key)
                    AND e.status = \(status)
                    AND e.occurred_at = \(time)
            )
            """)
    }

    /// Whether the message has as many events as are kept of one that nothing changes any more.
    func hasManyEvents(_ communication: CustomerCommunication) throws -> Bool {
        let count: Int = try session.value(
            """
            SELECT count(*)
            FROM (
                SELECT e.event_key
                FROM customer_communication_events AS e
                WHERE e.user_id = \(account) AND e.communication_key = \(communication.key)
                LIMIT \(CommunicationLimits.events)
            ) AS k
            """)
        return count == CommunicationLimits.events
    }

    /// Adds events of one message.
    func append(
        _ events: [(status: CommunicationStatus, at: Instant)], eventID: EventID? = nil,
        metadata: TypedMembers = .none, to communication: Int64, of customer: CustomerKey
    ) throws {
        let keys = try session.reserveKeys(events.count, from: CommunicationsFeature.eventKeys)
        let text = TypedMembers.none.merged(with: metadata).canonicalText
        let rows = zip(keys, events).map { key, event -> [SQLValue] in
            [
                account.sqlValue, key.sqlValue, communication.sqlValue, customer.sqlValue,
                work.entropy.id(at: work.now, number: key).text.sqlValue, event.status.sqlValue, event.at.sqlValue,
                eventID.sqlValue, .json(text), work.now.sqlValue,
            ]
        }
        try session.insert(
            into: "customer_communication_events", CommunicationStore.insertedEvent, rows.flatMap { $0 })
    }

    private static let insertedEvent = [
        StagedColumn("user_id", .int64), StagedColumn("event_key", .int64), StagedColumn("communication_key", .int64),
        StagedColumn("customer_id", .int64), StagedColumn("id", .text), StagedColumn("status", .text),
        StagedColumn("occurred_at", .int64), StagedColumn("event_id", .text), StagedColumn("metadata", .json),
        StagedColumn("created_at", .int64),
    ]
}
