import CRMCore
import CRMDatabase
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// One request on its way through its endpoint: who asks, what was sent, and the transaction it runs in.
package struct EndpointCall: Sendable {
    let endpoint: Endpoint
    let request: Request
    let context: AppRequestContext
    let principal: Principal?
    let workplace: Workplace
    let deadline: ContinuousClock.Instant
    /// Under which the request takes effect once.
    let idempotencyKey: IdempotencyKey?

    private static let linesType = "application/x-ndjson"

    /// True when the body is NDJSON and the endpoint takes that.
    var isLines: Bool { endpoint.lineSchema != nil && mediaType == EndpointCall.linesType }

    var mediaType: String? {
        request.headers[.contentType]?.split(separator: ";").first.map { String($0).trimmingSpaces().lowercased() }
    }

    /// Reads the whole input; every mistake is reported at once, another account's id before all others.
    func input<Input: RequestInput>() async throws -> Input { try await input { Input($0) } }

    /// The same for what `read` takes from the request.
    func input<Input>(_ read: (RequestReader) -> Input) async throws -> Input {
        let sink = ErrorSink()
        let query = QueryString.parse(request.uri.query, sink: sink)
        let body = endpoint.hasBody ? try await jsonBody() : []
        let reader = RequestReader(
            path: ObjectReader(members: try pathMembers(), areText: true, sink: sink),
            query: ObjectReader(members: query, areText: true, sink: sink),
            body: ObjectReader(members: body, sink: sink))
        try checkUserID(endpoint.hasBody ? reader.body : reader.query, endpoint.userID)
        if endpoint.hasBody { try checkUserID(reader.query, .accepted) }
        let input = read(reader)
        reader.query.refuseUnknownMembers()
        reader.body.refuseUnknownMembers()
        guard sink.errors.isEmpty else { throw InvalidRequest(sink.errors) }
        return input
    }

    /// Reads an NDJSON body; a bad line is reported with its number and does not spoil the others.
    func lines<Line: ObjectInput>() async throws -> [InputLine<Line>] {
        let sink = ErrorSink()
        let query = ObjectReader(members: QueryString.parse(request.uri.query, sink: sink), areText: true, sink: sink)
        try checkUserID(query, .accepted)
        query.refuseUnknownMembers()
        guard sink.errors.isEmpty else { throw InvalidRequest(sink.errors) }
        let bytes = try await bodyBytes(limit: Limits.linesBodyBytes)
        let texts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
            .filter { !$0.element.allSatisfy { byte in byte == 0x20 || byte == 0x0D || byte == 0x09 } }
        guard texts.count <= Limits.lines else {
            throw Problem(.contentTooLarge, "request.too_many_lines", "At most \(Limits.lines) lines are taken at once")
        }
        return texts.map { InputLine(number: $0.offset + 1, value: line($0.element)) }
    }

    private func line<Line: ObjectInput>(_ bytes: ArraySlice<UInt8>) -> Result<Line, InvalidRequest> {
        let sink = ErrorSink()
        do {
            guard case .object(let members) = try JSONParser.parse(bytes, limits: Limits.json) else {
                return .failure(
                    InvalidRequest([FieldError(pointer: "", code: "field.type", detail: "must be an object")]))
            }
            let reader = ObjectReader(members: members, sink: sink)
            if let userID = reader.userID(.accepted), userID != principal?.account.userID {
                sink.note("/userId", AccessError.accountMismatch.code, AccessError.accountMismatch.detail)
            }
            let value = Line(reader)
            reader.refuseUnknownMembers()
            return sink.errors.isEmpty ? .success(value) : .failure(InvalidRequest(sink.errors))
        } catch let error as JSONError {
            return .failure(InvalidRequest([error.fieldError]))
        } catch {
            return .failure(InvalidRequest([FieldError(pointer: "", code: "json.syntax", detail: "is no JSON")]))
        }
    }

    /// Runs the endpoint's verb on one snapshot.
    func read(_ body: @escaping @Sendable (Work) throws -> Payload) async throws -> Payload {
        guard let principal else { throw AccessError.missingCredential }
        return try await workplace.read(principal.account, scopes: principal.scopes, deadline: deadline) {
            [connection = context.connection] work in
            // Its turn may come after the caller has gone: then nobody misses the answer. A write is done all the same.
            if connection.isGone { throw Problem.abandoned }
            return try body(work)
        }
    }

    /// Runs the endpoint's verb in one transaction; the answer is made before the commit and sent after it.
    func write(_ body: @escaping @Sendable (Work) throws -> Payload) async throws -> Payload {
        guard let principal else { throw AccessError.missingCredential }
        guard let idempotencyKey else {
            return try await workplace.write(
                principal.account, scopes: principal.scopes, actor: principal.actor, deadline: deadline, body)
        }
        let fingerprint = context.trace.fingerprint ?? fingerprint([])
        return try await workplace.write(
            principal.account, scopes: principal.scopes, actor: principal.actor, deadline: deadline
        ) { work in
            let store = IdempotencyStore(work)
            if let first = try store.claim(idempotencyKey, fingerprint) { return first }
            let answer = try body(work)
            try store.keep(answer, idempotencyKey, fingerprint)
            return answer
        }
    }

    private func fingerprint(_ body: [UInt8]) -> RequestFingerprint {
        RequestFingerprint(method: request.method.rawValue, target: request.uri.string, body: body)
    }

    private func checkUserID(_ reader: ObjectReader, _ rule: Endpoint.UserIDRule) throws {
        guard let userID = reader.userID(rule), let principal else { return }
        guard userID == principal.account.userID else { throw AccessError.accountMismatch }
    }

    private func pathMembers() throws -> [JSON.Member] {
        try endpoint.parameterNames.map { name in
            guard let raw = context.parameters.get(name), let value = raw.removingPercentEncoding,
                !value.unicodeScalars.contains("\0")
            else { throw Problem(.badRequest, "request.encoding", "The path is not valid percent-encoded UTF-8") }
            return JSON.Member(name, .string(value))
        }
    }

    private func jsonBody() async throws -> [JSON.Member] {
        let bytes = try await bodyBytes(limit: Limits.bodyBytes)
        // A call that just says what to do (`…/cancel`) needs no body; a field that is required is missed all the same.
        if bytes.isEmpty, request.headers[.contentType] == nil { return [] }
        guard let type = mediaType, type == "application/json" || type.hasSuffix("+json") else {
            let taken =
                endpoint.lineSchema == nil ? "application/json" : "application/json or \(EndpointCall.linesType)"
            throw Problem(
                .unsupportedMediaType, "request.media_type", "The body must be sent with Content-Type: \(taken)")
        }
        do {
            guard case .object(let members) = try JSONParser.parse(bytes, limits: Limits.json) else {
                throw InvalidRequest([FieldError(pointer: "", code: "field.type", detail: "must be a JSON object")])
            }
            return members
        } catch let error as JSONError {
            throw InvalidRequest([error.fieldError])
        }
    }

    private func bodyBytes(limit: Int) async throws -> [UInt8] {
        if let encoding = request.headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw Problem(.unsupportedMediaType, "request.content_encoding", "Compressed bodies are not taken")
        }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem.bodyTooLarge(limit)
        }
        let buffer = try await context.connection.reading(within: Limits.bodySeconds) {
            do {
                return try await request.body.collect(upTo: limit)
            } catch is NIOTooManyBytesError {
                throw Problem.bodyTooLarge(limit)
            } catch let error where !(error is Problem || error is CancellationError) {
                // What else a connection says of a body is that it breaks the rules of HTTP, or that nobody sends it.
                throw context.connection.isGone ? Problem.abandoned : Problem.malformedBody
            }
        }
        let bytes = Array(buffer.readableBytesView)
        context.trace.note(receivedBytes: bytes.count)
        if idempotencyKey != nil { context.trace.note(fingerprint: fingerprint(bytes)) }
        return bytes
    }
}

extension ObjectReader {
    /// Reads `userId` by the endpoint's rule; nil when it is missing or malformed, which is noted.
    func userID(_ rule: Endpoint.UserIDRule) -> UserID? {
        let summary = "The account; must be that of the credential."
        switch rule {
        case .accepted: return optional("userId", .id, summary)
        case .required:
            let before = errorCount
            let userID: UserID = required("userId", .id, summary)
            return isDescribing || errorCount > before ? nil : userID
        }
    }
}

extension JSONError {
    var fieldError: FieldError {
        let code =
            switch reason {
            case .syntax: "json.syntax"
            case .tooDeep: "json.too_deep"
            case .tooManyMembers: "json.too_many_values"
            case .duplicateMember: "json.duplicate_member"
            case .invalidText: "json.invalid_text"
            case .nullCharacter: "json.null_character"
            case .numberOutOfRange: "json.number_too_long"
            }
        return FieldError(pointer: pointer, code: code, detail: detail)
    }
}

/// Runs `body`, or throws a 408 when the deadline comes first.
func withDeadline<Value: Sendable>(
    _ deadline: ContinuousClock.Instant, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await ContinuousClock().sleep(until: deadline)
            throw Problem.bodyTooLate
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}
