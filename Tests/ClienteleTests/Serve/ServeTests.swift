import CRMCore
import CRMTesting
import Foundation
import Synchronization
import Testing

/// `serve` from its first line to its end.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ServeTests {
    @Test(arguments: TestBackend.allCases)
    func `a server tells that it lives, that it is ready and what it offers`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let server = try await LiveServer.start(database: stage.address, in: stage.folder)
            try await server.ready()
            let api = server.anonymous
            try await #expect(api.get("/livez").json() == ["status": "ok", "obstacles": []])
            try await #expect(api.get("/readyz").json() == ["status": "ready", "obstacles": []])
            let document = try await api.get("/openapi.json")
            #expect(document[header: "Content-Type"] == "application/json")
            let paths = try document.json()["paths"]
            #expect(try document.json()["openapi"]?.string?.hasPrefix("3.1") == true)
            for path in ["profiles", "orders", "orders/{orderId}", "rfm"] {
                #expect(paths?["/api/customers/\(path)"] != nil, "\(path)")
            }
            try await #expect(clientele(["openapi"], in: stage.folder).done().json() == document.json())
            try await #expect(server.stop() == .exited(0))
        }
    }

    @Test func `the log is one JSON object a line, without personal data`() async throws {
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            let server = try await LiveServer.start(database: stage.address, in: stage.folder)
            let api = shop.api(server)
            let target = "/api/customers/profiles?userId=\(shop.userID)&customerId=ann.archer"
            _ = try await api.send("GET", target, headers: [("X-Request-Id", "till-7")])
            _ = try await api.get("/api/customers/orders/ann.archer")
            try await #expect(server.stop() == .exited(0))
            #expect(server.process.out.isEmpty)
            let lines = try server.logLines()
            #expect(lines.allSatisfy { $0["time"]?.string != nil && $0["level"]?.string != nil })
            #expect(lines.last?["message"] == "stopped")
            let request = try #require(lines.first { $0["requestId"] == "till-7" })
            #expect(request["route"] == "/api/customers/profiles")
            #expect([request["method"], request["userId"]] == ["GET", .string(shop.userID)])
            #expect(request["status"] == 200)
            #expect(!server.process.err.contains("ann.archer"), "an id of a customer is personal data")
            #expect(!server.process.err.contains(shop.key))
        }
    }

    @Test func `the log level leaves out what lies below it`() async throws {
        try await Stage.with(.sqlite) { stage in
            let server = try await LiveServer.start(
                database: stage.address, in: stage.folder, environment: ["CLIENTELE_LOG_LEVEL": "notice"])
            _ = try await server.anonymous.get("/livez")
            try await #expect(server.stop() == .exited(0))
            let levels = try server.logLines().compactMap { $0["level"]?.string }
            #expect(!levels.isEmpty)
            #expect(Set(levels).isDisjoint(with: ["trace", "debug", "info"]))
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `SIGTERM under load loses no order that was acknowledged`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            let server = try await LiveServer.start(database: stage.address, in: stage.folder)
            try await server.ready()
            let api = shop.api(server)
            let slow = try await SlowOrder.begin("slow", api)
            let load = OrderLoad(api: api)
            async let clients: Void = load.run(clients: 4)
            _ = try await poll(for: "orders under load") { load.acknowledged.count >= 20 ? true : nil }
            server.process.signal(SIGTERM)
            _ = try await poll(for: "the end of listening") { isRefused(server.port) ? true : nil }
            #expect(server.process.isRunning, "a request is still in flight")
            try await #expect(slow.finish().status == 201)
            try await clients
            try await #expect(server.process.ended(within: .seconds(30)) == .exited(0))
            #expect(load.faults.isEmpty)
            try await shop.serving { api in
                let kept = Set(try await api.orders().map(\.orderId))
                #expect(kept.isSuperset(of: load.acknowledged + ["slow"]))
                #expect(kept.count <= load.begun + 1)
            }
        }
    }

    @Test func `a client who never finishes cannot hold up the end beyond shutdown.seconds`() async throws {
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            let server = try await LiveServer.start(
                database: stage.address, in: stage.folder, environment: ["CLIENTELE_SHUTDOWN_SECONDS": "1"])
            try await server.ready()
            let slow = try await SlowOrder.begin("slow", shop.api(server))
            server.process.signal(SIGTERM)
            guard case .exited = try await server.process.ended(within: .seconds(10)) else {
                Issue.record("The server crashed: \(server.process.err.suffix(500))")
                return
            }
            withExtendedLifetime(slow) {}
            try await shop.serving { api in try await #expect(api.orders().isEmpty) }
        }
    }

    @Test func `a port that is taken is named`() async throws {
        try await Stage.with(.sqlite) { stage in
            let first = try await LiveServer.start(database: stage.address, in: stage.folder)
            let other = "sqlite://\(stage.folder.file("other.db"))"
            let words = ["serve", "--database", other, "--port", String(first.port)]
            let second = try await clientele(words, in: stage.folder, within: .seconds(30))
            #expect(second.status == 78)
            #expect(second.out.isEmpty)
            let last = second.err.split(separator: "\n").last
            #expect(last == "error: cannot listen on 127.0.0.1:\(first.port): Address already in use")
            try await #expect(first.stop() == .exited(0))
        }
    }
}

