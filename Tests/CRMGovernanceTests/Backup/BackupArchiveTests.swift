import CRMCore
import Foundation
import Testing

@testable import CRMGovernance

@Suite("34: a backup's archive")
struct BackupArchiveTests {
    private let folder: URL
    private let key: BackupKey
    private static let content = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 7) }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(component: "backup-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        key = try BackupKey(bytes: Array("0123456789abcdef0123456789abcdef\n".utf8))
    }

    private func path(_ name: String) -> String { folder.appending(component: name).path(percentEncoded: false) }

    private func write(_ name: String, _ content: [UInt8] = content, key: BackupKey?) throws -> String {
        let header = BackupHeader(content: .sqliteFile, createdAt: Instant(milliseconds: 1_000), version: "1.2.3")
        let writer = try BackupWriter(path: path(name), header: header, key: key, salt: Array(repeating: 7, count: 32))
        for start in stride(from: 0, to: content.count, by: 700_001) {
            try writer.write(Array(content[start..<min(start + 700_001, content.count)]))
        }
        try writer.finish()
        return path(name)
    }

    private func read(_ path: String, key: BackupKey?) throws -> [UInt8] {
        let reader = try BackupReader(path: path, key: key)
        var content: [UInt8] = []
        while let chunk = try reader.next() { content += chunk }
        return content
    }

    @Test("comes back as it went in, with and without a key", arguments: [true, false])
    func roundTrip(isEncrypted: Bool) throws {
        let key = isEncrypted ? key : nil
        let archive = try write("a", key: key)
        #expect(try read(archive, key: key) == Self.content)
        let header = try BackupReader(path: archive, key: key).header
        #expect(header.isEncrypted == isEncrypted)
        #expect(header.version == "1.2.3")
        #expect(try read(try write("empty", [], key: key), key: key).isEmpty)
        let mode = try FileManager.default.attributesOfItem(atPath: archive)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("hides its content under a key")
    func encryption() throws {
        let secret = Array("ada@example.com".utf8)
        let archive = try write("a", Array(repeating: secret, count: 100).flatMap { $0 }, key: key)
        let bytes = try #require(FileManager.default.contents(atPath: archive))
        #expect(bytes.firstRange(of: secret) == nil)
    }

    @Test("is refused with a wrong key, without its key, and under a guessable one")
    func keys() throws {
        let archive = try write("a", key: key)
        let other = try BackupKey(bytes: Array(repeating: 65, count: 32))
        #expect(throws: BackupError.wrongKey) { try read(archive, key: other) }
        #expect(throws: BackupError.keyNeeded) { try read(archive, key: nil) }
        #expect(throws: BackupError.weakKey(minimum: 32)) { try BackupKey(bytes: Array("short".utf8)) }
    }

    @Test("is refused after any flipped bit, wherever it is", arguments: [true, false])
    func damage(isEncrypted: Bool) throws {
        let key = isEncrypted ? key : nil
        let archive = try write("a", key: key)
        let whole = try #require(FileManager.default.contents(atPath: archive))
        var generator = SystemRandomNumberGenerator()
        let places = [0, 20, 25, 60] + (0..<40).map { _ in Int.random(in: 0..<whole.count, using: &generator) }
        for place in places {
            var bytes = whole
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            try bytes.write(to: URL(filePath: path("b")))
            #expect(throws: BackupError.self, "flipped byte \(place)") { try read(path("b"), key: key) }
        }
    }

    @Test("is refused when it ends early, or has more behind its end", arguments: [true, false])
    func truncation(isEncrypted: Bool) throws {
        let key = isEncrypted ? key : nil
        let whole = try #require(FileManager.default.contents(atPath: try write("a", key: key)))
        for length in [0, 10, 100, 1_048_700, whole.count - 1] {
            try whole.prefix(length).write(to: URL(filePath: path("b")))
            #expect(throws: BackupError.self, "\(length) bytes") { try read(path("b"), key: key) }
        }
        try (whole + Data([0])).write(to: URL(filePath: path("b")))
        #expect(throws: BackupError.self) { try read(path("b"), key: key) }
    }

    @Test("has its name only when it is whole")
    func unfinished() throws {
        let header = BackupHeader(content: .sqliteFile, createdAt: Instant(milliseconds: 0), version: "1")
        let writer = try BackupWriter(path: path("c"), header: header, key: nil, salt: [])
        try writer.write([1, 2, 3])
        #expect(!FileManager.default.fileExists(atPath: path("c")))
        writer.abandon()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("remembers when it was last restored for a trial")
    func stamp() throws {
        let archive = try write("a", key: nil)
        #expect(BackupStamp.latest(in: folder.path) == nil)
        try BackupStamp(verifiedAt: Instant(milliseconds: 5_000)).write(for: archive)
        try BackupStamp(verifiedAt: Instant(milliseconds: 9_000)).write(for: archive + "2")
        #expect(BackupStamp.latest(in: folder.path) == BackupStamp(verifiedAt: Instant(milliseconds: 9_000)))
    }
}
