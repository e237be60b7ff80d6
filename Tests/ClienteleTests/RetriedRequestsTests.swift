import CRMCore
import CRMTesting
import Foundation
import Testing

/// Answers get lost after the commit, callers send again: each request takes effect once.
@Suite(.serialized, .timeLimit(.minutes(20)))
struct RetriedRequestsTests {
    /// Keys of one run: fewer than the 10,000 that are promised, so that a run of all tests stays short; the soak has 100,000.
    private static let keyCount =
        ProcessInfo.processInfo.environment["CLIENTELE_TEST_SOAK"] == "1" ? 100_000 : 2_000
    /// Refunds of one order.
    private static let keysPerOrder = 50
    private static let clients = 8
    /// Enough that bad luck alone never uses them up.
    fileprivate static let tries = 20

    @Test(arguments: TestBackend.allCases)
    func `30 % of the answers are lost, and every key takes effect once`(_ backend: TestBackend) async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("RetriedRequestsTests: \(Self.keyCount) keys on \(backend), seed \(seed)")
        try await Stage.with(backend) { stage in
            try await stage.openShop().serving { api in
                let orders = Self.keyCount / Self.keysPerOrder
                for order in 0..<orders { try await Self.makeOrder(order, api) }
                let next = Shared(0)
                let faults = Shared<[String]>([])
                await withTaskGroup(of: Void.self) { group in
                    for client in 0..<Self.clients {
                        group.addTask {
                            try? await blocking {
                                var caller = Caller(api: api, random: Random(state: seed &+ UInt64(client)))
                                while true {
                                    let key = next.withLock { next in
                                        next += 1
                                        return next - 1
                                    }
                                    guard key < Self.keyCount else { return }
                                    if let fault = caller.refund(key: key, order: key % orders) {
                                        faults.withLock { $0.append(fault) }
                                    }
                                }
                            }
                        }
                    }
                }
                #expect(faults.withLock { $0 }.isEmpty, "seed \(seed): \(faults.withLock { Array($0.prefix(5)) })")
                for order in 0..<orders {
                    let refunds = try await api.get("/api/customers/orders/o\(order)").json()["refunds"]?.array
                    #expect(refunds?.count == Self.keysPerOrder, "seed \(seed), order \(order)")
                }
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `after a sudden end of the server the retry gets the answer or does the work`(
        _ backend: TestBackend
    ) async throws {
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            for round in 0..<3 {
                let server = try await LiveServer.start(database: stage.address, in: stage.folder)
                try await server.ready()
                let api = shop.api(server)
                try await Self.makeOrder(round, api)
                let answered = Shared(0)
                await withTaskGroup(of: Void.self) { group in
                    for key in 0..<30 {
                        group.addTask {
                            // Whether it came to the answer, the caller does not know.
                            guard (try? await Self.refund(key: key, order: round, api)) != nil else { return }
                            let count = answered.withLock { answered in
                                answered += 1
                                return answered
                            }
                            if count == 5 + round * 7 { server.process.signal(SIGKILL) }
                        }
                    }
                }
                server.process.signal(SIGKILL)
                _ = try await server.process.ended()
                try await shop.serving { api in
                    for key in 0..<30 {
                        try await #expect(Self.refund(key: key, order: round, api).status == 201)
                    }
                    let order = try await api.get("/api/customers/orders/o\(round)").json()
                    #expect(order["refunds"]?.array?.count == 30)
                }
            }
        }
    }

    private static func makeOrder(_ number: Int, _ api: API) async throws {
        let order: JSON = [
            "orderId": .string("o\(number)"), "customerId": .string("c\(number % 7)"),
            "placedAt": "2025-03-01T00:00:00Z", "total": 1000,
        ]
        let answer = try await api.post("/api/customers/orders", order)
        guard answer.status == 201 else { throw TestFailure(answer.text) }
    }

    private static func refund(key: Int, order: Int, _ api: API) async throws -> HTTPAnswer {
        try await api.send(
            "POST", "/api/customers/orders/o\(order)/refunds",
            headers: [("Content-Type", "application/json"), ("Idempotency-Key", "\(order)-\(key)")],
            body: Array(#"{"amount": 1}"#.utf8))
    }
}

/// A caller behind a bad network.
private struct Caller {
    let api: API
    var random: Random
    private var connection: HTTPConnection?

    init(api: API, random: Random) {
        self.api = api
        self.random = random
    }

    /// Sends the refund until an answer comes through; says what was wrong, if anything.
    mutating func refund(key: Int, order: Int) -> String? {
        let request = api.request(
            "POST", "/api/customers/orders/o\(order)/refunds",
            headers: [
                ("Connection", "keep-alive"), ("Content-Type", "application/json"), ("Idempotency-Key", "key-\(key)"),
            ],
            body: Array(#"{"amount": 1}"#.utf8))
        var lost: HTTPAnswer?
        for _ in 0..<RetriedRequestsTests.tries {
            do {
                let open = try connection ?? HTTPConnection(port: api.port)
                connection = open
                try open.send(request)
                let fate = random.next() % 100
                if fate < 10 {
                    // Cut before the answer: nobody knows whether it was done.
                    connection = nil
                    continue
                }
                let answer = try open.answer(to: "POST")
                if fate < 30 {
                    // Lost after the commit.
                    lost = lost ?? answer
                    continue
                }
                guard answer.status == 201 else { return "\(key): \(answer.status) \(answer.text)" }
                if let lost, lost.text != answer.text || answer[header: "Idempotent-Replayed"] != "true" {
                    return "\(key): another answer than the one that was lost"
                }
                return nil
            } catch {
                connection = nil
            }
        }
        return "\(key): no answer after all tries"
    }
}

/// SplitMix64.
private struct Random {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
