import CRMApp
import CRMDatabase
import CRMPlatform
import CRMTesting
import Testing

/// Whose data a table holds is declared by the feature that owns it.
@Suite struct PersonalTableTests {
    /// The columns by which rows belong to a person.
    private static let owners: Set = ["customer_id", "wallet_id"]

    @Test func `every table with rows of customers is declared once, with columns that it has`() async throws {
        let declared = Features.all.flatMap(\.personal)
        #expect(Set(declared.map(\.name)).count == declared.count)
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
            let owned = Set(columns.filter { Self.owners.contains($0.column) }.map(\.table))
            #expect(owned == Set(declared.map(\.name)))
            for table in declared {
                let known = Set(columns.filter { $0.table == table.name }.map(\.column))
                #expect(known.isSuperset(of: table.columns), "\(table.name)")
            }
        }
    }
}
