import CRMCore
import CRMDatabase
import CRMPlatform

/// Orders of an import that are taken back, and the customers who were made for them.
extension OrderBook {
    /// The order in which traces are taken back: no customer goes before its orders.
    enum Stage: Int {
        case orders, customers
    }

    /// Notes what the changes replace.
    func note(_ changes: [OrderChange], in journal: ImportJournal) throws {
        let replaced = changes.filter { $0.stored != nil }.map(\.draft.orderID)
        let images = try replaced.isEmpty ? [] : store.orders(replaced)
        let known = Dictionary(images.map { ($0.orderID, $0) }) { first, _ in first }
        for change in changes {
            let before = change.stored.flatMap { stored in
                known[change.draft.orderID].map { ImportTrace.Before(mark: stored.mark, image: $0.jsonText) }
            }
            journal.note(
                ImportTrace(
                    stage: Stage.orders.rawValue, id: change.draft.orderID.value, before: before,
                    after: OrderMark.text(change.draft.version, change.fingerprint)))
        }
    }

    /// Takes back what traces of one stage tell of; orders that were changed again since stay as they are.
    func takeBack(_ traces: [ImportTrace]) throws -> ImportUndone {
        guard let first = traces.first else { return ImportUndone() }
        return first.stage == Stage.orders.rawValue ? try takeBackOrders(traces) : try takeBackCustomers(traces)
    }

    private func takeBackOrders(_ traces: [ImportTrace]) throws -> ImportUndone {
        let former = traces.map { trace in trace.before.flatMap { OrderDraft(image: $0.image, work) } }
        let ids = former.compactMap { $0?.customerID }
        let customers = try directory.find(ids)
        let known = try lockedVersions(of: traces.map { OrderID(unchecked: $0.id) }, told: Array(customers.values))
        var undone = ImportUndone()
        var removed: [StoredOrder] = []
        var changes: [OrderChange] = []
        for (trace, draft) in zip(traces, former) {
            guard let stored = known[OrderID(unchecked: trace.id)], stored.mark == trace.after else {
                undone.kept += 1
                continue
            }
            if trace.before == nil {
                removed.append(stored)
            } else if let draft, let customer = customers[draft.customerID] {
                changes.append(OrderChange(restoring: draft, customer: customer, replacing: stored))
            } else {
                undone.kept += 1
            }
        }
        try remove(removed, writing: changes)
        (undone.removed, undone.restored) = (removed.count, changes.count)
        return undone
    }

    private func remove(_ removed: [StoredOrder], writing changes: [OrderChange]) throws {
        guard !removed.isEmpty || !changes.isEmpty else { return }
        try store.remove(removed)
        let touched = Set(removed.map(\.customer)).union(try changes.isEmpty ? [] : store.write(changes))
        let rising = touched.sorted { $0.value < $1.value }
        try work.publish(OrdersChanged(totals: try store.totals(of: rising)))
    }

    private func takeBackCustomers(_ traces: [ImportTrace]) throws -> ImportUndone {
        let contacts = traces.compactMap { CustomerContact(image: $0.after) }
        let keys = try directory.find(contacts.map(\.customerID))
        try directory.lock(keys.values)
        let idle = try store.customersWithoutOrders(Array(keys.values))
        let withdrawn = contacts.filter { contact in keys[contact.customerID].map(idle.contains) ?? false }
        guard !withdrawn.isEmpty else { return ImportUndone() }
        try work.publish(CustomersWithdrawn(contacts: withdrawn))
        var undone = ImportUndone()
        undone.customersRemoved = withdrawn.count - (try directory.find(withdrawn.map(\.customerID)).count)
        return undone
    }
}

/// What tells one version of an order from all others.
enum OrderMark {
    static func text(_ version: Instant, _ fingerprint: Int64) -> String { "\(version.milliseconds):\(fingerprint)" }
}

extension StoredOrder {
    fileprivate var mark: String { OrderMark.text(version, fingerprint) }
}

extension Order {
    fileprivate var jsonText: String {
        var writer = JSONWriter()
        write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension OrderDraft {
    /// A former version, as ``OrderBook`` has noted it; nil when the rules of today refuse it.
    fileprivate init?(image: String, _ work: Work) {
        guard case .object(let members)? = try? JSONParser.parse(image, limits: .stored) else { return nil }
        let sink = ErrorSink()
        let input = OrderInput(ObjectReader(members: members, sink: sink))
        guard sink.errors.isEmpty, let draft = try? OrderDraft(input, account: work.account, now: work.now) else {
            return nil
        }
        self = draft
    }
}

extension ImportTrace {
    /// A customer who is made for an order, with all that is known of the person.
    init(making contact: CustomerContact) {
        let known: [(String, String?)] = [
            ("customerId", contact.customerID.value), ("email", contact.email?.value),
            ("phone", contact.phone?.value), ("firstName", contact.firstName), ("lastName", contact.lastName),
        ]
        let members = known.compactMap { name, text in text.map { JSON.Member(name, .string($0)) } }
        self.init(
            stage: OrderBook.Stage.customers.rawValue, id: contact.customerID.value, before: nil,
            after: JSON.object(members).canonicalText)
    }
}

extension CustomerContact {
    fileprivate init?(image: String) {
        guard let json = try? JSONParser.parse(image, limits: .stored) else { return nil }
        func text(_ name: String) -> String? { if case .string(let text)? = json[name] { text } else { nil } }
        guard let customerID = text("customerId") else { return nil }
        self.init(
            customerID: CustomerID(unchecked: customerID), email: text("email").flatMap { EmailAddress($0) },
            phone: text("phone").flatMap { PhoneNumber($0) }, firstName: text("firstName"), lastName: text("lastName"))
    }
}

extension OrderStore {
    /// Those of the customers who have no order of any status.
    fileprivate func customersWithoutOrders(_ customers: [CustomerKey]) throws -> Set<CustomerKey> {
        let staged = try work.session.stage(
            "idle_customers", [StagedColumn("customer_id", .int64)], customers.map { [$0.sqlValue] })
        return Set(
            try work.session.all(
                """
                SELECT c.customer_id
                FROM \(staged) AS c
                WHERE NOT EXISTS (
                    SELECT 1
                    FROM orders AS o
                    WHERE o.user_id = \(work.account.key) AND o.customer_id = c.customer_id
                )
                """
            ) { row in try row.read(CustomerKey.self) })
    }
}
