import CRMPlatform
import Foundation

/// A file of the database on the disk of this machine, for as long as it is read. It has no name, so that nothing is left
/// of it however the process ends.
final class ImportSpool: Sendable {
    /// Opens the file, as often as one likes.
    var path: String { "/proc/self/fd/\(descriptor)" }
    private let descriptor: Int32

    /// The disk of this machine refused; another attempt may do better.
    struct Failure: Error {
        let reason: String
    }

    private init() throws {
        let folder = FileManager.default.temporaryDirectory.path(percentEncoded: false)
        var template = Array((folder + "/clientele-import-XXXXXX").utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Failure(reason: String(cString: strerror(errno))) }
        unlink(template)
    }

    deinit { close(descriptor) }

    /// Copies the file of an import, a piece at a time.
    static func copying(_ stored: StoredImport, for run: JobRun) async throws -> ImportSpool {
        guard let upload = stored.upload else { throw ImportServiceError.noFile }
        let spool = try ImportSpool()
        var position = 0
        while true {
            let chunk = try await run.workplace.read(run.account) { [position] work in
                try ImportParts(of: stored.key, work).chunk(of: upload, at: position)
            }
            guard let chunk else { break }
            try spool.append(chunk)
            position += 1
        }
        return spool
    }

    private func append(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw Failure(reason: String(cString: strerror(errno)))
            }
        }
    }
}
