import CRMCore
import CRMDatabase
import CRMTesting
import Testing

@testable import CRMPostgres

/// Behind a pgbouncer that lends its sessions for one transaction.
@Suite(.serialized, .enabled(if: TestBackend.allCases.contains(.postgres)), .timeLimit(.minutes(2)))
struct PostgresPoolerTests {
    private static let clientCount = 8
    private static let roundCount = 40

    @Test func `clients that share sessions do not see what another has left`() async throws {
        try await withPooler { database in
            let columns = [StagedColumn("n", .int64)]
            let rows = (0..<PostgresSettings.copyThreshold).map { [SQLValue.int64(Int64($0))] }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 1...Self.clientCount {
                    group.addTask {
                        for round in 1...Self.roundCount {
                            let (account, sum) = try await database.write(
                                in: AccountKey(Int64(client)), deadline: .now + .seconds(20)
                            ) { session in
                                let staged = try session.stage(
                                    "shared", columns, round % 4 == 0 ? rows : Array(rows.dropLast()))
                                return (
                                    try session.value("SELECT current_setting('clientele.account')", as: String.self),
                                    try session.value("SELECT count(*) FROM \(staged) AS s", as: Int.self)
                                )
                            }
                            #expect(account == "\(client)")
                            #expect(sum == (round % 4 == 0 ? rows.count : rows.count - 1))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `a transaction has our limits and leaves no statement, setting or table behind`() async throws {
        try await withPooler { database in
            let limit = try await database.write(in: AccountKey(1), deadline: nil) { session in
                let rows = (0..<PostgresSettings.copyThreshold).map { [SQLValue.int64(Int64($0))] }
                _ = try session.stage("left", [StagedColumn("n", .int64)], rows)
                return try session.value("SELECT current_setting('lock_timeout')", as: String.self)
            }
            #expect(limit == "10s")
            let left = try await database.onConnection { connection in
                try connection.script("SELECT 1")
                let rows = try connection.run(
                    """
                    SELECT (SELECT count(*) FROM pg_prepared_statements)
                        + (SELECT count(*) FROM pg_class WHERE relname = 'staged_left')
                        + length(coalesce(current_setting('clientele.account', true), ''))
                    """)
                return try rows.int64(0)
            }
            #expect(left == 0)
        }
    }

    @Test func `migrations ask for the server itself`() async throws {
        try await withPooler { database in
            let error = await databaseError { _ = try await database.migrate(Fixture.migrations) }
            #expect(error?.description.contains("database.pooler") == true)
        }
    }

    @Test func `a restart of the pooler heals`() async throws {
        guard let pooler = try await TestPooler.start() else { return }
        try await TestBackend.withPostgresDatabase(Fixture.migrations) { address in
            let name = String(address(.app).split(separator: "/").last ?? "")
            let database = try PostgresDatabase(
                address: pooler.address(name, .app), connectionCount: 3, pooler: .transaction)
            let acknowledged = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<3 {
                    group.addTask { () async throws -> Void in
                        for round in 0..<200 {
                            let id = client * 1_000 + round
                            let error = await databaseError {
                                _ = try await database.write { try $0.execute(Fixture.insert(id, label: nil)) }
                            }
                            if error == nil { _ = acknowledged.next() }
                        }
                    }
                }
                group.addTask {
                    while acknowledged.count < 100 { await Task.yield() }
                    try await pooler.restart()
                }
                try await group.waitForAll()
            }
            let found = try await database.read { try $0.value(Fixture.small, as: Int.self) }
            #expect(found >= acknowledged.count)
            #expect(acknowledged.count > 500)
            await database.close()
        }
        try await pooler.stop()
    }

    private func withPooler(_ body: (PostgresDatabase) async throws -> Void) async throws {
        guard let pooler = try await TestPooler.start() else { return }
        try await TestBackend.withPostgresDatabase(Fixture.migrations) { address in
            let name = String(address(.app).split(separator: "/").last ?? "")
            let database = try PostgresDatabase(
                address: pooler.address(name, .app), connectionCount: 3, pooler: .transaction)
            try await database.closing { try await body(database) }
        }
        try await pooler.stop()
    }
}
