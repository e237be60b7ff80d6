import CRMCore
import HTTPTypes
package import Hummingbird
import NIOCore

/// All endpoints of the product.
package struct EndpointTable: Sendable {
    package let endpoints: [Endpoint]

    package init(_ endpoints: [Endpoint]) {
        self.endpoints = endpoints
    }

    /// The methods that some endpoint takes at the path; nil when the path is unknown.
    func methods(at path: String) -> Set<HTTPRequest.Method>? {
        let segments = path.split(separator: "/", omittingEmptySubsequences: true)
        let matching = endpoints.filter { $0.matches(segments) }
        // A path in its own words comes before one with a parameter in that place, as with the router.
        let fewest = matching.map(\.parameterNames.count).min()
        let methods = matching.filter { $0.parameterNames.count == fewest }.map(\.method)
        guard !methods.isEmpty else { return nil }
        return Set(methods).union(methods.contains(.get) ? [.head] : [])
    }

    /// Registers every endpoint.
    package func register(on router: Router<AppRequestContext>, with services: EndpointServices) {
        for endpoint in endpoints {
            let meter = services.metrics.meter(endpoint)
            router.on(RouterPath(stringLiteral: endpoint.routerPath), method: endpoint.method) { request, context in
                context.trace.note(meter: meter)
                return try await services.answer(endpoint, request, context)
            }
        }
    }
}

/// What endpoints need to run.
package struct EndpointServices: Sendable {
    let workplace: Workplace
    let authenticator: any Authenticator
    /// Nil: no credential is limited.
    let limiter: RateLimiter?
    let metrics: HTTPMetrics

    package init(
        workplace: Workplace, authenticator: any Authenticator, limiter: RateLimiter?, metrics: HTTPMetrics
    ) {
        self.workplace = workplace
        self.authenticator = authenticator
        self.limiter = limiter
        self.metrics = metrics
    }

    /// Who asks, may they, then the endpoint itself.
    func answer(_ endpoint: Endpoint, _ request: Request, _ context: AppRequestContext) async throws -> Response {
        guard request.uri.string.utf8.count <= Limits.targetBytes else {
            throw Problem(
                .init(code: 414, reasonPhrase: "URI Too Long"), "request.target_too_long",
                "The request target is longer than \(Limits.targetBytes) bytes")
        }
        let deadline = ContinuousClock.now.advanced(by: .seconds(Limits.requestSeconds))
        let principal = try await principal(for: endpoint, request, deadline)
        if let principal { context.trace.note(userID: principal.account.userID.value) }
        let verdict = principal.flatMap { limiter?.take($0.credential, at: workplace.clock.now()) }
        if let verdict, !verdict.isAllowed {
            metrics.rateLimited.add()
            throw Problem.tooManyRequests(verdict)
        }
        let call = EndpointCall(
            endpoint: endpoint, request: request, context: context, principal: principal, workplace: workplace,
            deadline: deadline, idempotencyKey: try idempotencyKey(for: endpoint, request))
        let payload = try await endpoint.run(call)
        if endpoint.changesCredentials, let principal { authenticator.forget(principal.account.key) }
        if payload.isReplay { metrics.replays.add() }
        return response(payload, verdict, request)
    }

    private func response(_ payload: Payload, _ verdict: RateLimiter.Verdict?, _ request: Request) -> Response {
        var headers = SecurityHeaders.fields
        for (name, value) in verdict?.headers ?? [] { headers.append(HTTPField(name: name, value: value)) }
        for (name, value) in payload.headers {
            if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
        }
        if payload.isReplay { headers.append(HTTPField(name: .idempotentReplayed, value: "true")) }
        if request.method == .get || request.method == .head, let tag = payload.tag,
            Preconditions.isFresh(tag, request.headers)
        {
            return Response(status: .notModified, headers: headers)
        }
        headers.append(HTTPField(name: .contentType, value: payload.contentType))
        return Response(
            status: .init(code: payload.status), headers: headers,
            body: payload.download?.body { [metrics] in metrics.sentBytes.add($0) }
                ?? ResponseBody(byteBuffer: ByteBuffer(bytes: payload.bytes)))
    }

    private func idempotencyKey(for endpoint: Endpoint, _ request: Request) throws -> IdempotencyKey? {
        guard endpoint.takesIdempotencyKey, let sent = request.headers[.idempotencyKey] else { return nil }
        guard let key = IdempotencyKey(sent) else { throw IdempotencyKey.malformed() }
        return key
    }

    private func bearer(_ header: String) throws -> String {
        let usual = "Bearer "
        if header.hasPrefix(usual), !header.utf8.dropFirst(usual.utf8.count).contains(UInt8(ascii: " ")) {
            return String(header.utf8.dropFirst(usual.utf8.count)) ?? ""
        }
        let parts = header.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw AccessError.unknownCredential }
        return String(parts[1])
    }

    private func principal(
        for endpoint: Endpoint, _ request: Request, _ deadline: ContinuousClock.Instant
    ) async throws -> Principal? {
        guard let scope = endpoint.scope else { return nil }
        guard let header = request.headers[.authorization] else { throw AccessError.missingCredential }
        let principal = try await authenticator.authenticate(bearer: try bearer(header), deadline: deadline)
        guard principal.scopes.contains(scope) else { throw AccessError.missingScope(scope) }
        return principal
    }
}

extension Endpoint {
    /// True when a credential that was good before may not be so after.
    fileprivate var changesCredentials: Bool { method != .get && (scope == .keysWrite || scope == .accountWrite) }

    /// Names of the parameters in the path.
    var parameterNames: [String] {
        guard path.utf8.contains(UInt8(ascii: "{")) else { return [] }
        return path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// The path as the router writes it.
    var routerPath: String { path.replacing("{", with: ":").replacing("}", with: "") }

    func matches(_ segments: [Substring]) -> Bool {
        let own = path.split(separator: "/")
        return own.count == segments.count && zip(own, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
