import CRMDatabase
import CRMTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct SQLTests {
    @Test func `interpolated values become numbered parameters`() {
        let sql: SQL = "SELECT * FROM t WHERE a = \(1) AND b = \("x")"
        #expect(sql.text == "SELECT * FROM t WHERE a = $1 AND b = $2")
        #expect(sql.values == [.int64(1), .text("x")])
    }

    @Test func `a fragment keeps its values and takes the numbers of its place`() {
        let filter: SQL = "b = \("x") OR c = \(true)"
        let sql: SQL = "SELECT \(9) WHERE (\(filter)) AND d = \(2.5)"
        #expect(sql.text == "SELECT $1 WHERE (b = $2 OR c = $3) AND d = $4")
        #expect(sql.values == [.int64(9), .text("x"), .bool(true), .double(2.5)])
    }

    @Test func `fragments join with a separator and as a conjunction`() {
        let parts: [SQL] = ["a = \(1)", "b = \(2)"]
        #expect(parts.joined(separator: ", ").text == "a = $1, b = $2")
        #expect(parts.conjunction().text == "(a = $1) AND (b = $2)")
        #expect([SQL]().conjunction().text == "1 = 1")
    }

    @Test func `nil binds as a NULL that knows its type`() {
        let sql: SQL = "SELECT \(nil as Int?), \(nil as String?), \(nil as Bool?)"
        #expect(sql.values == [.null(.int64), .null(.text), .null(.bool)])
    }

    @Test(arguments: TestBackend.allCases)
    func `values meet their places whatever order the fragments were made in`(_ backend: TestBackend) async throws {
        try await backend.withDatabase { database in
            let first: SQL = "\("one")"
            let second: SQL = "\("two")"
            let rows = try await database.read { session in
                try session.all("SELECT \(second), \(first), \(second)") { row in
                    [try row.read(String.self), try row.read(String.self), try row.read(String.self)]
                }
            }
            #expect(rows == [["two", "one", "two"]])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a statement that holds two is refused`(_ backend: TestBackend) async throws {
        try await backend.withDatabase { database in
            await #expect(throws: DatabaseError.self) {
                _ = try await database.read { session in try session.integers("SELECT 1; SELECT 2") }
            }
        }
    }
}
