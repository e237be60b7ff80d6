import CRMCore
import CRMTesting
import Foundation
import Testing

/// Answers get lost after the commit, callers send again: each request takes effect once.
@Suite(.serialized, .timeLimit(.minutes(20)))
struct RetriedRequestsTests {
    /// Keys of one run, half of them of refunds and half of redemptions.
    private static let keyCount = TestSize.scaled(10_000, soak: 100_000)
    /// Refunds of one order.
    private static let keysPerOrder = 50
    private static let clients = 8
    /// Customers who have orders and points.
    fileprivate static let customers = 7
    /// Enough that bad luck alone never uses them up.
    fileprivate static let tries = 20

    @Test(arguments: TestBackend.allCases)
    func `30 % of the answers are lost, and every key takes effect once`(_ backend: TestBackend) async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("RetriedRequestsTests: \(Self.keyCount) keys on \(backend), seed \(seed)")
        try await Stage.with(backend) { stage in
            try await stage.openShop().serving { api in
                let orders = Self.keyCount / 2 / Self.keysPerOrder
                for order in 0..<orders { try await Self.makeOrder(order, api) }
                let program = try await Self.makePoints(api)
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
                                    let write =
                                        key.isMultiple(of: 2)
                                        ? Write.refund(of: key / 2 % orders)
                                        : Write.redemption(by: key / 2 % Self.customers, in: program, api)
                                    if let fault = caller.send(write, key: key) {
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
                let left = try await api.availablePoints().reduce(0, +)
                #expect(left == Self.customers * Self.keyCount - Self.keyCount / 2, "seed \(seed)")
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
            "orderId": .string("o\(number)"), "customerId": .string("c\(number % customers)"),
            "placedAt": "2025-03-01T00:00:00Z", "total": 1000,
        ]
        let answer = try await api.post("/api/customers/orders", order)
        guard answer.status == 201 else { throw TestFailure(answer.text) }
    }

    /// Gives every customer a point for each key; returns the program's id.
    private static func makePoints(_ api: API) async throws -> String {
        let opened = try await api.post("/api/customers/loyalty-programs", ["name": "Points"])
        guard case .string(let program) = try opened.json()["id"] else { throw TestFailure(opened.text) }
        for customer in 0..<customers {
            let points: JSON = [
                "userId": .string(api.userID), "customerId": .string("c\(customer)"),
                "loyaltyProgramId": .string(program), "action": "add", "points": .number("\(keyCount)"),
            ]
            let answer = try await api.post("/api/customers/loyalty-points", points)
            guard answer.status == 200 else { throw TestFailure(answer.text) }
        }
        return program
    }

    private static func refund(key: Int, order: Int, _ api: API) async throws -> HTTPAnswer {
        let write = Write.refund(of: order)
        return try await api.send(
            "POST", write.path,
            headers: [("Content-Type", "application/json"), ("Idempotency-Key", "\(order)-\(key)")],
            body: Array(write.body.text.utf8))
    }
}

/// What would count twice if it were done twice.
private struct Write {
    let path: String
    let body: JSON

    static func refund(of order: Int) -> Write {
        Write(path: "/api/customers/orders/o\(order)/refunds", body: ["amount": 1])
    }

    static func redemption(by customer: Int, in program: String, _ api: API) -> Write {
        Write(
            path: "/api/customers/loyalty-points",
            body: [
                "userId": .string(api.userID), "customerId": .string("c\(customer)"),
                "loyaltyProgramId": .string(program), "action": "redeem", "points": 1,
            ])
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

    /// Sends until an answer comes through; says what was wrong, if anything.
    mutating func send(_ write: Write, key: Int) -> String? {
        let request = api.request(
            "POST", write.path,
            headers: [
                ("Connection", "keep-alive"), ("Content-Type", "application/json"), ("Idempotency-Key", "key-\(key)"),
            ],
            body: Array(write.body.text.utf8))
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
                guard (200...201).contains(answer.status) else { return "\(key): \(answer.status) \(answer.text)" }
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
