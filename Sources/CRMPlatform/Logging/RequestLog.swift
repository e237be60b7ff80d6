package import CRMCore
package import Logging

/// One log line for each request, in the form of ``JSONLogHandler`` and straight to its end: the fields are always the
/// same, so that no dictionary is made and sorted for them.
package struct RequestLog: Sendable {
    private let label: String
    private let clock: any WallClock
    /// Nil: the level leaves these lines out.
    private let sink: (@Sendable ([UInt8]) -> Void)?

    /// What is said of one request.
    struct Line {
        let method: String
        /// The declared path: neither ids nor queries.
        let route: String
        let status: Int
        let milliseconds: Double
        let requestID: String
        let traceID: String
        let userID: String?
    }

    /// Lines at `info`, when the logger writes those.
    package init(
        _ logger: Logger, clock: any WallClock,
        write: @escaping @Sendable ([UInt8]) -> Void = JSONLogHandler.standardError
    ) {
        label = logger.label
        self.clock = clock
        sink = logger.logLevel <= .info ? write : nil
    }

    func write(_ line: Line) {
        guard let sink else { return }
        var writer = JSONWriter(capacity: 384)
        writer.object { writer in
            writer.key("time")
            writer.instant(clock.now())
            writer.key("level")
            writer.string("info")
            writer.key("logger")
            writer.string(label)
            writer.key("message")
            writer.string("request")
            writer.key("durationMs")
            writer.double(line.milliseconds)
            writer.key("method")
            writer.string(line.method)
            writer.key("requestId")
            writer.string(line.requestID)
            writer.key("route")
            writer.string(line.route)
            writer.key("status")
            writer.integer(Int64(line.status))
            writer.key("traceId")
            writer.string(line.traceID)
            if let userID = line.userID {
                writer.key("userId")
                writer.string(userID)
            }
        }
        sink(writer.bytes + [UInt8(ascii: "\n")])
    }
}
