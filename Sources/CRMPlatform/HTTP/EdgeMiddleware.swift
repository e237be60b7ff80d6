package import CRMCore
import HTTPTypes
package import Hummingbird
import Logging

/// The outermost layer: gives every request its id and its trace, turns every error into a problem, counts, and writes one
/// log line.
package struct EdgeMiddleware: RouterMiddleware {
    package typealias Context = AppRequestContext

    private let clock: any WallClock
    private let table: EndpointTable
    private let metrics: HTTPMetrics
    private let log: RequestLog
    private let random = FastRandom()

    package init(clock: any WallClock, table: EndpointTable, metrics: HTTPMetrics, log: RequestLog) {
        self.clock = clock
        self.table = table
        self.metrics = metrics
        self.log = log
    }

    package func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let started = ContinuousClock.now
        metrics.requestBegan()
        defer { metrics.requestEnded() }
        let trace = TraceContext(continuing: request.headers[.traceparent], random)
        var context = context
        context.requestID = requestID(of: request)
        context.traceID = trace.traceID
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = answer(error, request, context)
        }
        response.headers.append(HTTPField(name: .requestID, value: context.requestID))
        response.headers.append(HTTPField(name: .traceparent, value: trace.header))
        note(request, response, context, duration: started.duration(to: .now))
        return response
    }

    private func answer(_ error: any Error, _ request: Request, _ context: Context) -> Response {
        var problem = Problem(error)
        if problem.status == .notFound, problem.code == "request.unknown_path",
            let allowed = table.methods(at: request.uri.path), !allowed.contains(request.method)
        {
            let list = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            problem = Problem(
                .methodNotAllowed, "request.method_not_allowed", "This path takes \(list)", headers: [.allow: list])
        }
        if problem.status.code >= 500 {
            context.logger.error(
                "request failed",
                metadata: [
                    "code": .string(problem.code), "error": .string(String(describing: error)),
                    "requestId": .string(context.requestID), "traceId": .string(context.traceID),
                ])
        }
        return problem.response(requestID: context.requestID)
    }

    /// The caller's id when it is harmless in a header and a log, otherwise a fresh one.
    private func requestID(of request: Request) -> String {
        if let sent = request.headers[.requestID], Limits.requestIDLength.contains(sent.utf8.count),
            sent.utf8.allSatisfy({
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 46
                    || $0 == 95
            })
        {
            return sent
        }
        return UniqueID(at: clock.now(), random: (random.next(), random.next())).text
    }

    private func note(_ request: Request, _ response: Response, _ context: Context, duration: Duration) {
        let microseconds = Double(duration / .microseconds(1))
        let meter = context.trace.meter
        (meter ?? metrics.unknown).note(status: response.status.code, seconds: microseconds / 1_000_000)
        metrics.receivedBytes.add(context.trace.receivedBytes)
        metrics.sentBytes.add(response.body.contentLength ?? 0)
        log.write(
            RequestLog.Line(
                method: request.method.rawValue, route: meter?.route ?? "none", status: response.status.code,
                milliseconds: microseconds / 1000, requestID: context.requestID, traceID: context.traceID,
                userID: context.trace.userID))
    }
}

/// The headers that every answer carries, errors included.
enum SecurityHeaders {
    static let all: [(HTTPField.Name, String)] = [
        (
            .contentSecurityPolicy,
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ),
        (.xContentTypeOptions, "nosniff"),
        (.xFrameOptions, "DENY"),
        (.referrerPolicy, "no-referrer"),
        (.crossOriginOpenerPolicy, "same-origin"),
        (.crossOriginResourcePolicy, "same-origin"),
        (.cacheControl, "no-store"),
    ]

    /// The same as the beginning of an answer's headers.
    static let fields: HTTPFields = {
        var fields = HTTPFields()
        for (name, value) in all { fields.append(HTTPField(name: name, value: value)) }
        return fields
    }()
}

extension HTTPField.Name {
    /// A name made of fixed text; an impossible one falls back to one that no client sends.
    private static func fixed(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .expires }

    static let requestID = fixed("X-Request-Id")
    static let traceparent = fixed("traceparent")
    static let idempotencyKey = fixed(IdempotencyKey.header)
    static let idempotentReplayed = fixed("Idempotent-Replayed")
    static let rateLimit = fixed("RateLimit")
    static let rateLimitPolicy = fixed("RateLimit-Policy")
    static let xFrameOptions = fixed("X-Frame-Options")
    static let referrerPolicy = fixed("Referrer-Policy")
    static let crossOriginOpenerPolicy = fixed("Cross-Origin-Opener-Policy")
}
