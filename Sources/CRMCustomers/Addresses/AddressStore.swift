import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of addresses.
struct AddressStore {
    let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("createdAt", "a.created_at", .int64),
        SortKey("updatedAt", "a.updated_at", .int64),
    ]

    static let archivedRows = ArchivedRows(table: "customer_addresses")

    private static let columns: SQL = """
        a.address_key, a.customer_id, a.id, \(CustomerDirectory.publicID(of: "a")), a.address_type, a.is_default,
        a.recipient, a.company, a.line1, a.line2, a.city, a.region, a.postal_code, a.country, a.phone, a.created_at,
        a.updated_at
        """

    static let table = ListTable("customer_addresses AS a", as: "a", columns: columns, key: "a.address_key")

    func decode(_ row: inout Row) throws -> CustomerAddress {
        CustomerAddress(
            key: try row.read(), customer: try row.read(), id: try row.read(), customerID: try row.read(),
            addressType: try row.read(), isDefault: try row.read(), recipient: try row.read(), company: try row.read(),
            line1: try row.read(), line2: try row.read(), city: try row.read(), region: try row.read(),
            postalCode: try row.read(), country: try row.read(), phone: try row.read(), createdAt: try row.read(),
            updatedAt: try row.read())
    }

    func list(_ filter: AddressFilter, _ listing: Listing) throws -> ListPage<CustomerAddress> {
        let optional: [SQL?] = [
            filter.customer.map { "a.customer_id = \($0)" } ?? "NOT a.is_archived",
            filter.addressType.map { "a.address_type = \($0)" },
            filter.country.map { "a.country = \($0)" },
        ]
        let conditions =
            ["a.user_id = \(account)"] + optional.compactMap { $0 }
            + filter.times.conditions(
                created: "a.created_at", updated: "a.updated_at", in: work.account.calendar)
        return try listing.page(of: AddressStore.table, where: conditions, in: session, decode)
    }

    func find(_ id: String) throws -> CustomerAddress? { try first("a.id = \(id)") }

    func address(_ key: Int64) throws -> CustomerAddress {
        guard let address = try first("a.address_key = \(key)") else {
            throw DatabaseError.corrupt("an address that was just written is not there")
        }
        return address
    }

    private func first(_ condition: SQL) throws -> CustomerAddress? {
        try session.first(
            """
            SELECT \(AddressStore.columns)
            FROM customer_addresses AS a
            WHERE a.user_id = \(account) AND \(condition)
            """, decode)
    }

    func count(of customer: CustomerKey) throws -> Int {
        try session.value(
            "SELECT count(*) FROM customer_addresses WHERE user_id = \(account) AND customer_id = \(customer)")
    }

    func has(_ type: AddressType, of customer: CustomerKey) throws -> Bool {
        try newest(of: customer, type) != nil
    }

    private func newest(of customer: CustomerKey, _ type: AddressType) throws -> Int64? {
        try session.first(
            """
            SELECT address_key
            FROM customer_addresses
            WHERE user_id = \(account) AND customer_id = \(customer) AND address_type = \(type)
            ORDER BY created_at DESC, address_key DESC
            LIMIT 1
            """
        ) { row in try row.read() }
    }

    /// Writes the row and gives its key.
    func insert(_ draft: AddressDraft, of customer: CustomerKey, isDefault: Bool) throws -> Int64 {
        let key = try session.reserveKeys(1, from: AddressesFeature.keys)[0]
        try session.execute(
            """
            INSERT INTO customer_addresses (user_id, address_key, customer_id, id, address_type, is_default, recipient,
                company, line1, line2, city, region, postal_code, country, phone, created_at, updated_at, is_archived)
            VALUES (\(account), \(key), \(customer), \(work.entropy.id(at: work.now, number: key).text), \(draft.addressType),
                \(isDefault), \(draft.recipient), \(draft.company), \(draft.line1), \(draft.line2), \(draft.city),
                \(draft.region), \(draft.postalCode), \(draft.country), \(draft.phone), \(work.now), \(work.now),
                \(ArchivedRows.value(for: customer, work)))
            """)
        return key
    }

    /// Writes the given fields; `isDefault` is nil when that stays.
    func update(_ key: Int64, _ changes: AddressChanges, isDefault: Bool?) throws {
        let given: [SQL?] = [
            changes.addressType.map { "address_type = \($0)" },
            changes.recipient.assignment(to: "recipient"),
            changes.company.assignment(to: "company"),
            changes.line1.map { "line1 = \($0)" },
            changes.line2.assignment(to: "line2"),
            changes.city.assignment(to: "city"),
            changes.region.assignment(to: "region"),
            changes.postalCode.assignment(to: "postal_code"),
            changes.country.map { "country = \($0)" },
            changes.phone.assignment(to: "phone"),
            isDefault.map { "is_default = \($0)" },
        ]
        let assignments = given.compactMap { $0 }
        guard !assignments.isEmpty else { return }
        try session.execute(
            """
            UPDATE customer_addresses
            SET \((assignments + ["updated_at = \(work.now)"]).joined(separator: ", "))
            WHERE user_id = \(account) AND address_key = \(key)
            """)
    }

    /// Leaves the type without a default; whoever calls it sets another one in the same transaction.
    func clearDefault(of customer: CustomerKey, _ type: AddressType) throws {
        try session.execute(
            """
            UPDATE customer_addresses
            SET is_default = (1 = 0), updated_at = \(work.now)
            WHERE user_id = \(account) AND customer_id = \(customer) AND address_type = \(type) AND is_default
            """)
    }

    func promoteNewest(of customer: CustomerKey, _ type: AddressType) throws {
        guard let key = try newest(of: customer, type) else { return }
        try session.execute(
            """
            UPDATE customer_addresses
            SET is_default = (1 = 1), updated_at = \(work.now)
            WHERE user_id = \(account) AND address_key = \(key)
            """)
    }

    func delete(_ key: Int64) throws {
        try session.execute("DELETE FROM customer_addresses WHERE user_id = \(account) AND address_key = \(key)")
    }
}

extension AddressStore {
    /// When addresses of the customer were last changed, newest first.
    func timeline(of customer: CustomerKey, below place: TimelinePlace, _ limit: Int) throws -> [TimelineEntry] {
        try session.all(
            """
            SELECT a.updated_at, a.address_key, a.id, a.address_type, a.country, a.is_default
            FROM customer_addresses AS a
            WHERE a.user_id = \(account) AND a.customer_id = \(customer)
                AND (a.updated_at, a.address_key) < (\(place.at), \(place.key))
            ORDER BY a.updated_at DESC, a.address_key DESC
            LIMIT \(limit)
            """
        ) { row in
            let place = TimelinePlace(at: try row.read(), key: try row.read())
            let id = try row.read(String.self)
            let type = try row.read(AddressType.self)
            return TimelineEntry(
                place: place, id: id, title: "Address changed: \(type.rawValue)",
                details: [
                    JSON.Member("addressType", .string(type.rawValue)),
                    JSON.Member("country", .string(try row.read())), JSON.Member("isDefault", .bool(try row.read())),
                ])
        }
    }
}
