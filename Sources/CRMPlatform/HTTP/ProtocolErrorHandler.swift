package import CRMCore
import HTTPTypes
package import NIOCore
package import NIOHTTPTypes

/// Gives the answer to a request that is no HTTP the same form as every other: the server writes a bare 400 before any
/// middleware can see the request.
package final class ProtocolErrorHandler: ChannelOutboundHandler, RemovableChannelHandler {
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    private let clock: any WallClock

    package init(clock: any WallClock) {
        self.clock = clock
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // Whatever came through the edge carries a request id.
        guard case .head(var head) = unwrapOutboundIn(data), head.status == .badRequest,
            head.headerFields[.requestID] == nil
        else { return context.write(data, promise: promise) }
        let requestID = UniqueID(at: clock.now()).text
        let problem = Problem(.badRequest, "request.malformed", "The request is not valid HTTP")
        let body = ByteBuffer(bytes: problem.json(requestID: requestID))
        for (name, value) in SecurityHeaders.all { head.headerFields[name] = value }
        head.headerFields[.requestID] = requestID
        head.headerFields[.contentType] = Problem.contentType
        head.headerFields[.contentLength] = String(body.readableBytes)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: promise)
    }
}
