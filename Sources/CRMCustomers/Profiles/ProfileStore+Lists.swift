import CRMCore
import CRMDatabase
import CRMPlatform

/// The lists of profiles: filtered, and searched.
extension ProfileStore {
    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("createdAt", "p.created_at", .int64),
        SortKey("updatedAt", "p.updated_at", .int64),
        SortKey("totalSpent", "p.total_spent", .int64),
        SortKey("totalOrders", "p.total_orders", .int64),
        SortKey("lastOrderDate", "p.last_order_date", .int64, isNullable: true),
        SortKey("lastName", "p.last_name", .text, isNullable: true),
    ]

    /// The order of search results: the best first.
    static let relevance = SortKey("relevance", "h.rank", .int64)

    func list(_ filter: ProfileFilter, _ listing: Listing) throws -> ListPage<CustomerProfile> {
        let (source, conditions) = place(filter)
        func count(_ more: [SQL]) throws -> Int {
            try session.value("SELECT count(*) FROM \(source) WHERE \((conditions + more).conjunction())")
        }
        let rows = try listing.rows(by: "p.customer_id") { stretch in
            try session.all(
                """
                SELECT \(ProfileStore.columns), \(listing.sort.key.column)
                FROM \(source)
                WHERE \((conditions + stretch.conditions).conjunction())
                \(stretch.order)
                \(stretch.limit)
                """
            ) { row in try entry(&row, listing) }
        } count: { condition in
            try count([condition])
        }
        return try listing.pageOf(rows, total: count([]))
    }

    /// Where the profiles that match are looked for, and by what.
    private func place(_ filter: ProfileFilter) -> (source: SQL, conditions: [SQL]) {
        let own: SQL = "p.user_id = \(account)"
        guard let tag = filter.tagKey else { return ("customer_profiles AS p", [own] + conditions(filter)) }
        var others = filter
        others.tagKey = nil
        let links: SQL = "l.user_id = \(account) AND l.tag_key = \(tag) AND p.customer_id = l.customer_id"
        // The customers of a tag are found by its links, in this order on SQLite.
        return ("customer_tag_links AS l CROSS JOIN customer_profiles AS p", [links, own] + conditions(others))
    }

    /// The customers that match, as a query of one column.
    func keys(_ filter: ProfileFilter) -> SQL {
        let (source, conditions) = place(filter)
        return "SELECT p.customer_id FROM \(source) WHERE \(conditions.conjunction())"
    }

    /// The same for a search.
    func keys(_ filter: ProfileFilter, _ query: ProfileQuery, exact customer: CustomerKey?) -> SQL {
        let hits = ProfileSearchStore(work).hits(query, exact: customer, ranked: false)
        return "SELECT p.customer_id FROM \(profiles(of: hits)) AND \(conditions(filter).conjunction())"
    }

    /// The profiles that match a search; `customer` is the one whose id the query is.
    func list(
        _ filter: ProfileFilter, _ query: ProfileQuery, exact customer: CustomerKey?, _ listing: Listing
    ) throws -> ListPage<CustomerProfile> {
        let search = ProfileSearchStore(work)
        let conditions = conditions(filter)
        func count(_ more: [SQL]) throws -> Int {
            let hits = search.hits(query, exact: customer, ranked: false)
            let all = conditions + more
            guard !all.isEmpty else { return try session.value("SELECT count(*) FROM \(hits) AS h") }
            return try session.value("SELECT count(*) FROM \(profiles(of: hits)) AND \(all.conjunction())")
        }
        let isRanked = listing.sort.key.name == ProfileStore.relevance.name
        // Hits of the index of substrings are all found for any page: it counts them at the same time.
        let isCountedInPage = listing.isCounted && query.prefix == nil && !listing.sort.key.isNullable
        let (countOfHits, total): (SQL, SQL) = isCountedInPage ? (", count(*) OVER () AS total", ", h.total") : ("", "")
        var counted: Int?
        let hits = search.hits(query, exact: customer, ranked: isRanked)
        let rows = try listing.rows(by: isRanked ? "h.customer_id" : "p.customer_id") { stretch in
            let all = (conditions + stretch.conditions).conjunction()
            let source: SQL =
                isRanked && conditions.isEmpty ? "\(hits) AS h WHERE \(all)" : "\(profiles(of: hits)) AND \(all)"
            // The profiles of the page only are read in full.
            let page: SQL = """
                (SELECT h.customer_id, h.rank\(countOfHits) FROM \(source) \(stretch.order) \(stretch.limit))
                """
            return try session.all(
                """
                SELECT \(ProfileStore.columns), \(listing.sort.key.column)\(total)
                FROM \(profiles(of: page))
                \(stretch.order)
                """
            ) { row in
                let entry = try entry(&row, listing)
                if isCountedInPage { counted = try row.read() }
                return entry
            }
        } count: { condition in
            try count([condition])
        }
        return try listing.pageOf(rows, total: counted ?? count([]))
    }

    /// The hits `h` and their profiles `p`, in this order on SQLite, whose planner knows nothing of how many there are.
    private func profiles(of hits: SQL) -> SQL {
        """
        \(hits) AS h
        CROSS JOIN customer_profiles AS p
        WHERE p.user_id = \(account) AND p.customer_id = h.customer_id
        """
    }

    private func entry(
        _ row: inout Row, _ listing: Listing
    ) throws -> (item: CustomerProfile, key: Int64, sortValue: JSON) {
        let item = try decode(&row)
        return (item: item, key: item.key.value, sortValue: try row.readSortValue(listing.sort.key.type))
    }

    func conditions(_ filter: ProfileFilter) -> [SQL] {
        let calendar = work.account.calendar
        let optional: [SQL?] = [
            // An old id still leads to its customer; an unknown one to an empty page.
            filter.customerID.map { "p.customer_id = \(CustomerDirectory(work).key(leadingFrom: $0))" },
            filter.isArchived.map { "p.archived_at IS \($0 ? "NOT NULL" : "NULL" as SQL)" },
            filter.status.map { "p.status = \($0)" },
            filter.customerType.map { "p.customer_type = \($0)" },
            filter.source.map { "p.source = \($0)" },
            filter.rfmSegment.map { "p.rfm_segment = \($0)" },
            filter.tagKey.map { tag in
                """
                EXISTS (SELECT 1 FROM customer_tag_links AS l
                WHERE l.user_id = p.user_id AND l.tag_key = \(tag) AND l.customer_id = p.customer_id)
                """
            },
            filter.lastOrderAfter.map { "p.last_order_date >= \($0.end(in: calendar))" },
            filter.lastOrderBefore.map { "p.last_order_date < \($0.start(in: calendar))" },
        ]
        return optional.compactMap { $0 }
            + filter.times.conditions(created: "p.created_at", updated: "p.updated_at", in: calendar)
    }

    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }
}
