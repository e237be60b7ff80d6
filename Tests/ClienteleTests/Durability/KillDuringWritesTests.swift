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

    @Test(arguments: TestBackend.allCases)
    func `nothing that was answered is lost, doubled or half-done`(_ backend: TestBackend) async throws {
        let random = TestSize.random("1: kill -9 during writes, \(backend)")
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            let ledger = Ledger()
            var generator = random
            var slowestRestart = Duration.zero
            for round in 0..<Self.rounds {
                let started = ContinuousClock.now
                let server = try await LiveServer.start(database: stage.address, in: stage.folder)
                try await server.ready()
                if round > 0 { slowestRestart = max(slowestRestart, started.duration(to: .now)) }
                let share = Self.leastAcknowledged * (round + 1) / Self.rounds
                let extra = Int.random(in: 0...200, using: &generator)
                try await writing(to: server, shop.api(server), round: round, ledger) {
                    // The kill comes somewhere within a request: the count only says that enough has been written.
                    _ = try await poll(for: "the writes of round \(round)", within: .seconds(300)) {
                        ledger.acknowledgedCount >= share + extra || !server.process.isRunning ? true : nil
                    }
                    server.process.signal(SIGKILL)
                }
                try await #expect(server.process.ended() == .killed(signal: SIGKILL))
            }
            print("\(backend): \(ledger.acknowledgedCount) writes answered, slowest restart \(slowestRestart)")
            #expect(ledger.acknowledgedCount >= Self.leastAcknowledged)
            #expect(slowestRestart <= Self.restartLimit)
            #expect(ledger.refusals == [])
            try await check(shop, ledger)
        }
    }

    /// Runs the clients while `body` runs; they end when their connection does.
    private func writing(
        to server: LiveServer, _ api: API, round: Int, _ ledger: Ledger, _ body: () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<Self.clients {
                group.addTask {
                    try await blocking { Writer(api: api, round: round, client: client, ledger: ledger).run() }
                }
            }
            try await body()
            try await group.waitForAll()
        }
    }

    /// What the database holds against what was answered.
    private func check(_ shop: Shop, _ ledger: Ledger) async throws {
        let server = try await LiveServer.start(database: shop.stage.address, in: shop.stage.folder)
        try await server.ready()
        let orders = try await shop.api(server).orders()
        let held = Set(orders.map(\.orderId))
        #expect(held.count == orders.count, "an order is there twice")
        let (acknowledged, sent) = ledger.ids
        #expect(Array(acknowledged.subtracting(held).prefix(5)) == [], "answered and lost")
        #expect(Array(held.subtracting(sent).prefix(5)) == [], "never sent")
        // One line of an NDJSON request never comes without the others.
        let requests = Dictionary(grouping: held.filter { $0.contains("/") }) { $0.prefix { $0 != "/" } }
        #expect(requests.values.allSatisfy { $0.count == Self.linesPerRequest }, "a half-done request")
        try await #expect(server.stop() == .exited(0))
        let doctor = try await shop.stage.run(["doctor"])
        #expect(doctor.status == 0, "\(doctor.out)")
    }

    /// What clients sent and what was answered.
    private final class Ledger: Sendable {
        private struct State {
            var sent: Set<String> = []
            var acknowledged: Set<String> = []
            var refusals: [String] = []
        }

        private let state = Mutex(State())

        var acknowledgedCount: Int { state.withLock { $0.acknowledged.count } }
        var refusals: [String] { state.withLock { Array($0.refusals.prefix(5)) } }
        var ids: (acknowledged: Set<String>, sent: Set<String>) { state.withLock { ($0.acknowledged, $0.sent) } }

        func willSend(_ ids: [String]) { state.withLock { $0.sent.formUnion(ids) } }
        func answered(_ ids: [String]) { state.withLock { $0.acknowledged.formUnion(ids) } }
        func refused(_ why: String) { state.withLock { $0.refusals.append(why) } }
    }

    /// One client on one connection: single orders, and every few of them many in one request.
    private struct Writer {
        let api: API
        let round: Int
        let client: Int
        let ledger: Ledger

        func run() {
            guard let connection = try? HTTPConnection(port: api.port) else { return }
            var number = 0
            while true {
                number += 1
                let many = number.isMultiple(of: 4)
                let id = "\(round)-\(client)-\(number)"
                let ids = many ? (0..<linesPerRequest).map { "\(id)/\($0)" } : [id]
                let type = many ? "application/x-ndjson" : "application/json"
                let body = ids.map(order).joined(separator: "\n")
                let request = api.request(
                    "POST", "/api/customers/orders", headers: [("Content-Type", type), ("Connection", "keep-alive")],
                    body: Array(body.utf8))
                ledger.willSend(ids)
                do {
                    try connection.send(request)
                    let answer = try connection.answer(to: "POST")
                    guard answer.status == (many ? 200 : 201) else {
                        return ledger.refused("\(answer.status) \(answer.text.prefix(200))")
                    }
                    ledger.answered(ids)
                } catch {
                    // The server is gone; whether the last request went in is not known.
                    return
                }
            }
        }

        /// Orders of few customers, so that their metrics are written again and again.
        private func order(_ id: String) -> String {
            let order: JSON = [
                "orderId": .string(id), "customerId": .string("customer-\(abs(id.hashValue) % 50)"),
                "placedAt": "2026-01-01T00:00:00Z", "total": .number("12.5"),
                "lines": [["sku": "A", "quantity": 1, "unitPrice": .number("12.5")]],
            ]
            return order.text
        }

        private var linesPerRequest: Int { KillDuringWritesTests.linesPerRequest }
    }
}
