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

    package init(_ source: SQL, as alias: SQL, columns: SQL, key: SQL) {
        self.source = source
        self.alias = alias
        self.columns = columns
        self.key = key
    }
}

extension Listing {
    /// The page of those rows that meet the conditions. Only the rows of the page are read in full, so that look-ups
    /// among the columns are made for them alone.
    package func page<Item: JSONObjectEncodable>(
        of table: ListTable, where conditions: [SQL], in session: any DatabaseSession,
        _ decode: (inout Row) throws -> Item
    ) throws -> ListPage<Item> {
        func count(_ more: [SQL]) throws -> Int {
            try session.value("SELECT count(*) FROM \(table.source) WHERE \((conditions + more).conjunction())")
        }
        let rows = try rows(by: table.key) { stretch in
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
                \(stretch.order)
                """
            ) { row in
                (item: try decode(&row), key: try row.read(Int64.self), sortValue: try row.readSortValue(sort.key.type))
            }
        } count: { condition in
            try count([condition])
        }
        return try pageOf(rows, total: count([]))
    }
}

/// The bounds in time that every list takes.
package struct ListTimes: Sendable {
    package let createdAfter: Moment?
    package let createdBefore: Moment?
    package let updatedAfter: Moment?

    /// No bounds.
    package init() {
        createdAfter = nil
        createdBefore = nil
        updatedAfter = nil
    }

    /// Reads `createdAfter`, `createdBefore` and `updatedAfter`.
    package init(_ query: ObjectReader) {
        createdAfter = query.optional("createdAfter", .moment, "Created after this day or time.")
        createdBefore = query.optional("createdBefore", .moment, "Created before this day or time.")
        updatedAfter = query.optional("updatedAfter", .moment, "Changed after this day or time.")
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
