import CRMCore
import CRMDatabase
import CRMPlatform

/// Customers as a file tells them.
extension Profiles {
    /// Makes customers who are not known and changes the given fields of those who are, in the order in which they are
    /// told; one outcome each.
    func record(_ told: [ToldCustomer]) throws -> [UpsertOutcome] {
        let ids = Set(told.map(\.customerID))
        var keys = try directory.find(ids)
        let fresh = try directory.register(ids.filter { keys[$0] == nil })
        keys.merge(fresh) { _, new in new }
        // What another transaction has made meanwhile is known by now.
        let late = ids.filter { keys[$0] == nil }
        if !late.isEmpty { keys.merge(try directory.find(late)) { _, new in new } }
        let made = Set(fresh.values)
        let known = keys.values.filter { !made.contains($0) }
        try directory.lock(known)
        return try record(told, keys, made: made, known: try store.rows(of: known))
    }

    private func record(
        _ told: [ToldCustomer], _ keys: [CustomerID: CustomerKey], made: Set<CustomerKey>,
        known: [CustomerKey: ProfileRow]
    ) throws -> [UpsertOutcome] {
        var rows = known
        var order: [(key: CustomerKey, id: CustomerID)] = []
        let outcomes = try told.map { customer -> UpsertOutcome in
            guard let key = keys[customer.customerID] else {
                throw DatabaseError.corrupt("an id that was just made leads to nobody")
            }
            let before = rows[key]
            var row = before ?? ProfileRow(CustomerData())
            do { try row.apply(customer.changes) } catch let error as InvalidRequest { return .rejected(error) }
            rows[key] = row
            if before == nil { order.append((key, customer.customerID)) }
            return before == nil ? .created : before == row ? .unchanged : .updated
        }
        let fresh = order.compactMap { key, id in rows[key].map { (key: key, id: id, row: $0) } }
        try store.insert(fresh)
        let changed = known.compactMap { key, before in rows[key].flatMap { $0 == before ? nil : (key: key, row: $0) } }
            .sorted { $0.key.value < $1.key.value }
        try store.update(changed)
        let turned =
            changed.filter { known[$0.key]?.doNotContact != $0.row.doNotContact }
            + fresh.filter(\.row.doNotContact).map { ($0.key, $0.row) }
        for isBlocked in [true, false] {
            try tell(
                turned.filter { $0.row.doNotContact == isBlocked }.map(\.key), isBlocked: isBlocked, source: "import")
        }
        try search.refresh(changed.filter { known[$0.key]?.searchText != $0.row.searchText }.map(\.key))
        let loosened = changed.filter { $0.row.statusSource == .automatic && known[$0.key]?.statusSource == .manual }
        try store.refreshAutomaticStatus(of: loosened.map(\.key))
        return outcomes
    }
}
