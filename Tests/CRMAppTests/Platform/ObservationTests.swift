import CRMApp
import CRMCore
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

/// Traces and numbers.
@Suite struct ObservationTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"

    @Test func `a trace is continued with a span of its own`() async throws {
        try await TestShop.with(.sqlite) { shop in
            let sent = "00-\(Self.trace)-b7ad6b7169203331-01"
            let answer = try #require(try await shop.traceparent(sent))
            #expect(answer.hasPrefix("00-\(Self.trace)-"))
            #expect(answer.hasSuffix("-01"))
            #expect(!answer.contains("b7ad6b7169203331"))
            let later = try await shop.traceparent("42-\(Self.trace)-b7ad6b7169203331-01-more")
            #expect(later?.hasPrefix("00-\(Self.trace)-") == true, "a later version is read as this one")
        }
    }

    @Test(arguments: [
        "", "nonsense", "ff-\(trace)-b7ad6b7169203331-01", "00-\(trace)-b7ad6b7169203331-01-more",
        "00-\(trace)-b7ad6b7169203331-1", "00-\(String(repeating: "0", count: 32))-b7ad6b7169203331-01",
        "00-\(trace)-0000000000000000-01", "00-\(trace.uppercased())-b7ad6b7169203331-01",
        "00-\(trace)-b7ad6b7169203331-01, 00-\(trace)-b7ad6b7169203331-01",
    ])
    func `what is no trace is ignored and one begins`(_ sent: String) async throws {
        try await TestShop.with(.sqlite) { shop in
            let answer = try #require(try await shop.traceparent(sent))
            #expect(answer.utf8.count == 55)
            #expect(!answer.contains(Self.trace))
        }
    }

    @Test func `numbers follow the requests, by declared routes`() async throws {
        let token = "a-token-of-16-characters"
        var settings = Settings()
        settings.metricsToken = token
        try await TestShop.with(.sqlite, settings: settings) { shop in
            try await shop.order("o1", "ann", "2026-03-01T00:00:00Z", "100")
            for id in ["o1", "o1", "x"] { _ = try await shop.get("/api/customers/orders/\(id)") }
            _ = try await shop.get("/nowhere/ann")
            for _ in 0..<2 { _ = try await shop.keyed("k", "/api/customers/orders/o1/refunds", #"{"amount": 1}"#) }
            #expect(try await shop.get("/metrics", key: "wrong").status == 401)
            let reply = try await shop.get("/metrics", key: token)
            #expect(reply.status == 200)
            #expect(reply.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = Set(reply.text.split(separator: "\n").map(String.init))
            let route = #"method="GET",route="/api/customers/orders/{orderId}""#
            for line in [
                #"clientele_http_requests_total{\#(route),status="2xx"} 2"#,
                #"clientele_http_requests_total{\#(route),status="4xx"} 1"#,
                #"clientele_http_request_duration_seconds_count{\#(route)} 3"#,
                #"clientele_http_request_duration_seconds_bucket{\#(route),le="+Inf"} 3"#,
                #"clientele_http_requests_total{method="other",route="none",status="4xx"} 1"#,
                "clientele_http_idempotent_replays_total 1", "clientele_http_requests_in_flight 1",
                #"clientele_build_info{version="\#(Server.version)"} 1"#,
                "# TYPE clientele_http_request_duration_seconds histogram",
            ] {
                #expect(lines.contains(line), "\(line)")
            }
            #expect(!reply.text.contains("ann"), "no data of customers")
        }
    }

    @Test func `without a token the numbers are for this machine alone`() async throws {
        try await TestShop.with(.sqlite) { shop in
            let reply = try await shop.get("/metrics")
            #expect(reply.status == 404)
        }
    }

    @Test func `a registry writes what its sources tell`() async {
        let metrics = Metrics()
        metrics.counter("jobs_total", "Jobs.").add(3)
        metrics.gauge("depth", "Two\nlines \\ here.") { 1.5 }
        let histogram = metrics.histogram("wait_seconds", "Waits.", bounds: [0.5, 1])
        for seconds in [0.5, 0.75, 2] { histogram.observe(seconds) }
        let text = await metrics.text()
        #expect(
            text == """
                # HELP jobs_total Jobs.
                # TYPE jobs_total counter
                jobs_total 3
                # HELP depth Two\\nlines \\\\ here.
                # TYPE depth gauge
                depth 1.5
                # HELP wait_seconds Waits.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="0.5"} 1
                wait_seconds_bucket{le="1"} 2
                wait_seconds_bucket{le="+Inf"} 3
                wait_seconds_sum 3.25
                wait_seconds_count 3

                """)
    }
}

extension TestShop {
    fileprivate func traceparent(_ sent: String) async throws -> String? {
        let reply = try await send(.get, "/livez", headers: [.tracing: sent])
        return reply.headers[.tracing]
    }
}
