import CRMCore
import CRMGovernance
import CRMPlatform
import Foundation

/// What was typed for an export.
package struct ExportOptions: Sendable {
    package var format = "csv"
    /// Nil: standard output.
    package var output: String?
    /// Names of filters with their values.
    package var filters: [(name: String, value: String)] = []

    package init() {}
}

extension Commands {
    /// Names of the formats of exports.
    package static var exportFormats: [String] { ExportFormat.allCases.map(\.rawValue) }

    /// Writes all records of that name to the standard output or a file; what is told goes to the standard error.
    package func exportFile(_ name: String, account: String, _ options: ExportOptions) async throws {
        guard let exporter = Features.exporters.first(where: { $0.name == name }) else {
            throw UsageError("\(name) cannot be exported")
        }
        guard let format = ExportFormat(rawValue: options.format.lowercased()) else {
            throw UsageError("--format must be one of \(Commands.exportFormats.joined(separator: ", "))")
        }
        let walk = try walk(exporter, options)
        try await withAccount(account) { shop, account in
            let target = try ExportTarget(path: options.output)
            let count = RecordCount(what: name)
            do {
                let records = try await FileExport(exporter, format, walk).run(
                    shop.workplace, account, write: target.write, progress: count.show)
                try target.finish()
                count.end(records)
            } catch {
                target.discard()
                throw error
            }
        }
    }

    /// The walk with the filters as a request with them would read them.
    private func walk(_ exporter: Exporter, _ options: ExportOptions) throws -> ExportWalk {
        let sink = ErrorSink()
        let members = options.filters.map { JSON.Member($0.name, .string($0.value)) }
        let walk = exporter.walk(ObjectReader(members: members, areText: true, sink: sink))
        guard sink.errors.isEmpty else { throw InvalidRequest(sink.errors) }
        return walk
    }
}

/// Where an export goes: a file appears under its name once it is whole.
private final class ExportTarget {
    private let path: String?
    private let part: String
    private let handle: FileHandle

    /// It holds customers' data.
    private static let permissions = 0o600

    init(path: String?) throws {
        self.path = path
        part = (path ?? "") + ".part"
        guard path != nil else {
            handle = .standardOutput
            return
        }
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: ExportTarget.permissions]
        guard FileManager.default.createFile(atPath: part, contents: nil, attributes: attributes),
            let opened = FileHandle(forWritingAtPath: part)
        else { throw UsageError("--output: \(part) cannot be written") }
        handle = opened
    }

    func write(_ bytes: [UInt8]) throws { try handle.write(contentsOf: Data(bytes)) }

    func finish() throws {
        guard let path else { return }
        try handle.synchronize()
        try handle.close()
        guard rename(part, path) == 0 else { throw UsageError("--output: \(path) cannot be written") }
    }

    func discard() {
        if path != nil { try? FileManager.default.removeItem(atPath: part) }
    }
}

/// Tells now and then how many records are written.
private final class RecordCount {
    private let what: String
    private var lastShown = ContinuousClock.now

    private static let terminalInterval = Duration.milliseconds(100)
    private static let plainInterval = Duration.seconds(10)

    init(what: String) {
        self.what = what
    }

    func show(_ records: Int) {
        let interval = Terminal.isInteractive ? RecordCount.terminalInterval : RecordCount.plainInterval
        guard lastShown.duration(to: .now) >= interval else { return }
        lastShown = .now
        if Terminal.isInteractive {
            Terminal.status("\(records) \(what)")
        } else {
            Terminal.message("\(records) \(what)")
        }
    }

    func end(_ records: Int) {
        Terminal.status("")
        Terminal.message("\(records) \(what) written")
    }
}
