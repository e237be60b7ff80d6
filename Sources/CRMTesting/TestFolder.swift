import Foundation

/// A folder of its own for one test.
package struct TestFolder: Sendable {
    package let path: String

    /// Makes the folder below `/tmp`: the names of sockets have room for short paths only.
    package init(prefix: String = "clientele-test") throws {
        var template = Array("/tmp/\(prefix)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw TestFailure("A folder below /tmp cannot be made: \(String(cString: strerror(errno))).")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The path of a file in the folder.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    package func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Runs `body` with a new folder and removes it afterwards.
    package static func with<Value>(_ body: (TestFolder) async throws -> Value) async throws -> Value {
        let folder = try TestFolder()
        defer { folder.remove() }
        return try await body(folder)
    }
}
