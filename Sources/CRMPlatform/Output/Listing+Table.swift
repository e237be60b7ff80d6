package import CRMCore
package import CRMDatabase

/// A table as a list shows it: what is read of a row, and the integer key that tells equals apart.
package struct ListTable: Sendable {
    /// As statements name it: `customer_notes AS n`.
    package let source: SQL
    /// `n`.
    package let alias: SQL
    package let columns: SQL
    /// `n.note_key`.
    package let key: SQL
    /// Joined to the rows of the page alone, for further columns: `LEFT JOIN jobs AS j ON …`.
    package let joined: SQL

    package init(_ source: SQL, as alias: SQL, columns: SQL, key: SQL, joined: SQL = "") {
        self.source = source
        self.alias = alias
        self.columns = columns
        self.key = key
        self.joined = joined
    }

    /// How many rows meet the conditions.
    package func count(where conditions: [SQL], in session: any DatabaseSession) throws -> Int {
        try session.value("SELECT count(*) FROM \(source) WHERE \(conditions.conjunction())")
    }
}

extension Listing {
    /// The page of those rows that meet the conditions. Only the rows of the page are read in full, so that look-ups
    /// among the columns are made for them alone. `total` is counted unless it is known.
    package func page<Item: JSONObjectEncodable>(
        of table: ListTable, where conditions: [SQL], total: Int? = nil, in session: any DatabaseSession,
        _ decode: (inout Row) throws -> Item
    ) throws -> ListPage<Item> {
        let rows = try rows(of: table, where: conditions, in: session, decode)
        return try pageOf(rows, total: total ?? table.count(where: conditions, in: session))
    }

    /// The rows of such a page, for ``pageOf(_:total:)``: each with its key and the value it is sorted by.
    package func rows<Item>(
        of table: ListTable, where conditions: [SQL], in session: any DatabaseSession,
        _ decode: (inout Row) throws -> Item
    ) throws -> [(item: Item, key: Int64, sortValue: JSON)] {
        try rows(by: table.key) { stretch in
            try session.all(
                """
                SELECT \(table.columns), \(table.key), \(sort.key.column)
                FROM (
                    SELECT \(table.alias).*
                    FROM \(table.source)
                    WHERE \((conditions + stretch.conditions).conjunction())
                    \(stretch.order)
                    \(stretch.limit)
                ) AS \(table.alias)
                \(table.joined)
                \(stretch.order)
                """
            ) { row in
                (item: try decode(&row), key: try row.read(Int64.self), sortValue: try row.readSortValue(sort.key.type))
            }
        } count: { condition in
            try table.count(where: conditions + [condition], in: session)
        }
    }
}

/// The bounds in time that every list takes.
package struct ListTimes: Sendable, Equatable {
    package var createdAfter: Moment?
    package var createdBefore: Moment?
    package var updatedAfter: Moment?

    /// No bounds.
    package init() {}

    /// Reads `createdAfter`, `createdBefore` and `updatedAfter`; the words say what happens at the two times of the list's
    /// entries.
    package init(_ query: ObjectReader, created: String = "Created", updated: String = "Changed") {
        createdAfter = query.optional("createdAfter", .moment, "\(created) after this day or time.")
        createdBefore = query.optional("createdBefore", .moment, "\(created) before this day or time.")
        updatedAfter = query.optional("updatedAfter", .moment, "\(updated) after this day or time.")
    }

    /// The conditions on the two columns.
    package func conditions(created: SQL, updated: SQL, in calendar: DayCalendar) -> [SQL] {
        let optional: [SQL?] = [
            createdAfter.map { "\(created) >= \($0.end(in: calendar))" },
            createdBefore.map { "\(created) < \($0.start(in: calendar))" },
            updatedAfter.map { "\(updated) >= \($0.end(in: calendar))" },
        ]
        return optional.compactMap { $0 }
    }
}
