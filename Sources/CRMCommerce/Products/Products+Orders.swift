import CRMCore
import CRMDatabase
import CRMPlatform

/// Orders went into the store: their rows stand, and the metrics are about to follow.
struct OrdersWritten: DomainEvent {
    let changes: [OrderChange]
}

/// Products that orders make known.
extension Products {
    /// Puts the products in that the lines of the orders name and nobody knows, as the newest of these orders tells them.
    func learn(from changes: [OrderChange]) throws {
        var newest: [String: (line: OrderLine, placedAt: Instant)] = [:]
        for change in changes {
            for line in change.draft.lines ?? [] {
                guard let sku = line.sku else { continue }
                if let known = newest[sku], known.placedAt >= change.draft.placedAt { continue }
                newest[sku] = (line, change.draft.placedAt)
            }
        }
        guard !newest.isEmpty else { return }
        let unknown = try store.unknown(newest.keys)
        // One that another transaction puts in meanwhile is known by that one.
        try store.insert(
            unknown.sorted().compactMap { sku in
                newest[sku].map { (sku: sku, content: ProductContent(learnedFrom: $0.line, work.account.currency)) }
            })
    }
}

extension ProductContent {
    fileprivate init(learnedFrom line: OrderLine, _ currency: Currency) {
        self.init(
            name: line.name, category: line.category,
            price: line.unitPrice.currency == currency ? line.unitPrice.minorUnits : nil, source: .order)
    }
}

extension ProductStore {
    /// Those of the ids that no product has.
    fileprivate func unknown(_ skus: some Sequence<String>) throws -> [String] {
        let wanted = try staged(skus)
        return try session.all(
            """
            SELECT w.sku
            FROM \(wanted) AS w
            WHERE NOT EXISTS (SELECT 1 FROM products AS p WHERE p.user_id = \(account) AND p.sku = w.sku)
            """
        ) { row in try row.read() }
    }
}
