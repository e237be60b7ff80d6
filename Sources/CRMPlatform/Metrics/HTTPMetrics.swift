import HTTPTypes
import Synchronization

/// What is counted of HTTP. Routes are the declared paths, so that their number is that of the declarations.
package final class HTTPMetrics: MetricSource {
    private let routes = Mutex<[RouteMeter]>([])
    private let inFlight = Atomic<Int>(0)
    private let connections = Atomic<Int>(0)
    let receivedBytes = Counter()
    let sentBytes = Counter()
    let rateLimited = Counter()
    let replays = Counter()
    /// What leads to no route.
    let unknown: RouteMeter

    package init() {
        unknown = RouteMeter(method: "other", route: "none")
    }

    /// The meter of a route, made with it; `HEAD` counts as the `GET` that it is answered by.
    func meter(_ endpoint: Endpoint) -> RouteMeter {
        let meter = RouteMeter(method: endpoint.method.rawValue, route: endpoint.path)
        routes.withLock { $0.append(meter) }
        return meter
    }

    func requestBegan() { inFlight.wrappingAdd(1, ordering: .relaxed) }
    func requestEnded() { inFlight.wrappingSubtract(1, ordering: .relaxed) }
    func connectionOpened() { connections.wrappingAdd(1, ordering: .relaxed) }
    func connectionClosed() { connections.wrappingSubtract(1, ordering: .relaxed) }

    package func families() async -> [MetricFamily] {
        let meters = routes.withLock { $0 } + [unknown]
        return [
            MetricFamily(
                "clientele_http_requests_total", .counter, "Requests by method, route and class of status.",
                meters.flatMap(\.requestSamples)),
            MetricFamily(
                "clientele_http_request_duration_seconds", .histogram,
                "From the head of a request to its answer, body included.",
                meters.flatMap { $0.durations.samples($0.labels) }),
            one("clientele_http_requests_in_flight", .gauge, "Requests being worked on.", value(inFlight)),
            one("clientele_http_connections", .gauge, "Open connections.", value(connections)),
            one("clientele_http_received_bytes_total", .counter, "Bytes of request bodies.", receivedBytes.value),
            one("clientele_http_sent_bytes_total", .counter, "Bytes of answers' bodies.", sentBytes.value),
            one("clientele_http_rate_limited_total", .counter, "Requests answered with 429.", rateLimited.value),
            one(
                "clientele_http_idempotent_replays_total", .counter, "First answers given again to an Idempotency-Key.",
                replays.value),
        ]
    }

    private func value(_ number: borrowing Atomic<Int>) -> Int { number.load(ordering: .relaxed) }

    private func one(_ name: String, _ kind: MetricFamily.Kind, _ help: String, _ value: Int) -> MetricFamily {
        MetricFamily(name, kind, help, [.init(Double(value))])
    }
}

/// What is counted of one route.
package final class RouteMeter: Sendable {
    let route: String
    let durations = Histogram(bounds: Histogram.requestBounds)
    private let method: String
    /// By class of status: 1xx, 2xx, 3xx, 4xx, 5xx.
    private let statuses: [Counter]

    init(method: String, route: String) {
        self.method = method
        self.route = route
        statuses = (1...5).map { _ in Counter() }
    }

    var labels: [(name: String, value: String)] { [("method", method), ("route", route)] }

    var requestSamples: [MetricFamily.Sample] {
        statuses.enumerated().dropFirst().map { index, counter in
            .init(Double(counter.value), labels + [("status", "\(index + 1)xx")])
        }
    }

    func note(status: Int, seconds: Double) {
        statuses[min(max(status / 100, 1), 5) - 1].add()
        durations.observe(seconds)
    }
}
