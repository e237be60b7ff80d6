package import CRMCore
package import HTTPTypes
import Hummingbird

/// One route, declared once: the router, the checks, the transaction, the OpenAPI document and the tests' authorization
/// matrix all come from this value.
package struct Endpoint: Sendable {
    package let method: HTTPRequest.Method
    /// With parameters in braces: `/api/customers/orders/{orderId}`.
    package let path: String
    package let summary: String
    /// What a credential needs; nil for an endpoint that anybody may call.
    package let scope: Scope?
    let userID: UserIDRule
    let describeInput: @Sendable (RequestReader) -> Void
    /// Schema of a line of the NDJSON body that the endpoint takes too; nil when it takes none.
    let lineSchema: (@Sendable () -> Schema)?
    let answers: [Response]
    /// The refusals of its own that it can answer with, by status.
    let refusals: [(kind: DomainErrorKind, code: String)]
    /// What it does with entity tags.
    let tagging: Tagging
    let run: @Sendable (EndpointCall) async throws -> Payload
    /// The file that it takes as its body; nil when the body is JSON or there is none.
    var file: FileRule?

    /// The methods that change something.
    package enum WriteMethod: Sendable {
        case post, put, delete

        var http: HTTPRequest.Method {
            switch self {
            case .post: .post
            case .put: .put
            case .delete: .delete
            }
        }
    }

    /// Whether a request has to name its account.
    package enum UserIDRule: Sendable {
        case required, accepted
    }

    /// What an endpoint does with entity tags.
    struct Tagging: Sendable {
        /// Its answers carry `ETag`; a `GET` answers `If-None-Match` with 304.
        var isTagged = false
        /// It holds a change against `If-Match` and `If-None-Match`.
        var isConditional = false
    }

    /// One kind of answer, for the document.
    struct Response: Sendable {
        let status: Int
        let summary: String
        let contentType: String
        let schema: (@Sendable () -> Schema)?
    }

    /// True when input comes in the body, as JSON.
    var hasBody: Bool { file == nil && (method == .post || method == .put) }

    /// True when `Idempotency-Key` counts; `PUT` and `DELETE` come to the same however often they are sent.
    var takesIdempotencyKey: Bool { method == .post && scope != nil }
}

/// An answer as bytes, made inside the transaction.
package struct Payload: Sendable {
    package let status: Int
    package let contentType: String
    package let bytes: [UInt8]
    /// Kept with a first answer: `ETag` among them.
    package let headers: [(name: String, value: String)]
    /// The entity tag of what is answered.
    let tag: EntityTag?
    /// True for a first answer that is given again.
    let isReplay: Bool
    /// What is sent in place of the bytes, piece by piece.
    var download: OpenDownload?

    package init(
        status: Int, contentType: String = "application/json", bytes: [UInt8],
        headers: [(name: String, value: String)] = []
    ) {
        self.init(status: status, contentType: contentType, bytes: bytes, headers: headers, isReplay: false)
    }

    init(
        status: Int, contentType: String, bytes: [UInt8], headers: [(name: String, value: String)],
        tag: EntityTag? = nil, isReplay: Bool
    ) {
        self.status = status
        self.contentType = contentType
        self.bytes = bytes
        self.headers = tag.map { headers + [("ETag", $0.text)] } ?? headers
        self.tag = tag
        self.isReplay = isReplay
    }

    init<Body>(_ answer: Answer<Body>, tag: AnswerTag<Body>? = nil) {
        var writer = JSONWriter(capacity: 2048)
        answer.body.write(to: &writer)
        self.init(
            status: answer.status, contentType: "application/json", bytes: writer.bytes, headers: answer.headers,
            tag: tag?.make(answer.body, writer), isReplay: false)
    }
}

extension Endpoint {
    /// What stands in the declaration of every endpoint.
    package struct Head: Sendable {
        let path: String
        let summary: String
        let scope: Scope
        let userID: UserIDRule
        let refusals: [(kind: DomainErrorKind, code: String)]

        package init(
            _ path: String, _ summary: String, scope: Scope, userID: UserIDRule = .accepted,
            refusals: [(kind: DomainErrorKind, code: String)] = []
        ) {
            self.path = path
            self.summary = summary
            self.scope = scope
            self.userID = userID
            self.refusals = refusals
        }
    }

    /// A `GET` that answers from one snapshot; with a tag it answers `If-None-Match`.
    package static func get<Input: RequestInput, Output: JSONEncodable>(
        _ head: Head, _ input: Input.Type, tag: AnswerTag<Output>? = nil,
        _ body: @escaping @Sendable (Input, Work) throws -> Answer<Output>
    ) -> Endpoint {
        let tagging = Tagging(isTagged: tag != nil)
        return Endpoint(head, .get, input, Output.self, statuses: [200], tagging) { call in
            let input: Input = try await call.input()
            return try await call.read { work in Payload(try body(input, work), tag: tag) }
        }
    }

    /// A `POST`, `PUT` or `DELETE` that answers after the commit. `statuses` are those of its good answers.
    package static func write<Input: RequestInput, Output: JSONEncodable>(
        _ method: WriteMethod, _ head: Head, _ input: Input.Type, statuses: [Int] = [200],
        tag: AnswerTag<Output>? = nil, _ body: @escaping @Sendable (Input, Work) throws -> Answer<Output>
    ) -> Endpoint {
        let tagging = Tagging(isTagged: tag != nil)
        return Endpoint(head, method.http, input, Output.self, statuses: statuses, tagging) { call in
            let input: Input = try await call.input()
            return try await call.write { work in Payload(try body(input, work), tag: tag) }
        }
    }

