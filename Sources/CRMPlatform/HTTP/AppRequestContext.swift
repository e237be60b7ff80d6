package import Hummingbird
import NIOCore

/// The connection of one request.
struct RequestConnection: Sendable {
    private let channel: any Channel
    /// False where requests are asked without a socket.
    private let wasOpen: Bool

    init(_ channel: any Channel) {
        self.channel = channel
        wasOpen = channel.isActive
    }

    /// True when nobody is there any more to take an answer.
    var isGone: Bool { wasOpen && !channel.isActive }

    /// True when the caller sits on this machine.
    var isLocal: Bool {
        switch channel.remoteAddress {
        case .v4(let address): address.host.hasPrefix("127.") || isLoopback
        case .v6, .none: isLoopback
        case .unixDomainSocket: true
        }
    }

    /// Runs `body`, which reads what comes by the connection, and lets that fail with a 408 when its time is over. A timer
    /// of the event loop costs far less than a task that sleeps beside each body.
    func reading<Value>(within seconds: Int, _ body: () async throws -> Value) async throws -> Value {
        guard wasOpen else { return try await body() }
        let timer = channel.eventLoop.scheduleTask(in: .seconds(Int64(seconds))) { [channel] in
            channel.pipeline.fireErrorCaught(Problem.bodyTooLate)
        }
        defer { timer.cancel() }
        return try await body()
    }

    private var isLoopback: Bool {
        ["127.0.0.1", "::1", "::ffff:127.0.0.1"].contains(channel.remoteAddress?.ipAddress)
    }
}

/// What one request carries from the edge to its endpoint.
package struct AppRequestContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The id on the answer and on every log line.
    package var requestID = ""
    /// The trace on every log line.
    package var traceID = ""
    /// Notes for the log line of the request.
    package let trace = RequestTrace()
    /// The connection that the request came by.
    let connection: RequestConnection

    package init(source: Source) {
        coreContext = .init(source: source)
        connection = RequestConnection(source.channel)
    }
}
