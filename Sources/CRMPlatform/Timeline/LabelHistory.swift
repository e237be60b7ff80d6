import CRMCore
import CRMDatabase

/// When customers got and lost labels of one kind, tags or segments: what a label itself forgets when it goes.
struct LabelHistory {
    let work: Work
    let kind: LabelKind
    private var account: AccountKey { work.account.key }

    init(_ work: Work, _ kind: LabelKind) {
        self.work = work
        self.kind = kind
    }

    /// Notes that the customers got the label, or lost it.
    func note(_ label: (id: String, name: String), isAdded: Bool, on customers: [CustomerKey]) throws {
        guard !customers.isEmpty else { return }
        // One key for all of them: a customer's own rows differ by it.
        let key = try work.session.reserveKeys(1, from: TimelineFeature.keys)[0]
        let labelled = try work.session.stage(
            "labelled_customers", [StagedColumn("customer_id", .int64)],
            Set(customers).map(\.value).sorted().map { [.int64($0)] })
        try work.session.execute(
            """
            INSERT INTO customer_label_changes (user_id, customer_id, kind, changed_at, change_key, label_id, name,
                is_added)
            SELECT \(account), l.customer_id, CAST(\(kind) AS TEXT), CAST(\(work.now) AS BIGINT),
                CAST(\(key) AS BIGINT), CAST(\(label.id) AS TEXT), CAST(\(label.name) AS TEXT), \(isAdded)
            FROM \(labelled) AS l
            ORDER BY l.customer_id
            """)
    }

    /// The changes of the customer's labels, newest first.
    func timeline(of customer: CustomerKey, below place: TimelinePlace, _ limit: Int) throws -> [TimelineEntry] {
        try work.session.all(
            """
            SELECT c.changed_at, c.change_key, c.label_id, c.name, c.is_added
            FROM customer_label_changes AS c
            WHERE c.user_id = \(account) AND c.customer_id = \(customer) AND c.kind = \(kind)
                AND (c.changed_at, c.change_key) < (\(place.at), \(place.key))
            ORDER BY c.changed_at DESC, c.change_key DESC
            LIMIT \(limit)
            """
        ) { row in
            let place = TimelinePlace(at: try row.read(), key: try row.read())
            let (id, name) = (try row.read(String.self), try row.read(String.self))
            let isAdded = try row.read(Bool.self)
            return TimelineEntry(
                place: place, id: id, title: kind.title(name, isAdded: isAdded),
                details: [
                    JSON.Member("name", .string(name)), JSON.Member("change", .string(isAdded ? "added" : "removed")),
                ])
        }
    }
}

/// What a customer can be labelled with; its word is the kind of its entries in a timeline.
enum LabelKind: String, Sendable, CaseIterable, SQLBindable {
    case tag, segment

    /// What happened, in a few words.
    func title(_ name: String, isAdded: Bool) -> String {
        switch self {
        case .tag: isAdded ? "Tag added: \(name)" : "Tag removed: \(name)"
        case .segment: isAdded ? "Joined the segment \(name)" : "Left the segment \(name)"
        }
    }
}