    /// The same for input that a function reads, as where features say what there is to be read.
    package static func write<Input: Sendable, Output: JSONEncodable>(
        _ method: WriteMethod, _ head: Head, reading read: @escaping @Sendable (RequestReader) -> Input,
        statuses: [Int] = [200], answering body: @escaping @Sendable (Input, Work) throws -> Answer<Output>
    ) -> Endpoint {
        let run: @Sendable (EndpointCall) async throws -> Payload = { call in
            let input = try await call.input(read)
            return try await call.write { work in Payload(try body(input, work)) }
        }
        return Endpoint(
            head, method.http, describe: { _ = read($0) }, lineSchema: nil, answers: responses(Output.self, statuses),
            Tagging(), run: run)
    }

    /// The same for a resource that is read, changed and sent back: `current` locks it and gives it as its `GET` shows it,
    /// and what `If-Match` says is held against that in the transaction of the change. Of two changes that rest on the same
    /// reading one is refused.
    package static func write<Input: RequestInput, Current: JSONEncodable, Output: JSONEncodable>(
        _ method: WriteMethod, _ head: Head, _ input: Input.Type, statuses: [Int] = [200],
        tag: AnswerTag<Output>? = nil, current: @escaping @Sendable (Input, Work) throws -> Current,
        change: @escaping @Sendable (Input, Work) throws -> Answer<Output>
    ) -> Endpoint {
        let tagging = Tagging(isTagged: tag != nil, isConditional: true)
        return Endpoint(head, method.http, input, Output.self, statuses: statuses, tagging) { call in
            let preconditions = try Preconditions(changing: call.request.headers)
            let input: Input = try await call.input()
            return try await call.write { work in
                try preconditions.check { EntityTag(of: try current(input, work)) }
                return Payload(try change(input, work), tag: tag)
            }
        }
    }

    /// A `POST` that takes one object as JSON or many as NDJSON, one a line; `one` and `many` act alike.
    package static func post<Input: RequestInput, Line: ObjectInput, Output: JSONEncodable, Summary: JSONEncodable>(
        _ head: Head, _ input: Input.Type, lines: Line.Type, statuses: [Int], tag: AnswerTag<Output>? = nil,
        one: @escaping @Sendable (Input, Work) throws -> Answer<Output>,
        many: @escaping @Sendable ([InputLine<Line>], Work) throws -> Answer<Summary>
    ) -> Endpoint {
        let responses =
            responses(Output.self, statuses) + [
                Response(
                    status: 200, summary: "What became of each line.", contentType: "application/json",
                    schema: { Summary.schema })
            ]
        let run: @Sendable (EndpointCall) async throws -> Payload = { call in
            if call.isLines {
                let lines: [InputLine<Line>] = try await call.lines()
                return try await call.write { work in Payload(try many(lines, work)) }
            }
            let input: Input = try await call.input()
            return try await call.write { work in Payload(try one(input, work), tag: tag) }
        }
        return Endpoint(
            head, .post, describe: { _ = Input($0) }, lineSchema: { Line.schema }, answers: responses,
            Tagging(isTagged: tag != nil), run: run)
    }

    /// A `GET` outside accounts: health and documentation.
    package static func open(
        _ path: String, _ summary: String, contentType: String = "application/json", statuses: [Int] = [200],
        _ body: @escaping @Sendable () async throws -> Payload
    ) -> Endpoint {
        open(path, summary, contentType: contentType, statuses: statuses, calling: { _ in try await body() })
    }

    /// The same for an answer that depends on who asks.
    static func open(
        _ path: String, _ summary: String, contentType: String, statuses: [Int],
        calling body: @escaping @Sendable (EndpointCall) async throws -> Payload
    ) -> Endpoint {
        Endpoint(
            method: .get, path: path, summary: summary, scope: nil, userID: .accepted, describeInput: { _ in },
            lineSchema: nil,
            answers: statuses.map { Response(status: $0, summary: summary, contentType: contentType, schema: nil) },
            refusals: [], tagging: Tagging(), run: body)
    }

    private init<Input: RequestInput, Output: JSONEncodable>(
        _ head: Head, _ method: HTTPRequest.Method, _ input: Input.Type, _ output: Output.Type, statuses: [Int],
        _ tagging: Tagging, run: @escaping @Sendable (EndpointCall) async throws -> Payload
    ) {
        self.init(
            head, method, describe: { _ = Input($0) }, lineSchema: nil,
            answers: Endpoint.responses(output, statuses), tagging, run: run)
    }

    init(
        _ head: Head, _ method: HTTPRequest.Method, describe: @escaping @Sendable (RequestReader) -> Void,
        lineSchema: (@Sendable () -> Schema)?, answers: [Response], _ tagging: Tagging,
        run: @escaping @Sendable (EndpointCall) async throws -> Payload
    ) {
        self.init(
            method: method, path: head.path, summary: head.summary, scope: head.scope, userID: head.userID,
            describeInput: describe, lineSchema: lineSchema, answers: answers, refusals: head.refusals,
            tagging: tagging, run: run)
    }

    private static let summaries = [201: "Created.", 202: "Taken on: a job does it."]

    private static func responses<Output: JSONEncodable>(_ output: Output.Type, _ statuses: [Int]) -> [Response] {
        statuses.map { status in
            Response(
                status: status, summary: summaries[status] ?? "Done.", contentType: "application/json",
                schema: { Output.schema })
        }
    }
}

/// One line of an NDJSON body: its number, counted from 1, and what it holds or what is wrong with it.
package struct InputLine<Line: ObjectInput>: Sendable {
    package let number: Int
    package let value: Result<Line, InvalidRequest>
}
