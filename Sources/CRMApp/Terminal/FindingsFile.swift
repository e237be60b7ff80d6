import CRMGovernance
import Foundation

/// Where the command writes what is wrong: a file, or the first few lines to the terminal.
struct FindingsFile {
    private let handle: FileHandle?
    private var file = CSVErrorFile()
    private var shown = 0

    /// Findings that are shown when there is no file for them.
    private static let shownAtMost = 10

    init(path: String?) throws {
        guard let path else {
            handle = nil
            return
        }
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let opened = FileHandle(forWritingAtPath: path)
        else { throw UsageError("--errors: \(path) cannot be written") }
        handle = opened
    }

    mutating func add(_ finding: ImportFinding) {
        if let handle {
            file.add(line: finding.line, column: finding.column, reason: finding.reason, value: finding.value)
            handle.write(Data(file.takeBytes()))
            return
        }
        shown += 1
        guard shown <= FindingsFile.shownAtMost else { return }
        let place = finding.column.isEmpty ? "line \(finding.line)" : "line \(finding.line), \(finding.column)"
        Terminal.message("\(place): \(finding.reason)")
    }

    mutating func close() throws {
        if let handle {
            handle.write(Data(file.takeBytes()))
            try handle.close()
        } else if shown > FindingsFile.shownAtMost {
            Terminal.message("… and \(shown - FindingsFile.shownAtMost) more; --errors FILE keeps them all")
        }
    }
}
