import CRMApp
import CRMDatabase
import CRMPlatform
import CRMTesting
import Testing

/// What becomes of a table's days when an account moves to another time zone is declared by the feature that owns it.
@Suite struct DayColumnTests {
    @Test func `every column that holds a day is declared once, with an instant that an index finds`() async throws {
        let declared = Features.all.flatMap(\.days)
        let names = declared.flatMap { days in days.columns.map { "\(days.table).\($0)" } }
        #expect(Set(names).count == names.count)
        try await TestBackend.sqlite.withDatabase(Features.migrations) { database in
            let columns: [(table: String, column: String)] = try await database.read { session in
                try session.all(
                    """
                    SELECT t.name, c.name
                    FROM sqlite_master AS t
                    JOIN pragma_table_info(t.name) AS c
                    WHERE t.type = 'table' AND t.sql NOT LIKE 'CREATE VIRTUAL%'
                    LIMIT 10000
                    """
                ) { row in (try row.read(), try row.read()) }
            }
            let days = columns.filter { $0.column.hasSuffix("_day") || $0.column.hasSuffix("_on") }
            #expect(Set(days.map { "\($0.table).\($0.column)" }) == Set(names))
            let indexed: Set<String> = try await database.read { session in
                Set(
                    try session.all(
                        """
                        SELECT t.name || '.' || second.name
                        FROM sqlite_master AS t
                        JOIN pragma_index_list(t.name) AS i
                        JOIN pragma_index_info(i.name) AS first ON first.seqno = 0 AND first.name = 'user_id'
                        JOIN pragma_index_info(i.name) AS second ON second.seqno = 1 AND second.name IS NOT NULL
                        WHERE t.type = 'table' AND i.partial = 0
                        LIMIT 10000
                        """
                    ) { row in try row.read(String.self) })
            }
            for days in declared {
                guard case .day(of: let instant) = days.rule else { continue }
                #expect(indexed.contains("\(days.table).\(instant)"))
            }
        }
    }
}
