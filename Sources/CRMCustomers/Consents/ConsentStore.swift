import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of consents. There is no statement that changes a row, and the schema refuses one.
struct ConsentStore {
    let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("occurredAt", "c.occurred_at", .int64),
        SortKey("createdAt", "c.created_at", .int64),
    ]

    private static let columns: SQL = """
        c.consent_key, c.id, \(CustomerDirectory.publicID(of: "c")), c.purpose, c.channel, c.lawful_basis, c.status,
        c.source, c.wording_version, c.occurred_at, c.recorded_by, c.proof, c.created_at
        """

    static let table = ListTable("customer_consents AS c", as: "c", columns: columns, key: "c.consent_key")

    func decode(_ row: inout Row) throws -> CustomerConsent {
        CustomerConsent(
            key: try row.read(), id: try row.read(), customerID: try row.read(), purpose: try row.read(),
            channel: try row.read(), lawfulBasis: try row.read(), status: try row.read(), source: try row.read(),
            wordingVersion: try row.read(), occurredAt: try row.read(), recordedBy: try row.read(),
            proof: try row.read(), createdAt: try row.read())
    }

    func list(_ filter: ConsentFilter, _ listing: Listing) throws -> ListPage<CustomerConsent> {
        let calendar = work.account.calendar
        let optional: [SQL?] = [
            filter.customer.map { "c.customer_id = \($0)" },
            filter.purpose.map { "c.purpose = \($0)" },
            filter.channel.map { "c.channel = \($0)" },
            filter.status.map { "c.status = \($0)" },
            filter.occurredAfter.map { "c.occurred_at >= \($0.end(in: calendar))" },
            filter.occurredBefore.map { "c.occurred_at < \($0.start(in: calendar))" },
        ]
        let conditions =
            ["c.user_id = \(account)"] + optional.compactMap { $0 }
            // A consent never changes: the time of its last change is that of its recording.
            + filter.times.conditions(created: "c.created_at", updated: "c.created_at", in: calendar)
        return try listing.page(of: ConsentStore.table, where: conditions, in: session, decode)
    }

    func find(id: String) throws -> CustomerConsent? { try first("c.id = \(id)") }
    func find(key: Int64) throws -> CustomerConsent? { try first("c.consent_key = \(key)") }

    private func first(_ condition: SQL) throws -> CustomerConsent? {
        try session.first(
            """
            SELECT \(ConsentStore.columns)
            FROM customer_consents AS c
            WHERE c.user_id = \(account) AND \(condition)
            """, decode)
    }

    /// The decision on the purpose that counts for the channels: the latest, and of those at the same time the one
    /// recorded last.
    func standing(
        of customer: CustomerKey, _ purpose: String, _ channels: [ConsentChannel]
    ) throws -> StandingDecision? {
        try session.first(
            """
            SELECT c.status, c.occurred_at
            FROM customer_consents AS c
            WHERE c.user_id = \(account)
                AND c.customer_id = \(customer)
                AND c.purpose = \(purpose)
                AND c.channel IN (\(channels.map { "\($0)" as SQL }.joined(separator: ", ")))
            ORDER BY c.occurred_at DESC, c.consent_key DESC
            LIMIT 1
            """
        ) { row in StandingDecision(status: try row.read(), occurredAt: try row.read()) }
    }

    /// Adds decisions and gives their keys.
    @discardableResult
    func append(_ entries: [(customer: CustomerKey, draft: ConsentDraft, occurredAt: Instant)]) throws -> [Int64] {
        let keys = try session.reserveKeys(entries.count, from: ConsentsFeature.keys)
        let rows = zip(keys, entries).map { key, entry -> [SQLValue] in
            let draft = entry.draft
            return [
                account.sqlValue, key.sqlValue, entry.customer.sqlValue,
                work.entropy.id(at: work.now, number: key).text.sqlValue, draft.purpose.sqlValue,
                draft.channel.sqlValue, draft.lawfulBasis.sqlValue, draft.status.sqlValue, draft.source.sqlValue,
                draft.wordingVersion.sqlValue, entry.occurredAt.sqlValue, draft.recordedBy.sqlValue,
                draft.proof.sqlValue, work.now.sqlValue,
            ]
        }
        try session.insert(into: "customer_consents", ConsentStore.inserted, rows.flatMap { $0 })
        return keys
    }

    private static let inserted = [
        StagedColumn("user_id", .int64), StagedColumn("consent_key", .int64), StagedColumn("customer_id", .int64),
        StagedColumn("id", .text), StagedColumn("purpose", .text), StagedColumn("channel", .text),
        StagedColumn("lawful_basis", .text), StagedColumn("status", .text), StagedColumn("source", .text),
        StagedColumn("wording_version", .text), StagedColumn("occurred_at", .int64),
        StagedColumn("recorded_by", .text), StagedColumn("proof", .text), StagedColumn("created_at", .int64),
    ]
}

extension ConsentStore {
    /// The customer's decisions, newest first.
    func timeline(of customer: CustomerKey, below place: TimelinePlace, _ limit: Int) throws -> [TimelineEntry] {
        try session.all(
            """
            SELECT c.occurred_at, c.consent_key, c.id, c.purpose, c.channel, c.status, c.source
            FROM customer_consents AS c
            WHERE c.user_id = \(account) AND c.customer_id = \(customer)
                AND (c.occurred_at, c.consent_key) < (\(place.at), \(place.key))
            ORDER BY c.occurred_at DESC, c.consent_key DESC
            LIMIT \(limit)
            """
        ) { row in
            let place = TimelinePlace(at: try row.read(), key: try row.read())
            let id = try row.read(String.self)
            let (purpose, channel) = (try row.read(String.self), try row.read(String.self))
            let status = try row.read(String.self)
            return TimelineEntry(
                place: place, id: id, title: "Consent \(status): \(purpose)",
                details: [
                    JSON.Member("purpose", .string(purpose)), JSON.Member("channel", .string(channel)),
                    JSON.Member("status", .string(status)), JSON.Member("source", .string(try row.read())),
                ])
        }
    }
}
