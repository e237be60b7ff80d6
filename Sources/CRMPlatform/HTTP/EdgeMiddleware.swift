package import CRMCore
import HTTPTypes
package import Hummingbird
import Logging

/// The outermost layer: gives every request its id, turns every error into a problem, adds the security headers to every
/// answer, and writes one log line.
package struct EdgeMiddleware: RouterMiddleware {
    package typealias Context = AppRequestContext

    private let clock: any WallClock
    private let table: EndpointTable

    package init(clock: any WallClock, table: EndpointTable) {
        self.clock = clock
        self.table = table
    }

    package func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let started = ContinuousClock.now
        var context = context
        context.requestID = requestID(of: request)
        context.logger[metadataKey: "requestId"] = .string(context.requestID)
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = answer(error, request, context)
        }
        secure(&response.headers)
        response.headers[.requestID] = context.requestID
        log(request, response.status, context, duration: started.duration(to: .now))
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
                metadata: ["code": .string(problem.code), "error": .string(String(describing: error))])
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
        return UniqueID(at: clock.now()).text
    }

    private func secure(_ headers: inout HTTPFields) {
        for (name, value) in SecurityHeaders.all where headers[name] == nil { headers[name] = value }
    }

    private func log(_ request: Request, _ status: HTTPResponse.Status, _ context: Context, duration: Duration) {
        let milliseconds = Double(duration / .microseconds(1)) / 1000
        var metadata: Logger.Metadata = [
            "method": .string(request.method.rawValue),
            "route": .string(context.endpointPath ?? "none"),
            "status": .stringConvertible(status.code),
            "durationMs": .stringConvertible(milliseconds),
        ]
        if let account = context.trace.userID { metadata["userId"] = .string(account) }
        context.logger.info("request", metadata: metadata)
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
}

extension HTTPField.Name {
    /// A name made of fixed text; an impossible one falls back to one that no client sends.
    private static func fixed(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .expires }

    static let requestID = fixed("X-Request-Id")
    static let rateLimit = fixed("RateLimit")
    static let rateLimitPolicy = fixed("RateLimit-Policy")
    static let xFrameOptions = fixed("X-Frame-Options")
    static let referrerPolicy = fixed("Referrer-Policy")
    static let crossOriginOpenerPolicy = fixed("Cross-Origin-Opener-Policy")
}
