import CRMCore
import CRMDatabase
package import CRMPlatform

/// The verbs of tags.
package struct Tags {
    let work: Work
    let store: TagStore
    private let directory: CustomerDirectory

    package init(_ work: Work) {
        self.work = work
        store = TagStore(work)
        directory = CustomerDirectory(work)
    }

    /// Makes a tag; throws ``TagError/nameTaken(_:)``.
    func create(_ name: TagName, color: LabelColor?) throws -> CustomerTag {
        guard try store.key(of: name) == nil else { throw TagError.nameTaken(name.text) }
        let made = try made([name], color: color)
        // The name was found free; another transaction was quicker.
        guard let tag = made.first, tag.createdAt == work.now, tag.name == name.text else {
            throw TagError.nameTaken(name.text)
        }
        return tag
    }

    /// The tag as it stays until this transaction changes it, with its customers.
    func locked(_ id: String) throws -> CustomerTag {
        try store.lockCustomers(of: try store.tag(id).key)
        return try store.locked(id)
    }

    /// Gives the tag another name or colour; every profile with it shows the new name.
    func change(_ id: String, name: TagName?, color: Patch<LabelColor>) throws -> CustomerTag {
        let tag = try locked(id)
        let name = name ?? TagName(tag.name)
        let color =
            switch color {
            case .keep: tag.color
            case .clear: LabelColor.standard(for: name.text)
            case .set(let color): color
            }
        guard name.text != tag.name || color != tag.color else { return tag }
        try store.update(tag.key, name: name, color: color)
        if name.text != tag.name { try store.forEachCustomer(of: tag.key) { try store.show($0) } }
        return try store.tag(id)
    }

    /// Removes the tag, and takes it from its customers; gives it as it was.
    func delete(_ id: String) throws -> CustomerTag {
        let tag = try locked(id)
        var customers: [CustomerKey] = []
        try store.forEachCustomer(of: tag.key) { customers += $0 }
        try store.delete(tag.key)
        try show(customers)
        if !customers.isEmpty { try work.publish(TagRemoved(tag: tag.reference, customers: customers)) }
        return tag
    }

    /// Puts another tag in the place of one, which is removed; a customer with both keeps the other.
    func merge(_ id: String, into targetID: String) throws -> CustomerTag {
        guard id != targetID else { throw TagError.sameTag }
        let source = try store.tag(id)
        try store.lockCustomers(of: source.key)
        let both = try store.locked(names: [], ids: [id, targetID])
        guard let target = both.first(where: { $0.tag.id == targetID })?.tag, both.count == 2 else {
            throw TagError.unknownTag
        }
        var customers: [CustomerKey] = []
        try store.forEachCustomer(of: source.key) { customers += $0 }
        let added = try store.move(source.key, to: target.key)
        try store.delete(source.key)
        try show(customers)
        if !customers.isEmpty { try work.publish(TagRemoved(tag: source.reference, customers: customers)) }
        if !added.isEmpty { try work.publish(TagAdded(tag: target.reference, customers: added)) }
        return try store.tag(targetID)
    }

    private func show(_ customers: [CustomerKey]) throws {
        for start in stride(from: 0, to: customers.count, by: TagLimits.customersPerWrite) {
            try store.show(customers[start..<min(start + TagLimits.customersPerWrite, customers.count)])
        }
    }
}

// MARK: Customers

extension Tags {
    /// Puts tags on customers; those of unknown names are made. Throws ``TagError/unknownTag`` for an unknown id.
    func assign(_ selection: TagSelection, to customerIDs: [CustomerID]) throws -> TagAssignment {
        let keys = try lockedKeys(customerIDs)
        let known = Set(try store.locked(names: selection.names, ids: selection.ids).map(\.tag.key))
        let tags = try made(selection.names, ids: selection.ids)
        let customers = Set(keys.values)
        let added = try add(tags, to: customers)
        return TagAssignment(
            changed: added.count, unchanged: customers.count * tags.count - added.count,
            created: tags.filter { !known.contains($0.key) }.map(\.name),
            unknown: unknown(customerIDs, keys),
            tags: try store.locked(names: [], ids: tags.map(\.id)).map(\.tag))
    }

