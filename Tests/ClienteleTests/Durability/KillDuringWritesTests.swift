import CRMCore
import CRMTesting
import Foundation
import Synchronization
import Testing

/// The serving process is killed in the middle of writes, again and again, on one database.
///
/// The time limit ends a run that hangs; it is no bound that is promised, and grows with the writes.
@Suite("1: kill -9 during writes", .serialized, .timeLimit(.minutes(TestSize.scaled(30, soak: 180))))
struct KillDuringWritesTests {
    private static let rounds = TestSize.scaled(20, soak: 200)
    private static let clients = 8
    /// Orders of one NDJSON request.
    private static let linesPerRequest = 40
    private static let leastAcknowledged = TestSize.scaled(20_000, soak: 1_000_000)
    private static let restartLimit = Duration.seconds(2)
    private static let redeeming = "redeeming"
    private static let points = 10_000_000

    @Test(arguments: TestBackend.allCases)
    func `nothing that was answered is lost, doubled or half-done`(_ backend: TestBackend) async throws {
        let random = TestSize.random("1: kill -9 during writes, \(backend)")
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            let program = try await openProgram(shop)
            let record = KillRecord()
            var generator = random
            var slowestRestart = Duration.zero
            for round in 0..<Self.rounds {
                let started = ContinuousClock.now
                let server = try await LiveServer.start(database: stage.address, in: stage.folder)
                try await server.ready()
                if round > 0 { slowestRestart = max(slowestRestart, started.duration(to: .now)) }
                let share = Self.leastAcknowledged * (round + 1) / Self.rounds
                let extra = Int.random(in: 0...200, using: &generator)
                try await writing(to: server, shop.api(server), round: round, program, record) {
                    // The kill comes somewhere within a request: the count only says that enough has been written.
                    _ = try await poll(for: "the writes of round \(round)", within: .seconds(300)) {
                        let isOver = !server.process.isRunning || !record.refusals.isEmpty
                        return record.acknowledgedCount >= share + extra || isOver ? true : nil
                    }
                    server.process.signal(SIGKILL)
                }
                try await #expect(server.process.ended() == .killed(signal: SIGKILL))
                try #require(record.refusals == [])
            }
            print("\(backend): \(record.acknowledgedCount) writes answered, slowest restart \(slowestRestart)")
            #expect(record.acknowledgedCount >= Self.leastAcknowledged)
            #expect(slowestRestart <= Self.restartLimit)
            try await check(shop, program, record)
        }
    }

    /// A program in which one customer has points enough for every redemption.
    private func openProgram(_ shop: Shop) async throws -> String {
        let server = try await LiveServer.start(database: shop.stage.address, in: shop.stage.folder)
        try await server.ready()
        let api = shop.api(server)
        let opened = try await api.post(
            "/api/customers/loyalty-programs", ["userId": .string(shop.userID), "name": "T"])
        guard case .string(let program) = try opened.json()["id"] else { throw TestFailure(opened.text) }
        let customer: JSON = ["userId": .string(shop.userID), "customerId": .string(Self.redeeming)]
        #expect(try await api.post("/api/customers/profiles", customer).status < 300)
        let points = try await api.post(
            "/api/customers/loyalty-points",
            [
                "userId": .string(shop.userID), "customerId": .string(Self.redeeming),
                "loyaltyProgramId": .string(program), "action": "add", "points": .number("\(Self.points)"),
            ])
        #expect(points.status < 300, "\(points.text)")
        try await #expect(server.stop() == .exited(0))
        return program
    }

    /// Runs the clients while `body` runs; they end when their connection does.
    private func writing(
        to server: LiveServer, _ api: API, round: Int, _ program: String, _ record: KillRecord,
        _ body: () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<Self.clients {
                group.addTask {
                    let writer = KillWriter(
                        api: api, program: program, name: "\(round)-\(client)", linesPerRequest: Self.linesPerRequest,
                        customer: Self.redeeming, record: record)
                    try await blocking { writer.run() }
                }
            }
            try await body()
            try await group.waitForAll()
        }
    }

    /// What the database holds against what was answered.
    private func check(_ shop: Shop, _ program: String, _ record: KillRecord) async throws {
        let server = try await LiveServer.start(database: shop.stage.address, in: shop.stage.folder)
        try await server.ready()
        let api = shop.api(server)
        let orders = try await api.orders().map(\.orderId)
        expect(orders, .order, record)
        // One line of an NDJSON request never comes without the others.
        let requests = Dictionary(grouping: orders.filter { $0.contains("/") }) { $0.prefix { $0 != "/" } }
        #expect(requests.values.allSatisfy { $0.count == Self.linesPerRequest }, "a half-done request")
        expect(try await api.eventIDs(), .event, record)
        let redemptions = try await api.ledgerReferences(kind: "redeem")
        expect(redemptions, .redemption, record)
        let available = try await api.availablePoints()
        #expect(available == [Self.points - redemptions.count], "the balance is not the sum of the ledger")
        try await #expect(server.stop() == .exited(0))
        for command in [["doctor"], ["loyalty", "verify", "--account", shop.userID]] {
            let outcome = try await shop.stage.run(command)
            #expect(outcome.status == 0, "\(command): \(outcome.out)\(outcome.err)")
        }
    }

    private func expect(_ held: [String], _ kind: KillRecord.Kind, _ record: KillRecord) {
        let ids = Set(held)
        #expect(ids.count == held.count, "one \(kind) is there twice")
        let (acknowledged, sent) = record.ids(kind)
        #expect(!acknowledged.isEmpty, "no \(kind) was written")
        #expect(Array(acknowledged.subtracting(ids).prefix(5)) == [], "\(kind): answered and lost")
        #expect(Array(ids.subtracting(sent).prefix(5)) == [], "\(kind): never sent")
    }
}
