import CRMCore
import HTTPTypes

extension Endpoint {
    /// A `GET` that answers with a bounded text of another type than JSON, from one snapshot.
    package static func text<Input: RequestInput>(
        _ head: Head, _ input: Input.Type, contentType: String,
        _ body: @escaping @Sendable (Input, Work) throws -> Payload
    ) -> Endpoint {
        Endpoint(
            method: .get, path: head.path, summary: head.summary, scope: head.scope, userID: head.userID,
            describeInput: { _ = Input($0) }, lineSchema: nil,
            answers: [
                Response(
                    status: 200, summary: "Done.", contentType: contentType, schema: { .type("string") })
            ],
            refusals: head.refusals, tagging: Tagging(),
            run: { call in
                let input: Input = try await call.input()
                return try await call.read { work in try body(input, work) }
            })
    }
}
