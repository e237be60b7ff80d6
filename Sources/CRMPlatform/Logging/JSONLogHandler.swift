package import CRMCore
import Foundation
package import Logging

/// Log lines as one JSON object each: whatever a value holds, it stays one line.
package struct JSONLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level
    private let label: String
    private let clock: any WallClock
    private let write: @Sendable ([UInt8]) -> Void

    package init(
        label: String, level: Logger.Level, clock: any WallClock = SystemClock(),
        write: @escaping @Sendable ([UInt8]) -> Void = JSONLogHandler.standardError
    ) {
        self.label = label
        logLevel = level
        self.clock = clock
        self.write = write
    }

    /// Writes a whole line with one call, so that lines of several threads do not mix.
    package static let standardError: @Sendable ([UInt8]) -> Void = { bytes in
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // Nobody reads the log any more, which is no reason to stop.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("time")
            writer.instant(clock.now())
            writer.key("level")
            writer.string(event.level.rawValue)
            writer.key("logger")
            writer.string(label)
            writer.key("message")
            writer.string(event.message.description)
            let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
            for (key, value) in all.sorted(by: { $0.key < $1.key }) where key != "hb.request.id" {
                writer.key(key)
                JSONLogHandler.write(value, to: &writer)
            }
        }
        write(writer.bytes + [UInt8(ascii: "\n")])
    }

    private static func write(_ value: Logger.Metadata.Value, to writer: inout JSONWriter) {
        switch value {
        case .string(let text): writer.string(text)
        case .stringConvertible(let value):
            switch value {
            case let value as Int: writer.integer(Int64(value))
            case let value as Double: writer.double(value)
            case let value as Bool: writer.bool(value)
            default: writer.string(value.description)
            }
        case .array(let values): writer.array { writer in for value in values { write(value, to: &writer) } }
        case .dictionary(let members):
            writer.object { writer in
                for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                    writer.key(key)
                    write(value, to: &writer)
                }
            }
        }
    }
}
