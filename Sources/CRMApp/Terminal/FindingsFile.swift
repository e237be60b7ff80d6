import CRMGovernance
import Foundation

/// Where the command writes what is wrong: a file for its owner's eyes, or the first few lines to the terminal.
struct FindingsFile {
    private let path: String?
    private var handle: FileHandle?
    private var file = CSVErrorFile()
    private var shown = 0

    /// Findings that are shown when there is no file for them.
    private static let shownAtMost = 10
    /// It holds customers' values.
    private static let permissions = 0o600

    /// The file is made with its first line, so that an import that does not begin leaves no trace.
    init(path: String?, input: String) throws {
        self.path = path
        guard let path else { return }
        let target = URL(filePath: path).resolvingSymlinksInPath()
        guard target != URL(filePath: input).resolvingSymlinksInPath() else {
            throw UsageError("--errors must not be the file that is imported")
        }
        let files = FileManager.default
        let isWritable =
            files.fileExists(atPath: path)
            ? files.isWritableFile(atPath: path)
            : files.isWritableFile(atPath: target.deletingLastPathComponent().path)
        guard isWritable else { throw UsageError("--errors: \(path) cannot be written") }
    }

    mutating func add(_ finding: ImportFinding) throws {
        if path != nil {
            file.add(line: finding.line, column: finding.column, reason: finding.reason, value: finding.value)
            try flush()
            return
        }
        shown += 1
        guard shown <= FindingsFile.shownAtMost else { return }
        let place = finding.column.isEmpty ? "line \(finding.line)" : "line \(finding.line), \(finding.column)"
        Terminal.message("\(place): \(finding.reason)")
    }

    mutating func close() throws {
        try flush()
        try handle?.close()
        if path == nil, shown > FindingsFile.shownAtMost {
            Terminal.message("… and \(shown - FindingsFile.shownAtMost) more; --errors FILE keeps them all")
        }
    }

    private mutating func flush() throws {
        guard let path else { return }
        if handle == nil {
            let attributes: [FileAttributeKey: Any] = [.posixPermissions: FindingsFile.permissions]
            guard FileManager.default.createFile(atPath: path, contents: nil, attributes: attributes),
                let opened = FileHandle(forWritingAtPath: path)
            else { throw UsageError("--errors: \(path) cannot be written") }
            handle = opened
        }
        try handle?.write(contentsOf: Data(file.takeBytes()))
    }
}
