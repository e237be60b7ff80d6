import CRMCore
package import CRMDatabase

extension ExportWalk {
    /// Walks a table whose rows have a key of their own in the account, by that key. The filters are held against each
    /// step, so that none costs more than its size, whatever they leave.
    package init<Record: ExportRecord>(
        of table: ListTable, step count: Int, where filters: @escaping @Sendable (Work) -> [SQL],
        _ decode: @escaping @Sendable (inout Row, Work) throws -> Record
    ) {
        self.init { text, work in
            let after = text.flatMap { Int64($0) } ?? 0
            let account = work.account.key
            let next: SQL = """
                FROM \(table.source)
                WHERE \(table.alias).user_id = \(account) AND \(table.key) > \(after)
                ORDER BY \(table.key)
                LIMIT \(count)
                """
            let last = try work.session.value(
                "SELECT max(next_key) FROM (SELECT \(table.key) AS next_key \(next)) AS n", as: Int64?.self)
            guard let last else { return .end }
            let records = try work.session.all(
                """
                SELECT \(table.columns)
                FROM (SELECT \(table.alias).* \(next)) AS \(table.alias)
                \(table.joined)
                WHERE \(filters(work).conjunction())
                ORDER BY \(table.key)
                """
            ) { row in try decode(&row, work) }
            return ExportStep(records, next: String(last))
        }
    }

    /// Walks a table of links, whose key has two parts, by these. Keys are written as `first-second`.
    package init<Record: ExportRecord>(
        ofLinks table: ListTable, by first: SQL, then second: SQL, step count: Int,
        where filters: @escaping @Sendable (Work) -> [SQL],
        _ decode: @escaping @Sendable (inout Row, Work) throws -> Record
    ) {
        self.init { text, work in
            let after = (text ?? "0-0").split(separator: "-").compactMap { Int64($0) }
            guard after.count == 2 else { return .end }
            let account = work.account.key
            let next: SQL = """
                FROM \(table.source)
                WHERE \(table.alias).user_id = \(account) AND (\(first), \(second)) > (\(after[0]), \(after[1]))
                ORDER BY \(first), \(second)
                LIMIT \(count)
                """
            let last = try work.session.first(
                """
                SELECT n.first_key, n.second_key
                FROM (SELECT \(first) AS first_key, \(second) AS second_key \(next)) AS n
                ORDER BY n.first_key DESC, n.second_key DESC
                LIMIT 1
                """
            ) { row in "\(try row.read(Int64.self))-\(try row.read(Int64.self))" }
            guard let last else { return .end }
            let records = try work.session.all(
                """
                SELECT \(table.columns)
                FROM (SELECT \(table.alias).* \(next)) AS \(table.alias)
                \(table.joined)
                WHERE \(filters(work).conjunction())
                ORDER BY \(first), \(second)
                """
            ) { row in try decode(&row, work) }
            return ExportStep(records, next: last)
        }
    }
}

/// Records of one step of the walks over tables: their rows are small.
package enum ExportLimits {
    package static let rowsPerStep = 1_000
    /// Of tables whose rows may hold long texts.
    package static let longRowsPerStep = 200
}
