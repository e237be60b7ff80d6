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
    let run: @Sendable (EndpointCall) async throws -> Payload

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

    /// One kind of answer, for the document.
    struct Response: Sendable {
        let status: Int
        let summary: String
        let contentType: String
        let schema: (@Sendable () -> Schema)?
    }

    /// True when input comes in the body.
    var hasBody: Bool { method == .post || method == .put }
}

/// An answer as bytes, made inside the transaction.
package struct Payload: Sendable {
    package let status: Int
    package let contentType: String
    package let bytes: [UInt8]
    package let headers: [(name: String, value: String)]

    package init(
        status: Int, contentType: String = "application/json", bytes: [UInt8],
        headers: [(name: String, value: String)] = []
    ) {
        self.status = status
        self.contentType = contentType
        self.bytes = bytes
        self.headers = headers
    }

    init<Body>(_ answer: Answer<Body>) {
        var writer = JSONWriter(capacity: 2048)
        answer.body.write(to: &writer)
        self.init(status: answer.status, bytes: writer.bytes, headers: answer.headers)
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

    /// A `GET` that answers from one snapshot.
    package static func get<Input: RequestInput, Output: JSONEncodable>(
        _ head: Head, _ input: Input.Type,
        _ body: @escaping @Sendable (Input, Work) throws -> Answer<Output>
    ) -> Endpoint {
        Endpoint(head, .get, input, Output.self, statuses: [200]) { call in
            let input: Input = try await call.input()
            return try await call.read { work in Payload(try body(input, work)) }
        }
    }

    /// A `POST`, `PUT` or `DELETE` that answers after the commit. `statuses` are those of its good answers.
    package static func write<Input: RequestInput, Output: JSONEncodable>(
        _ method: WriteMethod, _ head: Head, _ input: Input.Type, statuses: [Int] = [200],
        _ body: @escaping @Sendable (Input, Work) throws -> Answer<Output>
    ) -> Endpoint {
        Endpoint(head, method.http, input, Output.self, statuses: statuses) { call in
            let input: Input = try await call.input()
            return try await call.write { work in Payload(try body(input, work)) }
        }
    }

    /// A `POST` that takes one object as JSON or many as NDJSON, one a line; `one` and `many` act alike.
    package static func post<Input: RequestInput, Line: ObjectInput, Output: JSONEncodable, Summary: JSONEncodable>(
        _ head: Head, _ input: Input.Type, lines: Line.Type, statuses: [Int],
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
            return try await call.write { work in Payload(try one(input, work)) }
        }
        return Endpoint(
            head, .post, describe: { _ = Input($0) }, lineSchema: { Line.schema }, answers: responses, run: run)
    }

    /// A `GET` outside accounts: health and documentation.
    package static func open(
        _ path: String, _ summary: String, contentType: String = "application/json", statuses: [Int] = [200],
        _ body: @escaping @Sendable () async throws -> Payload
    ) -> Endpoint {
        Endpoint(
            method: .get, path: path, summary: summary, scope: nil, userID: .accepted, describeInput: { _ in },
            lineSchema: nil,
            answers: statuses.map { Response(status: $0, summary: summary, contentType: contentType, schema: nil) },
            refusals: [], run: { _ in try await body() })
    }

    private init<Input: RequestInput, Output: JSONEncodable>(
        _ head: Head, _ method: HTTPRequest.Method, _ input: Input.Type, _ output: Output.Type, statuses: [Int],
        run: @escaping @Sendable (EndpointCall) async throws -> Payload
    ) {
        self.init(
            head, method, describe: { _ = Input($0) }, lineSchema: nil,
            answers: Endpoint.responses(output, statuses), run: run)
    }

    private init(
        _ head: Head, _ method: HTTPRequest.Method, describe: @escaping @Sendable (RequestReader) -> Void,
        lineSchema: (@Sendable () -> Schema)?, answers: [Response],
        run: @escaping @Sendable (EndpointCall) async throws -> Payload
    ) {
        self.init(
            method: method, path: head.path, summary: head.summary, scope: head.scope, userID: head.userID,
            describeInput: describe, lineSchema: lineSchema, answers: answers, refusals: head.refusals, run: run)
    }

    private static func responses<Output: JSONEncodable>(_ output: Output.Type, _ statuses: [Int]) -> [Response] {
        statuses.map { status in
            Response(
                status: status, summary: status == 201 ? "Created." : "Done.", contentType: "application/json",
                schema: { Output.schema })
        }
    }
}

/// One line of an NDJSON body: its number, counted from 1, and what it holds or what is wrong with it.
package struct InputLine<Line: ObjectInput>: Sendable {
    package let number: Int
    package let value: Result<Line, InvalidRequest>
}