    /// Takes tags from customers; a name that no tag has is none of theirs.
    func unassign(_ selection: TagSelection, from customerIDs: [CustomerID]) throws -> TagAssignment {
        let keys = try lockedKeys(customerIDs)
        let tags = try store.locked(names: selection.names, ids: selection.ids).map(\.tag)
        guard Set(tags.map(\.id)).isSuperset(of: selection.ids) else { throw TagError.unknownTag }
        let customers = Set(keys.values)
        let removed = try remove(tags, from: customers)
        return TagAssignment(
            changed: removed.count, unchanged: customers.count * tags.count - removed.count, created: [],
            unknown: unknown(customerIDs, keys), tags: try store.locked(names: [], ids: tags.map(\.id)).map(\.tag))
    }

    /// Puts tags on customers who are locked; gives what is new.
    @discardableResult
    func add(_ tags: [CustomerTag], to customers: some Collection<CustomerKey>) throws -> [TagLink] {
        let added = try store.link(tags.flatMap { tag in customers.map { TagLink(tag: tag.key, customer: $0) } })
        try store.show(added.map(\.customer))
        for tag in tags {
            let own = added.filter { $0.tag == tag.key }.map(\.customer)
            if !own.isEmpty { try work.publish(TagAdded(tag: tag.reference, customers: own)) }
        }
        return added
    }

    /// Takes tags from customers who are locked; gives what there was.
    @discardableResult
    func remove(_ tags: [CustomerTag], from customers: some Collection<CustomerKey>) throws -> [TagLink] {
        let removed = try store.unlink(tags.flatMap { tag in customers.map { TagLink(tag: tag.key, customer: $0) } })
        try store.show(removed.map(\.customer))
        for tag in tags {
            let own = removed.filter { $0.tag == tag.key }.map(\.customer)
            if !own.isEmpty { try work.publish(TagRemoved(tag: tag.reference, customers: own)) }
        }
        return removed
    }

    /// Gives a customer these tags and no others.
    func replace(_ names: [TagName], of customer: CustomerKey) throws {
        try directory.lock([customer])
        let wanted = try made(names)
        let keys = Set(wanted.map(\.key))
        let known = try store.links(of: customer)
        let superfluous = known.map(\.tag).filter { !keys.contains($0) }
        try add(wanted.filter { tag in !known.contains { $0.tag == tag.key } }, to: [customer])
        try remove(try store.locked(keys: superfluous), from: [customer])
    }

    /// The tags of these names and ids, locked; those of unknown names are made. Throws ``TagError/unknownTag`` for an
    /// unknown id.
    func made(_ names: [TagName], ids: [String] = [], color: LabelColor? = nil) throws -> [CustomerTag] {
        var known = try store.locked(names: names, ids: ids)
        guard Set(known.map(\.tag.id)).isSuperset(of: ids) else { throw TagError.unknownTag }
        let there = Set(known.map(\.name))
        var seen = there
        let fresh = names.filter { seen.insert($0).inserted }
        guard !fresh.isEmpty else { return known.map(\.tag) }
        guard try store.count() + fresh.count <= TagLimits.tags else { throw TagError.tooMany }
        try store.insert(fresh.map { ($0, color ?? LabelColor.standard(for: $0.text)) })
        known = try store.locked(names: names, ids: ids)
        // One that was made and removed by others in between: a collision.
        guard known.count == there.count + fresh.count else { throw DatabaseError.serialization }
        return known.map(\.tag)
    }

    private func lockedKeys(_ customerIDs: [CustomerID]) throws -> [CustomerID: CustomerKey] {
        let keys = try directory.find(customerIDs)
        try directory.lock(keys.values)
        return keys
    }

    private func unknown(_ customerIDs: [CustomerID], _ keys: [CustomerID: CustomerKey]) -> [CustomerID] {
        var told: Set<CustomerID> = []
        return customerIDs.filter { keys[$0] == nil && told.insert($0).inserted }
    }
}

/// Which tags a call is about.
struct TagSelection: Sendable {
    let names: [TagName]
    let ids: [String]
}

/// What became of tags put on customers or taken from them.
struct TagAssignment: JSONObjectEncodable {
    /// Pairs of customer and tag.
    let changed: Int
    let unchanged: Int
    let created: [String]
    let unknown: [CustomerID]
    let tags: [CustomerTag]

    static let typeName = "TagAssignment"

    static let fields: [OutputField<TagAssignment>] = [
        OutputField("changed", "Tags that were put on a customer or taken from one.") { $0.changed },
        OutputField("unchanged", "Tags that a customer had, or did not have, before.") { $0.unchanged },
        OutputField("created", "Names of tags that were made.") { $0.created },
        OutputField("unknown", "Ids that no customer has; the others were done.") { $0.unknown },
        OutputField("tags", "The tags as they are now.") { $0.tags },
    ]
}
