import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of communications.
struct CommunicationStore {
    let work: Work
    var session: any DatabaseSession { work.session }
    var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("createdAt", "c.created_at", .int64),
        SortKey("updatedAt", "c.updated_at", .int64),
        SortKey("sentAt", "c.sent_at", .int64, isNullable: true),
    ]

    private static let columns: SQL = """
        c.communication_key, c.customer_id, c.id, \(CustomerDirectory.publicID(of: "c")), c.communication_type,
        c.channel, c.direction, c.subject, c.message, c.purpose, c.provider_message_id, c.campaign_id, c.metadata,
        c.status, c.sent_at, c.delivered_at, c.opened_at, c.clicked_at, c.replied_at, c.bounced_at, c.created_at,
        c.updated_at
        """

    private static let table = ListTable(
        "customer_communications AS c", as: "c", columns: columns, key: "c.communication_key")

    private func decode(_ row: inout Row) throws -> CustomerCommunication {
        CustomerCommunication(
            key: try row.read(), customer: try row.read(), id: try row.read(), customerID: try row.read(),
            message: try LoggedMessage(&row), state: try CommunicationState(&row), createdAt: try row.read(),
            updatedAt: try row.read())
    }

    func list(_ filter: CommunicationFilter, _ listing: Listing) throws -> ListPage<CustomerCommunication> {
        let calendar = work.account.calendar
        let optional: [SQL?] = [
            filter.customer.map { "c.customer_id = \($0)" },
            filter.communicationType.map { "c.communication_type = \($0)" },
            filter.channel.map { "c.channel = \($0)" },
            filter.direction.map { "c.direction = \($0)" },
            filter.status.map { "c.status = \($0)" },
            filter.campaignID.map { "c.campaign_id = \($0)" },
            filter.providerMessageID.map { "c.provider_message_id = \($0)" },
            filter.sentAfter.map { "c.sent_at >= \($0.end(in: calendar))" },
            filter.sentBefore.map { "c.sent_at < \($0.start(in: calendar))" },
        ]
        let conditions =
            ["c.user_id = \(account)"] + optional.compactMap { $0 }
            + filter.times.conditions(created: "c.created_at", updated: "c.updated_at", in: calendar)
        return try listing.page(of: CommunicationStore.table, where: conditions, in: session, decode)
    }

    func find(_ id: String) throws -> CustomerCommunication? { try first("c.id = \(id)") }

    /// The message of the customer that the provider knows by this id.
    func find(_ providerMessageID: String, of customer: CustomerKey) throws -> CustomerCommunication? {
        try first(
            """
            c.provider_message_id = \(providerMessageID) AND c.customer_id = \(customer)
            ORDER BY c.created_at, c.communication_key
            LIMIT 1
            """)
    }

    func communication(_ key: Int64) throws -> CustomerCommunication {
        guard let communication = try first("c.communication_key = \(key)") else {
            throw DatabaseError.corrupt("a communication that was just written is not there")
        }
        return communication
    }

    private func first(_ condition: SQL) throws -> CustomerCommunication? {
        try session.first(
            """
            SELECT \(CommunicationStore.columns)
            FROM customer_communications AS c
            WHERE c.user_id = \(account) AND \(condition)
            """, decode)
    }

    /// Writes the row and gives its key.
    func insert(_ message: LoggedMessage, _ state: CommunicationState, of customer: CustomerKey) throws -> Int64 {
        let key = try session.reserveKeys(1, from: CommunicationsFeature.keys)[0]
        try session.execute(
            """
            INSERT INTO customer_communications (user_id, communication_key, customer_id, id, communication_type,
                channel, direction, status, purpose, provider_message_id, campaign_id, sent_at, delivered_at,
                opened_at, clicked_at, replied_at, bounced_at, happened_at, created_at, updated_at, subject, metadata,
                message)
            VALUES (\(account), \(key), \(customer), \(work.entropy.id(at: work.now, number: key).text),
                \(message.communicationType), \(message.channel), \(message.direction), \(state.status),
                \(message.purpose), \(message.providerMessageID), \(message.campaignID), \(state.sentAt),
                \(state.deliveredAt), \(state.openedAt), \(state.clickedAt), \(state.repliedAt), \(state.bouncedAt),
                \(state.sentAt ?? work.now), \(work.now), \(work.now), \(message.subject),
                \(SQLValue.json(message.metadata.text)), \(message.message))
            """)
        return key
    }

    func update(_ communication: CustomerCommunication, _ state: CommunicationState) throws {
        try session.execute(
            """
            UPDATE customer_communications
            SET status = \(state.status),
                sent_at = \(state.sentAt),
                delivered_at = \(state.deliveredAt),
                opened_at = \(state.openedAt),
                clicked_at = \(state.clickedAt),
                replied_at = \(state.repliedAt),
                bounced_at = \(state.bouncedAt),
                happened_at = \(state.sentAt ?? communication.createdAt),
                updated_at = \(work.now)
            WHERE user_id = \(account) AND communication_key = \(communication.key)
            """)
    }
}

extension LoggedMessage {
    /// Reads the columns of what was told, in their order.
    fileprivate init(_ row: inout Row) throws {
        self.init(
            communicationType: try row.read(), channel: try row.read(), direction: try row.read(),
            subject: try row.read(), message: try row.read(), purpose: try row.read(),
            providerMessageID: try row.read(), campaignID: try row.read(), stored: try row.readJSONObject())
    }
}

extension CommunicationState {
    /// Reads the columns of the status and its times, in their order.
    fileprivate init(_ row: inout Row) throws {
        self.init(
            try row.read(), sentAt: try row.read(), deliveredAt: try row.read(), openedAt: try row.read(),
            clickedAt: try row.read(), repliedAt: try row.read(), bouncedAt: try row.read())
    }
}

extension CommunicationStore {
    /// The customer's messages by the time at which they were sent, or logged where that is not known; newest first.
    func timeline(of customer: CustomerKey, below place: TimelinePlace, _ limit: Int) throws -> [TimelineEntry] {
        try session.all(
            """
            SELECT c.happened_at, c.communication_key, c.id, c.communication_type, c.channel, c.direction, c.status,
                c.subject, c.campaign_id
            FROM customer_communications AS c
            WHERE c.user_id = \(account) AND c.customer_id = \(customer)
                AND (c.happened_at, c.communication_key) < (\(place.at), \(place.key))
            ORDER BY c.happened_at DESC, c.communication_key DESC
            LIMIT \(limit)
            """
        ) { row in
            let place = TimelinePlace(at: try row.read(), key: try row.read())
            let id = try row.read(String.self)
            let type = try row.read(CommunicationType.self)
            let channel = try row.read(String.self)
            let direction = try row.read(CommunicationDirection.self)
            let status = try row.read(CommunicationStatus.self)
            let subject = try row.read(String?.self)
            return TimelineEntry(
                place: place, id: id, title: title(channel, direction, subject),
                details: [
                    JSON.Member("communicationType", .string(type.rawValue)),
                    JSON.Member("channel", .string(channel)),
                    JSON.Member("direction", .string(direction.rawValue)),
                    JSON.Member("status", .string(status.rawValue)),
                    JSON.Member("subject", subject.map(JSON.string) ?? .null),
                    JSON.Member("campaignId", try row.read(String?.self).map(JSON.string) ?? .null),
                ])
        }
    }

    private func title(_ channel: String, _ direction: CommunicationDirection, _ subject: String?) -> String {
        let what = direction == .inbound ? "Message from the customer by \(channel)" : "Message by \(channel)"
        return subject.map { "\(what): \($0)" } ?? what
    }
}
