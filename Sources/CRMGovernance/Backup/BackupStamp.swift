package import CRMCore
import CRMPlatform
import Foundation

/// The note beside an archive that it has been restored for a trial: `FILE.verified`.
package struct BackupStamp: Sendable, Equatable {
    package let verifiedAt: Instant

    package init(verifiedAt: Instant) {
        self.verifiedAt = verifiedAt
    }

    package static func path(of archive: String) -> String { archive + suffix }
    private static let suffix = ".verified"

    /// Writes the note.
    package func write(for archive: String) throws {
        let json: JSON = ["verifiedAt": .string(verifiedAt.rfc3339)]
        let path = BackupStamp.path(of: archive)
        do {
            try Data((json.text + "\n").utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw BackupError.unwritable(path)
        }
    }

    /// The note at a path; nil when there is none.
    private init?(path: String) {
        guard let content = FileManager.default.contents(atPath: path),
            let json = try? JSONParser.parse(Array(content)), case .string(let text)? = json["verifiedAt"],
            let instant = Instant(rfc3339: text)
        else { return nil }
        self.init(verifiedAt: instant)
    }

    /// The latest note in a folder of archives.
    package static func latest(in folder: String) -> BackupStamp? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(suffix) }
            .compactMap { BackupStamp(path: "\(folder)/\($0)") }
            .max { $0.verifiedAt < $1.verifiedAt }
    }
}
