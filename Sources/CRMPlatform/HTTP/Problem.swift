package import CRMCore
import CRMDatabase
import HTTPTypes
import Hummingbird
import NIOCore

/// An error as RFC 9457 `application/problem+json`.
package struct Problem: Sendable, Error {
    let status: HTTPResponse.Status
    let code: String
    let detail: String
    let fields: [FieldError]
    let headers: HTTPFields

    init(
        _ status: HTTPResponse.Status, _ code: String, _ detail: String, fields: [FieldError] = [],
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.fields = fields
        self.headers = headers
    }

    /// The one place where errors become statuses. Whatever it does not know is a 500 that tells nothing.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as any DomainError: self.init(domain: error)
        case let error as DatabaseError: self.init(database: error)
        case let error as any HTTPResponseError: self.init(transport: error)
        default: self = .unexpected
        }
    }

    static let unexpected = Problem(
        .internalServerError, "service.unexpected", "Something went wrong on our side; the request id leads to it")

    static let unknownPath = Problem(.notFound, "request.unknown_path", "There is nothing at this path")

    /// Seen by nobody but the log: the caller has closed the connection.
    static let abandoned = Problem(
        .init(code: 499, reasonPhrase: "Client Closed Request"), "request.abandoned", "The caller has gone")

    private init(domain error: any DomainError) {
        let status = error.kind.status
        let headers: HTTPFields = status == .unauthorized ? [.wwwAuthenticate: "Bearer realm=\"clientele\""] : [:]
        self.init(status, error.code, error.detail, fields: error.fields, headers: headers)
    }

    private init(database error: DatabaseError) {
        let retry: HTTPFields = [.retryAfter: "1"]
        switch error {
        case .timeout:
            self.init(.serviceUnavailable, "service.deadline", "The request took too long", headers: retry)
        case .serialization:
            self.init(
                .serviceUnavailable, "service.busy", "The data was changed at the same moment; try again",
                headers: retry)
        case .connectionLost, .cannotOpen, .inUse, .schema, .inputOutput:
            self.init(
                .serviceUnavailable, "service.database_unavailable", "The database cannot be reached", headers: retry)
        case .diskFull:
            self.init(
                .init(code: 507, reasonPhrase: "Insufficient Storage"), "service.storage_full",
                "No room is left to write", headers: retry)
        case .outOfRange:
            self.init(
                .unprocessableContent, "request.sum_too_large", "The amounts add up to more than can be counted")
        case .readOnly:
            self.init(.serviceUnavailable, "service.read_only", "The database cannot be written", headers: retry)
        default: self = .unexpected
        }
    }

    private init(transport error: any HTTPResponseError) {
        switch error.status {
        case .notFound: self = .unknownPath
        case .contentTooLarge: self = .bodyTooLarge(Limits.bodyBytes)
        case let status where (400..<500).contains(status.code):
            self.init(status, "request.malformed", "The request is malformed")
        default: self = .unexpected
        }
    }

    static func tooManyRequests(_ verdict: RateLimiter.Verdict) -> Problem {
        var headers: HTTPFields = [.retryAfter: String(verdict.seconds)]
        for (name, value) in verdict.headers { headers[name] = value }
        return Problem(
            .tooManyRequests, "request.rate_limited", "The API key has asked too often; wait as Retry-After says",
            headers: headers)
    }

    static let bodyTooLate = Problem(.requestTimeout, "request.timeout", "The body did not arrive in time")

    static func bodyTooLarge(_ limit: Int) -> Problem {
        Problem(.contentTooLarge, "request.body_too_large", "The body is larger than \(limit) bytes")
    }

    static let malformedBody = Problem(.badRequest, "request.malformed", "The body breaks the rules of HTTP")

    /// The problem as JSON.
    func json(requestID: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("type")
            writer.string("about:blank")
            writer.key("title")
            writer.string(status.reasonPhrase)
            writer.key("status")
            writer.integer(Int64(status.code))
            writer.key("detail")
            writer.string(detail)
            writer.key("code")
            writer.string(code)
            if !fields.isEmpty {
                writer.key("errors")
                writer.array { writer in for field in fields { field.write(to: &writer) } }
            }
            writer.key("requestId")
            writer.string(requestID)
        }
        return writer.bytes
    }

    func response(requestID: String) -> Response {
        var fields = SecurityHeaders.fields
        fields.append(HTTPField(name: .contentType, value: Problem.contentType))
        for field in headers { fields.append(field) }
        return Response(
            status: status, headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json(requestID: requestID))))
    }

    static let contentType = "application/problem+json"
}

extension DomainErrorKind {
    /// The HTTP status of this kind of refusal.
    var status: HTTPResponse.Status {
        switch self {
        case .invalid: .badRequest
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .conflict: .conflict
        case .preconditionFailed: .preconditionFailed
        case .unprocessable: .unprocessableContent
        }
    }
}

extension FieldError: JSONObjectEncodable {
    package static var typeName: String { "FieldError" }
    package static var fields: [OutputField<FieldError>] {
        [
            OutputField("pointer", "RFC 6901 pointer to the field; `/name` for a query parameter.") { $0.pointer },
            OutputField("code", "Stable machine code.") { $0.code },
            OutputField("detail", "What is wrong and what would be right.") { $0.detail },
        ]
    }
}
