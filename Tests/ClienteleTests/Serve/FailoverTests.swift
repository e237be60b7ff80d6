import CRMCore
import CRMDatabase
import CRMTesting
import Foundation
import Synchronization
import Testing

/// The server's answers while PostgreSQL fails under it.
@Suite(.serialized, .enabled(if: TestBackend.allCases.contains(.postgres)), .timeLimit(.minutes(10)))
struct FailoverTests {
    private static let isSoak = ProcessInfo.processInfo.environment["CLIENTELE_TEST_SOAK"] == "1"
    private static let roundCount = isSoak ? 20 : 3
    private static let writerCount = 4
    /// Writes that a round must see acknowledged before something breaks.
    private static let ordersPerRound = isSoak ? 2_000 : 100
    /// The longest that any call may take.
    private static let callLimit = Duration.seconds(10)
    private static let recoveryLimit = Duration.seconds(5)

    @Test func `no acknowledged write is lost when the primary dies and the standby takes over`() async throws {
        try await withPair { pair, server, api in
            let load = Load(api)
            try await load.running(writers: Self.writerCount) {
                for round in 1...Self.roundCount {
                    try await load.wait(forMore: Self.ordersPerRound)
                    try pair.killPrimary()
                    try await readiness(of: server, becomes: 503)
                    try await pair.promote()
                    let promoted = ContinuousClock.now
                    try await load.wait(forMore: 1)
                    let recovery = ContinuousClock.now - promoted
                    #expect(recovery <= Self.recoveryLimit, "round \(round)")
                    try await readiness(of: server, becomes: 200)
                    try await pair.follow()
                    print("failover, round \(round): first write \(recovery) after the promotion")
                }
            }
            try await check(load, api)
        }
    }

    @Test func `a server that stops answering holds nobody for long, and everything heals`() async throws {
        try await withPair { pair, server, api in
            let load = Load(api)
            try await load.running(writers: Self.writerCount) {
                try await load.wait(forMore: Self.ordersPerRound)
                try pair.signalPrimary(SIGSTOP)
                // Longer than anyone waits for a silent server.
                try await readiness(of: server, becomes: 503)
                try pair.signalPrimary(SIGCONT)
                try await load.wait(forMore: Self.ordersPerRound)
                try await readiness(of: server, becomes: 200)
            }
            try await check(load, api)
            try await settles(pair)
        }
    }

    @Test func `sessions that are ended at random are replaced, and nothing acknowledged is lost`() async throws {
        try await withPair { pair, _, api in
            let load = Load(api)
            var ended = 0
            try await load.running(writers: Self.writerCount) {
                while load.acknowledged.count < Self.ordersPerRound * 3 {
                    ended += try await pair.ask(
                        """
                        SELECT count(pg_terminate_backend(pid))
                        FROM (
                            SELECT pid FROM pg_stat_activity
                            WHERE usename = 'clientele_app' ORDER BY random() LIMIT 1) AS s
                        """)
                    try await load.wait(forMore: 5)
                }
            }
            #expect(ended > 0)
            print("chaos: \(ended) sessions ended, \(load.acknowledged.count) writes, \(load.failureCount) failed")
            try await check(load, api)
            try await settles(pair)
        }
    }

    /// Every acknowledged order is there once, and no call took too long.
    private func check(_ load: Load, _ api: API) async throws {
        let found = try await api.orders().map(\.orderId)
        #expect(Set(found).count == found.count)
        #expect(load.acknowledged.subtracting(found).isEmpty)
        #expect(load.slowestCall <= Self.callLimit)
        print(
            "acknowledged \(load.acknowledged.count), found \(found.count), failed \(load.failureCount), slowest call "
                + "\(load.slowestCall)")
    }

    /// No transaction is left lying open.
    private func settles(_ pair: PostgresPair) async throws {
        _ = try await poll(for: "transactions to end") {
            try await pair.ask("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'") == 0
                ? true : nil
        }
    }

    private func readiness(of server: LiveServer, becomes status: Int) async throws {
        let api = server.anonymous
        _ = try await poll(for: "/readyz to be \(status)") {
            try await api.get("/readyz").status == status ? true : nil
        }
    }

    /// Runs `body` with a pair of servers and a program that knows both.
    private func withPair(_ body: (PostgresPair, LiveServer, API) async throws -> Void) async throws {
        try await TestFolder.with { folder in
            let pair = try await PostgresPair.start()
            let name = try await pair.freshDatabase()
            let role = TestPostgres.Role.app.rawValue
            _ = try await clientele(
                ["migrate", "--database", pair.address(name, .owner), "--serving-role", role], in: folder
            ).done()
            let stage = Stage(backend: .postgres, folder: folder, address: pair.address(name, .app))
            let shop = try await stage.openShop()
            let server = try await LiveServer.start(
                database: stage.address, in: folder, environment: ["CLIENTELE_DATABASE_CONNECTIONS": "6"])
            try await server.ready()
            try await body(pair, server, shop.api(server))
            try await #expect(server.stop() == .exited(0))
            pair.stop()
        }
    }
}

/// Writers that send one order after the other and note what was acknowledged.
private final class Load: Sendable {
    private struct Record {
        var acknowledged: Set<String> = []
        var failureCount = 0
        var slowestCall = Duration.zero
        var isOver = false
    }

    private let api: API
    private let record = Mutex(Record())

    init(_ api: API) {
        self.api = api
    }

    var acknowledged: Set<String> { record.withLock { $0.acknowledged } }
    var failureCount: Int { record.withLock { $0.failureCount } }
    var slowestCall: Duration { record.withLock { $0.slowestCall } }

    /// Lets the writers write while `body` runs.
    func running(writers: Int, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 1...writers { group.addTask { try await self.write(writer) } }
            do {
                try await body()
            } catch {
                end()
                throw error
            }
            end()
            try await group.waitForAll()
        }
    }

    private func end() { record.withLock { $0.isOver = true } }

    /// Waits until so many further writes were acknowledged.
    func wait(forMore count: Int) async throws {
        let goal = acknowledged.count + count
        _ = try await poll(for: "\(count) more writes", within: .seconds(300)) {
            acknowledged.count >= goal ? true : nil
        }
    }

    private func write(_ writer: Int) async throws {
        var number = 0
        while !record.withLock({ $0.isOver }) {
            number += 1
            let orderID = "order-\(writer)-\(number)"
            let order: JSON = [
                "orderId": .string(orderID), "customerId": .string("customer-\(writer)-\(number % 50)"),
                "placedAt": "2025-03-01T00:00:00Z", "total": 1,
            ]
            let start = ContinuousClock.now
            let status = try await api.post("/api/customers/orders", order).status
            let duration = ContinuousClock.now - start
            record.withLock { record in
                record.slowestCall = max(record.slowestCall, duration)
                if status == 201 { record.acknowledged.insert(orderID) } else { record.failureCount += 1 }
            }
            // A refusal comes at once: no need to burn the processor until the server is back.
            if status != 201 { try await Task.sleep(for: .milliseconds(20)) }
        }
    }
}
