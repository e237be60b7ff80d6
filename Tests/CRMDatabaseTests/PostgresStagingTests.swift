import CRMDatabase
import CRMTesting
import Testing

@testable import CRMPostgres

/// Staged rows beyond the number from which they go through COPY.
@Suite(.enabled(if: TestBackend.allCases.contains(.postgres)), .timeLimit(.minutes(1)))
struct PostgresStagingTests {
    private static let columns = [
        StagedColumn("id", .int64), StagedColumn("share", .double), StagedColumn("label", .text),
        StagedColumn("flag", .bool), StagedColumn("data", .json), StagedColumn("raw", .blob),
    ]
    private static let count = PostgresSettings.copyThreshold
    private static let labels = ["", "\"", "\\", "\\N", "\t", "a\nb", "é👍", "NULL"]

    private static let rows = (0..<count).map { index -> [SQLValue] in
        if index == 0 { return columns.map { .null($0.type) } }
        return [
            .int64(Int64.min + Int64(index)), .double(-0.5), .text(labels[index % labels.count]), .bool(index % 2 == 0),
            .json("{\"k\": \(index)}"), .blob([0, 255, UInt8(index % 256)]),
        ]
    }

    private static func numbers(from start: Int) -> [[SQLValue]] {
        (start..<start + count).map { [.int64(Int64($0))] }
    }

    @Test(arguments: PostgresPooler.allCases)
    func `every type comes back as it was`(_ pooler: PostgresPooler) async throws {
        try await withDatabase(pooler) { database in
            for _ in 1...2 {
                let found = try await database.write { session in
                    let staged = try session.stage("odd", Self.columns, Self.rows)
                    #expect(staged.text.hasPrefix("pg_temp."))
                    return try session.all("SELECT id, share, label, flag, data, raw FROM \(staged) AS s") { row in
                        [
                            try row.read(Int64?.self).sqlValue, try row.read(Double?.self).sqlValue,
                            try row.read(String?.self).sqlValue, try row.read(Bool?.self).sqlValue,
                            try row.read(String?.self).map { SQLValue.json($0) } ?? .null(.json),
                            try row.read([UInt8]?.self).sqlValue,
                        ]
                    }
                }
                #expect(found == Self.rows)
            }
        }
    }

    @Test(arguments: PostgresPooler.allCases)
    func `a name is staged again with other rows, other columns and after an undo`(
        _ pooler: PostgresPooler
    ) async throws {
        try await withDatabase(pooler) { database in
            let numbers = [StagedColumn("n", .int64)]
            for round in 1...2 {
                try await database.write { session in
                    _ = try session.stage("again", numbers, Self.numbers(from: 0))
                    let second = try session.stage("again", numbers, Self.numbers(from: 5))
                    let least = try session.value("SELECT min(n) FROM \(second) AS s", as: Int.self)
                    #expect(least == 5, "round \(round)")
                    _ = try? session.savepoint {
                        let words = (0..<Self.count).map { [SQLValue.text("\($0)")] }
                        let third = try session.stage("again", [StagedColumn("t", .text)], words)
                        let most = try session.texts("SELECT max(t) FROM \(third) AS s")
                        #expect(most == ["999"], "round \(round)")
                        throw TransactionTests.Refusal()
                    }
                    let fourth = try session.stage("again", numbers, Self.numbers(from: 7))
                    let found = try session.value("SELECT min(n) FROM \(fourth) AS s", as: Int.self)
                    #expect(found == 7, "round \(round)")
                }
                _ = try? await database.write { session in
                    _ = try session.stage("undone", numbers, Self.numbers(from: 0))
                    throw TransactionTests.Refusal()
                }
                let found = try await database.write { session in
                    let staged = try session.stage("undone", numbers, Self.numbers(from: 3))
                    return try session.value("SELECT min(n) FROM \(staged) AS s", as: Int.self)
                }
                #expect(found == 3, "round \(round)")
            }
        }
    }

    @Test func `rows of an earlier transaction are gone`() async throws {
        try await withDatabase(.none) { database in
            let columns = [StagedColumn("n", .int64)]
            let rows = (0..<Self.count).map { [SQLValue.int64(Int64($0))] }
            try await database.write { _ = try $0.stage("kept", columns, rows) }
            let left = try await database.read {
                try $0.value("SELECT count(*) FROM pg_temp.staged_kept", as: Int.self)
            }
            #expect(left == 0)
        }
    }

    @Test func `a role without temporary tables stages all the same`() async throws {
        try await TestBackend.withPostgresDatabase { address in
            let admin = try PostgresDatabase(address: address(.admin), connectionCount: 1)
            let name = try await admin.read { try $0.value("SELECT current_database()", as: String.self) }
            try await admin.administer("REVOKE TEMPORARY ON DATABASE \(name) FROM PUBLIC")
            await admin.close()
            let database = try PostgresDatabase(address: address(.app), connectionCount: 1)
            try await database.closing {
                let found = try await database.write { session in
                    let staged = try session.stage("arrays", Self.columns, Self.rows)
                    return try session.value("SELECT count(*) FROM \(staged) AS s", as: Int.self)
                }
                #expect(found == Self.count)
            }
        }
    }

    @Test func `a value that cannot be stored leaves the transaction usable within a savepoint`() async throws {
        try await withDatabase(.none) { database in
            let rows = (0..<Self.count).map { [SQLValue.text($0 == 500 ? "a\0b" : "x")] }
            let answer = try await database.write { session in
                let error = #expect(throws: DatabaseError.self) {
                    try session.savepoint { _ = try session.stage("bad", [StagedColumn("t", .text)], rows) }
                }
                guard case .statement("invalid_value", _) = error else { return 0 }
                return try session.value("SELECT \(1)", as: Int.self)
            }
            #expect(answer == 1)
        }
    }

    private func withDatabase(
        _ pooler: PostgresPooler, _ body: (PostgresDatabase) async throws -> Void
    ) async throws {
        try await TestBackend.withPostgresDatabase { address in
            let database = try PostgresDatabase(address: address(.app), connectionCount: 1, pooler: pooler)
            try await database.closing { try await body(database) }
        }
    }
}
