import CRMTesting
import Foundation

/// Where the program under test and the data for tests lie.
enum ClienteleBinary {
    /// Names another binary than the one next to the test bundle.
    static let variable = "CLIENTELE_BINARY"

    /// The path of the executable; throws when the package was not built with it.
    static func path() throws -> String { try located.get() }

    private static let located = Result<String, TestFailure> { () throws(TestFailure) in
        if let named = ProcessInfo.processInfo.environment[variable] {
            guard isProgram(named) else { throw TestFailure("\(variable) names no executable file: \(named)") }
            return named
        }
        var folder = URL(filePath: CommandLine.arguments[0]).standardizedFileURL
        while folder.pathComponents.count > 1 {
            folder.deleteLastPathComponent()
            let candidate = folder.appending(component: "clientele").path(percentEncoded: false)
            if isProgram(candidate) { return candidate }
        }
        throw TestFailure(
            """
            There is no executable `clientele` in any folder above \(CommandLine.arguments[0]): build it with \
            `swift build --product clientele`, or name one with \(variable).
            """)
    }

    private static func isProgram(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
            && FileManager.default.isExecutableFile(atPath: path)
    }
}
