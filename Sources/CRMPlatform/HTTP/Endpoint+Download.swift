package import CRMCore
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer that is read and sent piece by piece, so that its size does not matter.
package struct Download: Sendable {
    package let contentType: String
    package let fileName: String
    /// The bytes that follow a key, and the key to go on after; nil begins.
    package let piece: @Sendable (_ after: String?, DownloadReads) async throws -> DownloadPiece

    package init(
        contentType: String, fileName: String,
        piece: @escaping @Sendable (_ after: String?, DownloadReads) async throws -> DownloadPiece
    ) {
        self.contentType = contentType
        self.fileName = fileName
        self.piece = piece
    }
}

/// One piece of a download.
package struct DownloadPiece: Sendable {
    package let bytes: [UInt8]
    /// Nil with the last piece.
    package let next: String?

    package init(_ bytes: [UInt8], next: String?) {
        self.bytes = bytes
        self.next = next
    }
}

/// The reads of a download: each piece is one snapshot with a deadline of its own.
package struct DownloadReads: Sendable {
    private let workplace: Workplace
    private let principal: Principal
    private let connection: RequestConnection

    init(_ workplace: Workplace, _ principal: Principal, _ connection: RequestConnection) {
        self.workplace = workplace
        self.principal = principal
        self.connection = connection
    }

    /// The account whose data it is.
    package var account: Account { principal.account }

    package func read<Value: Sendable>(_ body: @escaping @Sendable (Work) throws -> Value) async throws -> Value {
        let deadline = ContinuousClock.now.advanced(by: .seconds(Limits.requestSeconds))
        return try await workplace.read(principal.account, scopes: principal.scopes, deadline: deadline) {
            [connection] work in
            if connection.isGone { throw Problem.abandoned }
            return try body(work)
        }
    }
}

/// A download that has begun: its first piece is read, so that whatever is wrong until then is a problem.
struct OpenDownload: Sendable {
    private let download: Download
    private let reads: DownloadReads
    private let first: DownloadPiece

    init(_ download: Download, _ reads: DownloadReads) async throws {
        self.download = download
        self.reads = reads
        first = try await download.piece(nil, reads)
    }

    /// Sends one piece after the other, as fast as the caller takes them. An error leaves the stream without its end, so
    /// that the caller sees that it is cut.
    func body(counting sent: @escaping @Sendable (Int) -> Void) -> ResponseBody {
        ResponseBody { writer in
            var piece = first
            while true {
                if !piece.bytes.isEmpty {
                    try await writer.write(ByteBuffer(bytes: piece.bytes))
                    sent(piece.bytes.count)
                }
                guard let next = piece.next else { break }
                try Task.checkCancellation()
                piece = try await download.piece(next, reads)
            }
            try await writer.finish(nil)
        }
    }
}

extension Endpoint {
    /// A `GET` that answers with a file of any size. `read` takes the input as an input type would; `scope` is needed
    /// besides that of the head.
    package static func download<Input>(
        _ head: Head, besides scope: Scope, contentTypes: [String],
        reading read: @escaping @Sendable (RequestReader) -> Input,
        opening open: @escaping @Sendable (Input, Account, Instant) -> Download
    ) -> Endpoint {
        let answers = contentTypes.map {
            Response(status: 200, summary: "The file, as a stream.", contentType: $0, schema: nil)
        }
        let run: @Sendable (EndpointCall) async throws -> Payload = { call in
            guard let principal = call.principal else { throw AccessError.missingCredential }
            let input = try await call.input(read)
            guard principal.scopes.contains(scope) else { throw AccessError.missingScope(scope) }
            let download = open(input, principal.account, call.workplace.clock.now())
            let reads = DownloadReads(call.workplace, principal, call.context.connection)
            var payload = Payload(
                status: 200, contentType: download.contentType, bytes: [],
                headers: [("Content-Disposition", "attachment; filename=\"\(download.fileName)\"")])
            payload.download = try await OpenDownload(download, reads)
            return payload
        }
        return Endpoint(
            head, .get, describe: { _ = read($0) }, lineSchema: nil, answers: answers, Tagging(), run: run)
    }
}
