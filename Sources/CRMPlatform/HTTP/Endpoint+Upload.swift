import CRMCore
import HTTPTypes
import Hummingbird
import NIOCore

/// What file an endpoint takes as its body.
package struct FileRule: Sendable {
    /// Content types; the first one is the usual one.
    let types: [String]
    /// Bytes at most.
    let bytes: Int
    /// Seconds for all of it to arrive.
    let seconds: Int

    package init(types: [String], bytes: Int, seconds: Int) {
        self.types = types
        self.bytes = bytes
        self.seconds = seconds
    }

    /// The body in the OpenAPI document.
    var document: JSON {
        // Bytes of no JSON type: in OpenAPI 3.1 a body without a schema.
        let content = types.map { JSON.Member($0, ["schema": [:]]) }
        return ["required": true, "content": .object(content)]
    }
}

extension Endpoint {
    /// A `PUT` of a file that goes on in pieces as it arrives, so that memory does not grow with it. What it does before
    /// the last piece is not one transaction: whoever takes the file cleans up behind one that breaks off.
    package static func upload<Input: RequestInput, Output: JSONEncodable>(
        _ head: Head, _ input: Input.Type, _ rule: FileRule,
        _ body: @escaping @Sendable (Input, Upload) async throws -> Answer<Output>
    ) -> Endpoint {
        Endpoint(
            method: .put, path: head.path, summary: head.summary, scope: head.scope, userID: head.userID,
            describeInput: { _ = Input($0) }, lineSchema: nil,
            answers: [
                Response(
                    status: 200, summary: "Done.", contentType: "application/json", schema: { Output.schema })
            ],
            refusals: head.refusals, tagging: Tagging(),
            run: { call in
                let input: Input = try await call.input()
                let upload = try Upload(call, rule)
                return Payload(try await body(input, upload))
            }, file: rule)
    }
}

/// A file on its way in: whose it is, and its bytes.
package struct Upload: Sendable {
    package let account: Account
    package let scopes: Set<Scope>
    package let workplace: Workplace
    private let call: EndpointCall
    private let rule: FileRule

    /// Looks at the head of the request: type, encoding and length.
    fileprivate init(_ call: EndpointCall, _ rule: FileRule) throws {
        guard let principal = call.principal else { throw AccessError.missingCredential }
        guard let type = call.mediaType, rule.types.contains(type) else {
            throw Problem(
                .unsupportedMediaType, "request.media_type",
                "The body must be sent with Content-Type: \(rule.types.joined(separator: " or "))")
        }
        if let encoding = call.request.headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw Problem(.unsupportedMediaType, "request.content_encoding", "Compressed bodies are not taken")
        }
        if let length = call.request.headers[.contentLength].flatMap({ Int($0) }), length > rule.bytes {
            throw Problem.bodyTooLarge(rule.bytes)
        }
        account = principal.account
        scopes = principal.scopes
        workplace = call.workplace
        self.call = call
        self.rule = rule
    }

    /// Hands the bytes over in pieces of that size, the last one with the rest, and waits for each before it reads on;
    /// gives how many bytes there were.
    package func pieces(of size: Int, _ take: @escaping @Sendable ([UInt8]) async throws -> Void) async throws -> Int {
        do {
            return try await withDeadline(.now.advanced(by: .seconds(rule.seconds))) { [call, rule] in
                var (piece, count): ([UInt8], Int) = ([], 0)
                piece.reserveCapacity(size)
                for try await buffer in call.request.body {
                    count += buffer.readableBytes
                    guard count <= rule.bytes else { throw Problem.bodyTooLarge(rule.bytes) }
                    var rest = buffer.readableBytesView[...]
                    while !rest.isEmpty {
                        let part = rest.prefix(size - piece.count)
                        piece.append(contentsOf: part)
                        rest = rest.dropFirst(part.count)
                        guard piece.count == size else { continue }
                        try await take(piece)
                        piece.removeAll(keepingCapacity: true)
                    }
                }
                if !piece.isEmpty { try await take(piece) }
                call.context.trace.note(receivedBytes: count)
                return count
            }
        } catch  where call.context.connection.isGone {
            throw Problem.abandoned
        }
    }
}
