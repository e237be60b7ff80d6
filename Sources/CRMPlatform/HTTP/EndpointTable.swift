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
        let methods = endpoints.filter { $0.matches(segments) }.map(\.method)
        guard !methods.isEmpty else { return nil }
        return Set(methods).union(methods.contains(.get) ? [.head] : [])
    }

    /// Registers every endpoint.
    package func register(on router: Router<AppRequestContext>, with services: EndpointServices) {
        for endpoint in endpoints {
            router.on(RouterPath(stringLiteral: endpoint.routerPath), method: endpoint.method) { request, context in
                try await services.answer(endpoint, request, context)
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

    package init(workplace: Workplace, authenticator: any Authenticator, limiter: RateLimiter?) {
        self.workplace = workplace
        self.authenticator = authenticator
        self.limiter = limiter
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
        context.trace.userID = principal?.account.userID.value
        let verdict = principal.flatMap { limiter?.take($0.credential, at: workplace.clock.now()) }
        if let verdict, !verdict.isAllowed { throw Problem.tooManyRequests(verdict) }
        let call = EndpointCall(
            endpoint: endpoint, request: request, context: context, principal: principal, workplace: workplace,
            deadline: deadline)
        let payload = try await endpoint.run(call)
        var headers: HTTPFields = [.contentType: payload.contentType]
        for (name, value) in verdict?.headers ?? [] { headers[name] = value }
        for (name, value) in payload.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return Response(
            status: .init(code: payload.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: payload.bytes)))
    }

    private func principal(
        for endpoint: Endpoint, _ request: Request, _ deadline: ContinuousClock.Instant
    ) async throws -> Principal? {
        guard let scope = endpoint.scope else { return nil }
        guard let header = request.headers[.authorization] else { throw AccessError.missingCredential }
        let parts = header.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw AccessError.unknownCredential }
        let principal = try await authenticator.authenticate(bearer: String(parts[1]), deadline: deadline)
        guard principal.scopes.contains(scope) else { throw AccessError.missingScope(scope) }
        return principal
    }
}

extension Endpoint {
    /// Names of the parameters in the path.
    var parameterNames: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// The path as the router writes it.
    var routerPath: String { path.replacing("{", with: ":").replacing("}", with: "") }

    func matches(_ segments: [Substring]) -> Bool {
        let own = path.split(separator: "/")
        return own.count == segments.count && zip(own, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
