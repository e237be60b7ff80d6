import CRMCore
import HTTPTypes
import Hummingbird

extension Metrics {
    /// `/metrics`: with a token for whoever has it, without one for this machine alone.
    ///
    /// A proxy on this machine would lend everybody its address: what it passes on carries a header that says so.
    package func endpoint(token: String?) -> Endpoint {
        .open(
            "/metrics", "What the program tells of itself, for Prometheus.", contentType: Metrics.contentType,
            statuses: [200]
        ) { call in
            try Metrics.check(call, token: token)
            return Payload(status: 200, contentType: Metrics.contentType, bytes: Array(await self.text().utf8))
        }
    }

    private static func check(_ call: EndpointCall, token: String?) throws {
        guard let token else {
            let isPassedOn = forwarded.contains { call.request.headers[$0] != nil }
            guard call.context.connection.isLocal, !isPassedOn else { throw Problem.unknownPath }
            return
        }
        let sent = Array((call.request.headers[.authorization] ?? "").utf8)
        let wanted = Array("Bearer \(token)".utf8)
        // In a time that does not tell where they differ.
        let isEqual = sent.count == wanted.count && zip(sent, wanted).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
        guard isEqual else { throw AccessError.unknownCredential }
    }

    private static let forwarded = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"].compactMap {
        HTTPField.Name($0)
    }
}