/// True when nobody listens any more.
private func isRefused(_ port: Int) -> Bool {
    do {
        _ = try HTTPConnection(port: port)
        return false
    } catch {
        return true
    }
}

/// A request whose last bytes come when the test says so. So much of its body was taken by the server before, that the
/// server must have begun to read it: no buffer of the system holds that much of an unread connection.
private struct SlowOrder {
    private let connection: HTTPConnection
    private let rest: [UInt8]

    /// Bytes of the whole body, and of its end.
    private static let (bodyLength, restLength) = (1_000_000, 1000)

    static func begin(_ orderID: String, _ api: API) async throws -> SlowOrder {
        let order = Array(OrderLoad.order(orderID).text.utf8)
        let body = [UInt8](repeating: 32, count: bodyLength - order.count) + order
        let target = "/api/customers/orders"
        let bytes = api.request("POST", target, headers: [("Content-Type", "application/json")], body: body)
        return try await blocking {
            let connection = try HTTPConnection(port: api.port)
            connection.limitSendBuffer()
            try connection.send(Array(bytes.dropLast(restLength)))
            return SlowOrder(connection: connection, rest: bytes.suffix(restLength))
        }
    }

    func finish() async throws -> HTTPAnswer {
        try await blocking { [connection, rest] in
            try connection.send(rest)
            return try connection.answer(to: "POST")
        }
    }
}

/// Clients that record orders one after another until the server takes no more connections.
private final class OrderLoad: Sendable {
    private let api: API
    private let state = Mutex<(begun: Int, acknowledged: [String], faults: [String])>((0, [], []))

    /// An end of the load, should the server never go.
    private static let limit = 5_000

    init(api: API) {
        self.api = api
    }

    var begun: Int { state.withLock { $0.begun } }
    var acknowledged: [String] { state.withLock { $0.acknowledged } }
    /// Answers other than 201, and those cut off.
    var faults: [String] { state.withLock { $0.faults } }

    static func order(_ orderID: String) -> JSON {
        ["orderId": .string(orderID), "customerId": "ann", "placedAt": "2025-03-01T00:00:00Z", "total": 1]
    }

    func run(clients: Int) async throws {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<clients { group.addTask { await self.work() } }
        }
    }

    private func work() async {
        while true {
            let number = state.withLock { state in
                state.begun += 1
                return state.begun
            }
            guard number < OrderLoad.limit else { return }
            do {
                let answer = try await api.post("/api/customers/orders", OrderLoad.order("order\(number)"))
                state.withLock { state in
                    if answer.status == 201 {
                        state.acknowledged.append("order\(number)")
                    } else {
                        state.faults.append("\(answer.status) \(answer.text)")
                    }
                }
            } catch HTTPConnection.Failure.refused, HTTPConnection.Failure.closed {
                return
            } catch {
                state.withLock { $0.faults.append("\(error)") }
                return
            }
        }
    }
}
