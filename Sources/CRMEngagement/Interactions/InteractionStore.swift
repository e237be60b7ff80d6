import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of interactions. There is no statement that changes a row.
struct InteractionStore {
    let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("occurredAt", "n.occurred_at", .int64),
        SortKey("createdAt", "n.created_at", .int64),
    ]

    private static let factColumns: SQL = """
        n.interaction_type, n.name, n.source, n.sku, n.rating, n.value, n.body, n.properties
        """

    private static let columns: SQL = """
        n.interaction_key, n.customer_id, n.id, \(CustomerDirectory.publicID(of: "n")), n.event_id, n.occurred_at,
        n.created_at, \(factColumns)
        """

    private static let table = ListTable(
        "customer_interactions AS n", as: "n", columns: columns, key: "n.interaction_key")

    private func decode(_ row: inout Row) throws -> CustomerInteraction {
        let (key, customer): (Int64, CustomerKey) = (try row.read(), try row.read())
        let (id, customerID, event): (String, CustomerID, EventID) = (try row.read(), try row.read(), try row.read())
        let (occurredAt, createdAt): (Instant, Instant) = (try row.read(), try row.read())
        return CustomerInteraction(
            key: key, customer: customer, id: id, customerID: customerID, event: event, occurredAt: occurredAt,
            facts: try InteractionFacts(&row), createdAt: createdAt)
    }

    func list(_ filter: InteractionFilter, _ listing: Listing) throws -> ListPage<CustomerInteraction> {
        try listing.page(of: InteractionStore.table, where: conditions(filter), in: session, decode)
    }

    func conditions(_ filter: InteractionFilter) -> [SQL] {
        let calendar = work.account.calendar
        // An event never changes: the time of its last change is that of its recording.
        let times = filter.times?.conditions(created: "n.created_at", updated: "n.created_at", in: calendar)
        let optional: [SQL?] = [
            filter.customer.map { "n.customer_id = \($0)" },
            filter.interactionType.map { "n.interaction_type = \($0)" },
            filter.name.map { "n.name = \($0)" },
            filter.sku.map { "n.sku = \($0)" },
            filter.rating.map { "n.rating = \($0)" },
            filter.occurredAfter.map { "n.occurred_at >= \($0.end(in: calendar))" },
            filter.occurredBefore.map { "n.occurred_at < \($0.start(in: calendar))" },
        ]
        return ["n.user_id = \(account)"] + optional.compactMap { $0 } + (times ?? [])
    }

    func find(id: String) throws -> CustomerInteraction? { try first("n.id = \(id)") }
    func find(key: Int64) throws -> CustomerInteraction? { try first("n.interaction_key = \(key)") }
    func find(event: EventID) throws -> CustomerInteraction? { try first("n.event_id = \(event)") }

    private func first(_ condition: SQL) throws -> CustomerInteraction? {
        try session.first(
            """
            SELECT \(InteractionStore.columns)
            FROM customer_interactions AS n
            WHERE n.user_id = \(account) AND \(condition)
            """, decode)
    }

    /// Those of the events that are kept already.
    func known(_ events: [EventID]) throws -> [EventID: EventRecord<InteractionFacts>] {
        guard !events.isEmpty else { return [:] }
        let wanted = try session.stage(
            "wanted_events", [StagedColumn("event_id", .text)], Set(events).map { [$0.sqlValue] })
        let records = try session.all(
            """
            SELECT n.customer_id, n.event_id, n.occurred_at, \(InteractionStore.factColumns)
            FROM \(wanted) AS w
            JOIN customer_interactions AS n ON n.user_id = \(account) AND n.event_id = w.event_id
            """
        ) { row in
            EventRecord(
                customer: try row.read(), event: try row.read(), at: try row.read(),
                facts: try InteractionFacts(&row))
        }
        return Dictionary(records.map { ($0.event ?? EventID(unchecked: ""), $0) }) { first, _ in first }
    }

    /// Adds interactions and gives their keys.
    func insert(_ records: [EventRecord<InteractionFacts>]) throws -> [Int64] {
        try work.holdTimeZone()
        let keys = try session.reserveKeys(records.count, from: InteractionsFeature.keys)
        var values: [SQLValue] = []
        values.reserveCapacity(records.count * InteractionStore.inserted.count)
        for (key, record) in zip(keys, records) { append(record, key, to: &values) }
        try session.insert(into: "customer_interactions", InteractionStore.inserted, values)
        return keys
    }

    private func append(_ record: EventRecord<InteractionFacts>, _ key: Int64, to values: inout [SQLValue]) {
        let id = work.entropy.id(at: work.now, number: key).text
        let facts = record.facts
        values.append(account.sqlValue)
        values.append(key.sqlValue)
        values.append(record.customer.sqlValue)
        values.append(id.sqlValue)
        values.append(.text(record.event?.value ?? id))
        values.append(record.at.sqlValue)
        values.append(work.account.calendar.day(of: record.at).sqlValue)
        values.append(facts.interactionType.sqlValue)
        values.append(facts.name.sqlValue)
        values.append(facts.source.sqlValue)
        values.append(facts.sku.sqlValue)
        values.append(facts.rating.sqlValue)
        values.append((facts.value?.minorUnits(decimals: InteractionLimits.valueDecimals)).sqlValue)
        values.append(facts.text.sqlValue)
        values.append(.json(facts.properties.text))
        values.append(work.now.sqlValue)
    }

    private static let inserted = [
        StagedColumn("user_id", .int64), StagedColumn("interaction_key", .int64), StagedColumn("customer_id", .int64),
        StagedColumn("id", .text), StagedColumn("event_id", .text), StagedColumn("occurred_at", .int64),
        StagedColumn("occurred_day", .int64), StagedColumn("interaction_type", .text), StagedColumn("name", .text),
        StagedColumn("source", .text), StagedColumn("sku", .text), StagedColumn("rating", .int64),
        StagedColumn("value", .int64), StagedColumn("body", .text), StagedColumn("properties", .json),
        StagedColumn("created_at", .int64),
    ]

    func delete(_ key: Int64) throws {
        try session.execute(
            "DELETE FROM customer_interactions WHERE user_id = \(account) AND interaction_key = \(key)")
    }
}

extension InteractionFacts {
    /// Reads the columns of the facts in their order.
    init(_ row: inout Row) throws {
        self.init(try row.read())
        name = try row.read()
        source = try row.read()
        sku = try row.read()
        rating = try row.read()
        value = try row.readInteractionValue()
        text = try row.read()
        properties = try row.readJSONObject()
    }
}

extension Row {
    /// Reads the value of an interaction, kept in thousandths.
    mutating func readInteractionValue() throws -> DecimalNumber? {
        try read(Int64?.self).flatMap { DecimalNumber(significand: $0, scale: InteractionLimits.valueDecimals) }
    }
}
