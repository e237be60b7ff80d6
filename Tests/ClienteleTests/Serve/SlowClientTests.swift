import CRMCore
import CRMTesting
import Foundation
import Testing

/// Connections that cost and give nothing are ended, and nobody else is the slower for them.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct SlowClientTests {
    /// Connections that drip.
    private static let drippers = 200
    /// Seconds within which a head that does not come to an end is given up.
    private static let patience = Duration.seconds(30)

    @Test func `heads that drip in are given up within 30 seconds while others are served`() async throws {
        try await Stage.with(.sqlite) { stage in
            try await stage.openShop().serving { api in
                let began = ContinuousClock.now
                let connections = try await blocking {
                    try (0..<Self.drippers).map { _ in
                        let connection = try HTTPConnection(port: api.port)
                        try connection.send("GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: ")
                        return connection
                    }
                }
                let drip = Task {
                    while !Task.isCancelled {
                        for connection in connections { try? connection.send("y") }
                        try await Task.sleep(for: .seconds(1))
                    }
                }
                let quick = try await api.send("GET", "/livez")
                #expect(quick.status == 200)
                for connection in connections {
                    let isClosed = try await blocking { try connection.isClosedByServer() }
                    #expect(isClosed)
                }
                drip.cancel()
                #expect(began.duration(to: .now) < Self.patience)
                try await #expect(api.send("GET", "/livez").status == 200)
            }
        }
    }

    @Test func `a body that does not come to an end is answered with 408, and its connection is closed`() async throws {
        try await Stage.with(.sqlite) { stage in
            try await stage.openShop().serving { api in
                let connection = try HTTPConnection(port: api.port)
                let headers = [
                    ("Connection", "keep-alive"), ("Content-Type", "application/json"), ("Content-Length", "100"),
                ]
                let answer = try await blocking {
                    try connection.send(api.request("POST", "/api/customers/profiles", headers: headers) + [0x7B])
                    return try connection.answer()
                }
                #expect(answer.status == 408)
                let isClosed = try await blocking { try connection.isClosedByServer() }
                #expect(isClosed)
            }
        }
    }

    @Test func `an answer that nobody takes is cut`() async throws {
        try await Stage.with(.sqlite) { stage in
            try await stage.openShop().serving { api in
                // As many answers as no buffer of the system holds.
                let asked = Array(
                    repeating: api.request("GET", "/openapi.json", headers: [("Connection", "keep-alive")]), count: 400
                ).flatMap { $0 }
                let connection = try HTTPConnection(port: api.port)
                let sender = Task { try? await blocking { try connection.send(asked) } }
                let open = try await poll(for: "the open connection") { try await Self.connections(api) }
                #expect(open >= 1)
                _ = try await poll(for: "the end of the connection", within: .seconds(50)) {
                    try await Self.connections(api) == 1 ? true : nil
                }
                _ = await sender.value
                withExtendedLifetime(connection) {}
            }
        }
    }

    /// Open connections as the server counts them, that of the question included.
    private static func connections(_ api: API) async throws -> Int? {
        let text = try await API(port: api.port, userID: "", key: nil).get("/metrics").text
        let line = text.split(separator: "\n").first { $0.hasPrefix("clientele_http_connections ") }
        return line.flatMap { Int($0.split(separator: " ")[1]) }
    }

    @Test func `numbers are for this machine, and for nobody whom a proxy lets in`() async throws {
        try await Stage.with(.sqlite) { stage in
            try await stage.openShop().serving { api in
                try await #expect(api.get("/metrics").status == 200)
                for name in ["X-Forwarded-For", "Forwarded"] {
                    try await #expect(api.send("GET", "/metrics", headers: [(name, "127.0.0.1")]).status == 404)
                }
            }
        }
    }
}
