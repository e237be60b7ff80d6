import CRMCore
import CRMTesting
import Foundation
import Testing

/// The edge of the live server: what every answer carries, and what no request can do.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct HTTPEdgeTests {
    private static let orders = "/api/customers/orders"
    private static let json = [("Content-Type", "application/json")]

    private static let securityHeaders = [
        "Content-Security-Policy":
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    ]

    @Test func `every answer carries its request id and the security headers`() async throws {
        try await onServer { api in
            let big = [UInt8](repeating: 32, count: (1 << 20) + 1)
            let requests = [
                Probe(200, "GET", "/livez"), Probe(400, "GET", "\(Self.orders)?limit=0"),
                Probe(400, "POST", Self.orders, Self.json, Array("{".utf8)),
                Probe(401, "GET", Self.orders, [("Authorization", "Bearer nonsense")]), Probe(404, "GET", "/nowhere"),
                Probe(404, "GET", "\(Self.orders)/none"), Probe(405, "DELETE", Self.orders),
                Probe(413, "POST", Self.orders, Self.json, big),
                Probe(
                    400, "POST", Self.orders, Self.json + [("Transfer-Encoding", "chunked")],
                    Array("ZZ\r\n{}\r\n0\r\n\r\n".utf8)),
                Probe(415, "POST", Self.orders, [("Content-Type", "text/plain")], Array("{}".utf8)),
            ]
            for request in requests {
                let id = "request-\(request.status)-\(request.body?.count ?? 0)"
                let answer = try await api.send(
                    request.method, request.target, headers: request.headers + [("X-Request-Id", id)],
                    body: request.body)
                #expect(answer.status == request.status, "\(request.method) \(request.target)")
                #expect(answer[header: "X-Request-Id"] == id, "\(request.status)")
                for (name, value) in Self.securityHeaders {
                    #expect(answer[header: name] == value, "\(name) of \(request.status)")
                }
                if request.status != 200 { try expectProblem(answer, id: id) }
            }
        }
    }

    /// A request and the status that it must get.
    private struct Probe {
        let status: Int
        let method: String
        let target: String
        let headers: [(String, String)]
        let body: [UInt8]?

        init(
            _ status: Int, _ method: String, _ target: String, _ headers: [(String, String)] = [],
            _ body: [UInt8]? = nil
        ) {
            (self.status, self.method, self.target, self.headers, self.body) = (status, method, target, headers, body)
        }
    }

    private func expectProblem(_ answer: HTTPAnswer, id: String) throws {
        #expect(answer[header: "Content-Type"] == "application/problem+json")
        let problem = try answer.json()
        #expect(problem["status"] == .number(String(answer.status)))
        #expect(problem["requestId"] == .string(id))
        #expect(problem["code"]?.string?.isEmpty == false)
        #expect(problem["detail"]?.string?.isEmpty == false)
    }

    @Test(arguments: ["", "with space", "semi;colon", String(repeating: "x", count: 65), "ümlaut"])
    func `a request id that could do harm is replaced`(_ id: String) async throws {
        try await onServer { api in
            let answer = try await api.send("GET", "/livez", headers: [("X-Request-Id", id)])
            let own = try #require(answer[header: "X-Request-Id"])
            #expect(own != id)
            #expect(own.count == 36)
        }
    }

    @Test func `HEAD answers as GET does, without the body`() async throws {
        try await onServer { api in
            for target in ["/livez", "/openapi.json", Self.orders] {
                let get = try await api.get(target)
                let head = try await api.send("HEAD", target)
                #expect(head.status == get.status, "\(target)")
                #expect(head[header: "Content-Length"] == String(get.body.count), "\(target)")
                #expect(head[header: "Content-Type"] == get[header: "Content-Type"], "\(target)")
                try await blocking {
                    let connection = try HTTPConnection(port: api.port)
                    try connection.send(api.request("HEAD", target))
                    _ = try connection.answer(to: "HEAD")
                    let isBare = try connection.isClosedByServer()
                    #expect(isBare, "nothing comes after the head of \(target)")
                }
            }
        }
    }

    @Test func `a wrong method is told which ones the path takes`() async throws {
        try await onServer { api in
            let cases = [
                ("DELETE", Self.orders, "GET, HEAD, POST"),
                ("PATCH", "/api/customers/profiles", "DELETE, GET, HEAD, POST, PUT"),
                ("PUT", "\(Self.orders)/A-1", "GET, HEAD"), ("POST", "/livez", "GET, HEAD"),
            ]
            for (method, target, allowed) in cases {
                let answer = try await api.send(method, target, headers: Self.json, body: Array("{}".utf8))
                #expect(answer.status == 405, "\(method) \(target)")
                #expect(answer[header: "Allow"] == allowed, "\(method) \(target)")
            }
        }
    }

    @Test(arguments: ["length", "length without body", "chunks"])
    func `a body that is too large is refused, however it comes`(_ way: String) async throws {
        try await onServer { api in
            let limit = 1 << 20
            let answer = try await blocking {
                let connection = try HTTPConnection(port: api.port)
                switch way {
                case "chunks":
                    let headers = Self.json + [("Transfer-Encoding", "chunked")]
                    try connection.send(api.request("POST", Self.orders, headers: headers))
                    let body = String(repeating: " ", count: limit + 1)
                    // Without the last chunk: the answer must not wait for it.
                    try connection.send("\(String(limit + 1, radix: 16))\r\n\(body)\r\n")
                case "length":
                    let body = [UInt8](repeating: 32, count: limit + 1)
                    try connection.send(api.request("POST", Self.orders, headers: Self.json, body: body))
                default:
                    let headers = Self.json + [("Content-Length", String(1 << 40))]
                    try connection.send(api.request("POST", Self.orders, headers: headers))
                }
                return try connection.answer(to: "POST")
            }
            #expect(answer.status == 413)
            try #expect(answer.json()["code"] == "request.body_too_large")
            try await #expect(api.get("/livez").status == 200)
        }
    }

    @Test func `a body of just the largest size is read`() async throws {
        try await onServer { api in
            let order: JSON = ["orderId": "A-1", "customerId": "ann", "placedAt": "2025-03-01T00:00:00Z", "total": 1]
            let bytes = Array(order.text.utf8)
            let body = bytes + [UInt8](repeating: 32, count: (1 << 20) - bytes.count)
            try await #expect(api.send("POST", Self.orders, headers: Self.json, body: body).status == 201)
        }
    }

    @Test(arguments: [
        "GET /livez HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n",
        "GET /livez HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "y", count: 40_000))\r\n\r\n",
        "NO HTTP AT ALL\r\n\r\n",
    ])
    func `what is no HTTP is answered as every other mistake`(_ text: String) async throws {
        try await onServer { api in
            let answer = try await blocking {
                let connection = try HTTPConnection(port: api.port)
                try connection.send(text)
                return try connection.answer()
            }
            #expect(answer.status == 400)
            #expect(answer[header: "X-Content-Type-Options"] == "nosniff")
            #expect(answer[header: "Content-Security-Policy"]?.hasPrefix("default-src 'self'") == true)
            try #expect(answer.json()["code"] == "request.malformed")
            try #expect(answer.json()["requestId"]?.string == answer[header: "X-Request-Id"])
        }
    }

    @Test func `junk after a request, before one and instead of one harms nobody`() async throws {
        try await onServer { api in
            let good = api.request("GET", "/livez", headers: [("Connection", "keep-alive")])
            let junk: [[UInt8]] = [
                Array("\u{0}\u{1}\u{2}\r\n\r\n".utf8), Array("GET\r\n\r\n".utf8), Array("GET / HTTP/9.9\r\n\r\n".utf8),
                Array("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n".utf8),
                Array("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".utf8),
                Array(
                    "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                        .utf8),
                Array("GET / HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "y", count: 70_000))\r\n\r\n".utf8),
                [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3] + [UInt8](repeating: 0xAB, count: 300),
                Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8),
            ]
            for bytes in junk {
                let statuses = try await blocking {
                    let pipelined = try HTTPConnection(port: api.port)
                    try pipelined.send(good + bytes)
                    let first = try pipelined.answer().status
                    let alone = try HTTPConnection(port: api.port)
                    try alone.send(bytes)
                    return [first] + Self.answers(alone)
                }
                #expect(statuses[0] == 200, "the request before the junk")
                #expect(statuses.dropFirst().allSatisfy { (400..<500).contains($0) || $0 == 505 }, "\(statuses)")
                try await #expect(api.get("/livez").status == 200)
            }
        }
    }

    /// The status of the answer, if the server gave one before it closed.
    private static func answers(_ connection: HTTPConnection) -> [Int] {
        guard let answer = try? connection.answer() else { return [] }
        return [answer.status]
    }

    @Test(arguments: TestBackend.allCases)
    func `no request makes the server fail`(_ backend: TestBackend) async throws {
        try await onServer(backend) { api in
            let texts = [
                "", "{", "null", "[]", "\"x\"", "{\"orderId\":1}", "{\"total\":1e999}",
                String(repeating: "[", count: 9_999),
                "{\"orderId\":\"\\u0000\"}", "{\"a\":1,\"a\":2}", "\u{FEFF}{}", "{\"total\":-0}",
                Self.order(placedAt: "9999-12-31T23:59:59Z", total: "99999999999999"),
                Self.order(placedAt: "0001-01-01T00:00:00Z", total: "0"),
            ]
            for target in [Self.orders, "\(Self.orders)/x/refunds", "/api/customers/profiles", "/api/customers/rfm"] {
                for text in texts {
                    let answer = try await api.send("POST", target, headers: Self.json, body: Array(text.utf8))
                    #expect(answer.status < 500, "\(target) \(text.prefix(60)): \(answer.text)")
                }
            }
            let targets = [
                "?limit=-1", "?limit=99999999999999999999", "?cursor=%FF", "?cursor=W10", "?sort=;--", "?%zz=1",
                "?&&==",
                "?customerId=%00", "?placedAfter=10000-01-01", "?status=%27%20OR%201=1", "/%2e%2e/%2e%2e/etc/passwd",
                "/%ff",
                "/" + String(repeating: "x", count: 9_000),
            ]
            for target in targets {
                let answer = try await api.get(Self.orders + target)
                #expect((400..<500).contains(answer.status), "\(target.prefix(60)): \(answer.status) \(answer.text)")
            }
        }
    }

    private static func order(placedAt: String, total: String) -> String {
        JSON.object([
            .init("orderId", "x"), .init("customerId", "y"), .init("placedAt", .string(placedAt)),
            .init("total", .number(total)),
        ]).text
    }

    private func onServer(_ backend: TestBackend = .sqlite, _ body: (API) async throws -> Void) async throws {
        try await Stage.with(backend) { stage in
            try await stage.openShop().serving(body)
        }
    }
}
