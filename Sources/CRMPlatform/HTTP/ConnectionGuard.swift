import HTTPTypes
package import NIOCore
package import NIOHTTPTypes

/// Ends connections that cost and give nothing: heads of requests that do not come to an end, answers that nobody takes,
/// callers who have gone. While the server stops it lets each connection go after the answer that is under way.
///
/// One look every few seconds for each connection, instead of a timer for each request.
package final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    private let metrics: HTTPMetrics
    private let drainTime: TimeAmount
    /// When the first byte came of a head that is not whole yet.
    private var headBegan: NIODeadline?
    private var isInBody = false
    /// Whether a request ever came.
    private var wasUsed = false
    /// Requests that have no answer yet.
    private var waiting = 0
    /// Since when the system takes no more bytes for the caller.
    private var stuckSince: NIODeadline?
    /// When the caller closed its side.
    private var leftAt: NIODeadline?
    private var isDraining = false
    private var check: Scheduled<Void>?
    private var isCounted = false

    /// `drainSeconds`: for how long idle connections stay open after the server was told to stop.
    package init(metrics: HTTPMetrics, drainSeconds: Int = Limits.drainSeconds) {
        self.metrics = metrics
        drainTime = .seconds(Int64(drainSeconds))
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        // Bytes are seen before they are HTTP, or a head that never ends would not be seen at all.
        try? context.pipeline.syncOperations.addHandler(ByteWatch(self), position: .first)
        if context.channel.isActive { opened(context) }
    }

    package func channelActive(context: ChannelHandlerContext) {
        opened(context)
        context.fireChannelActive()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        closed()
        context.fireChannelInactive()
    }

    package func handlerRemoved(context: ChannelHandlerContext) { closed() }

    private func opened(_ context: ChannelHandlerContext) {
        guard !isCounted else { return }
        isCounted = true
        metrics.connectionOpened()
        scheduleCheck(context)
    }

    private func closed() {
        check?.cancel()
        check = nil
        guard isCounted else { return }
        isCounted = false
        metrics.connectionClosed()
    }

    fileprivate func bytesCame() {
        if !isInBody, headBegan == nil { headBegan = .now() }
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            headBegan = nil
            isInBody = true
            wasUsed = true
            waiting += 1
        case .body: break
        case .end: isInBody = false
        }
        context.fireChannelRead(data)
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where isDraining && head.status.code >= 200:
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            waiting -= 1
            guard isDraining else { return context.write(data, promise: promise) }
            context.writeAndFlush(data, promise: promise)
            context.close(promise: nil)
        default: context.write(data, promise: promise)
        }
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        stuckSince = context.channel.isWritable ? nil : .now()
        context.fireChannelWritabilityChanged()
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        // One that was taken as the server stopped taking any is nobody's: it must not come to life.
        case is ChannelShouldQuiesceEvent where wasUsed: drain(context)
        case ChannelEvent.inputClosed:
            leftAt = .now()
            context.fireUserInboundEventTriggered(event)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// From now on every answer is the last of its connection; an idle one stays open for a while, so that whoever asks
    /// `/readyz` on it is told.
    private func drain(_ context: ChannelHandlerContext) {
        isDraining = true
        context.eventLoop.assumeIsolated().scheduleTask(in: drainTime) {
            guard context.channel.isActive else { return }
            context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }

    private func scheduleCheck(_ context: ChannelHandlerContext) {
        check = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Limits.checkSeconds)) {
            if self.isHopeless(at: .now()) {
                context.close(promise: nil)
            } else if context.channel.isActive {
                self.scheduleCheck(context)
            }
        }
    }

    private func isHopeless(at now: NIODeadline) -> Bool {
        func isOver(_ since: NIODeadline?, _ seconds: Int64) -> Bool {
            since.map { now - $0 >= .seconds(seconds) } ?? false
        }
        return isOver(headBegan, Limits.headSeconds) || isOver(stuckSince, Limits.stuckSeconds)
            || waiting > 0 && isOver(leftAt, Limits.leftSeconds)
    }
}

/// Tells the guard of a connection that bytes have come.
private final class ByteWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: ConnectionGuard

    init(_ connection: ConnectionGuard) {
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        connection.bytesCame()
        context.fireChannelRead(data)
    }
}
