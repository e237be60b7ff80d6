import CRMCore
import CRMTesting
import Foundation
import Testing

/// The end of a server as its callers see it.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct DrainTests {
    @Test func `open connections are told that no more traffic is wanted, and new ones are refused`() async throws {
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            let server = try await LiveServer.start(database: stage.address, in: stage.folder)
            try await server.ready()
            let api = shop.api(server)
            let probe = api.request("GET", "/readyz", headers: [("Connection", "keep-alive")])
            let connections = try await blocking {
                try (0..<2).map { _ in
                    let connection = try HTTPConnection(port: api.port)
                    try connection.send(probe)
                    guard try connection.answer().status == 200 else { throw TestFailure("The server is not ready.") }
                    return connection
                }
            }
            server.process.signal(SIGTERM)
            _ = try await poll(for: "the end of listening") { () -> Bool? in
                (try? HTTPConnection(port: api.port)) == nil ? true : nil
            }
            let answer = try await blocking {
                try connections[0].send(probe)
                return try connections[0].answer()
            }
            #expect(answer.status == 503)
            try #expect(answer.json()["obstacles"] == ["draining"])
            #expect(answer[header: "Connection"] == "close")
            let isClosed = try await blocking { try connections[0].isClosedByServer() }
            #expect(isClosed)
            let order: JSON = ["orderId": "A", "customerId": "a", "placedAt": "2025-03-01T00:00:00Z", "total": 1]
            let body = Array(order.text.utf8)
            let request = api.request(
                "POST", "/api/customers/orders",
                headers: [("Connection", "keep-alive"), ("Content-Type", "application/json")], body: body)
            let last = try await blocking {
                try connections[1].send(request)
                return try connections[1].answer()
            }
            #expect(last.status == 201, "work that came by an open connection is done")
            try await #expect(server.process.ended(within: .seconds(30)) == .exited(0))
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `SIGTERM under load on lasting connections causes no 5xx`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            let server = try await LiveServer.start(database: stage.address, in: stage.folder)
            try await server.ready()
            let api = shop.api(server)
            let answers = Shared<[Int]>([])
            let stopped = Shared(false)
            await withTaskGroup(of: Void.self) { group in
                for client in 0..<6 {
                    group.addTask {
                        try? await blocking {
                            var number = 0
                            // Until the server takes no more connections.
                            while let connection = try? HTTPConnection(port: api.port) {
                                while number < 5_000 {
                                    number += 1
                                    let body = Self.order("o\(client)-\(number)")
                                    let request = api.request(
                                        "POST", "/api/customers/orders",
                                        headers: [("Connection", "keep-alive"), ("Content-Type", "application/json")],
                                        body: body)
                                    guard (try? connection.send(request)) != nil,
                                        let answer = try? connection.answer()
                                    else { break }
                                    answers.withLock { $0.append(answer.status) }
                                    if answer[header: "Connection"] == "close" { break }
                                }
                            }
                        }
                    }
                }
                group.addTask {
                    _ = try? await poll(for: "load") { answers.withLock { $0.count } >= 50 ? true : nil }
                    server.process.signal(SIGTERM)
                    stopped.withLock { $0 = true }
                }
            }
            #expect(stopped.withLock { $0 })
            try await #expect(server.process.ended(within: .seconds(30)) == .exited(0))
            let seen = answers.withLock { $0 }
            #expect(seen.count >= 50)
            #expect(seen.allSatisfy { $0 == 201 }, "\(Set(seen))")
        }
    }

    private static func order(_ orderID: String) -> [UInt8] {
        let order: JSON = [
            "orderId": .string(orderID), "customerId": "ann", "placedAt": "2025-03-01T00:00:00Z", "total": 1,
        ]
        return Array(order.text.utf8)
    }
}
