import CRMCore
import CRMPlatform
import Foundation

/// The form of an archive: a line of text, the header, then chunks; every length is four bytes, the high ones first.
///
/// ```
/// clientele-backup 1\n
/// length, header as canonical JSON
/// length, kind (0 more to come, 1 the last), sealed chunk
/// …
/// ```
enum BackupFormat {
    static let magic = Array("clientele-backup 1\n".utf8)
    /// Bytes of the content in one chunk.
    static let chunkBytes = 1 << 20
    /// A longer header is none.
    static let headerBytes = 64 << 10
    /// The archive holds customers' data: for its owner only.
    static let permissions = 0o600

    static func length(_ count: Int) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: count >> $0) }
    }
}

/// Writes an archive next to its place and moves it there when it is whole and on the disk.
package final class BackupWriter {
    private let path: String
    private let handle: FileHandle
    private var cipher: BackupCipher
    private var pending: [UInt8] = []
    /// Bytes of the archive so far.
    package private(set) var archiveBytes = 0

    private var partialPath: String { path + ".partial" }

    /// Begins an archive; throws ``BackupError/unwritable(_:)``.
    package init(path: String, header: BackupHeader, key: BackupKey?, salt: [UInt8]) throws {
        self.path = path
        let header = header.encrypted(key?.encryption(salt: salt))
        cipher = try BackupCipher(header: header, key: key)
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: BackupFormat.permissions]
        let partial = path + ".partial"
        guard FileManager.default.createFile(atPath: partial, contents: nil, attributes: attributes),
            let handle = FileHandle(forWritingAtPath: partial)
        else { throw BackupError.unwritable(path) }
        self.handle = handle
        let text = Array(header.json.canonicalText.utf8)
        try put(BackupFormat.magic + BackupFormat.length(text.count) + text)
    }

    /// Adds bytes of the content.
    package func write(_ bytes: [UInt8]) throws {
        pending += bytes
        var start = 0
        while pending.count - start > BackupFormat.chunkBytes {
            try putChunk(Array(pending[start..<start + BackupFormat.chunkBytes]), isLast: false)
            start += BackupFormat.chunkBytes
        }
        pending.removeFirst(start)
    }

    /// Ends the archive and gives it its name.
    package func finish() throws {
        try putChunk(pending, isLast: true)
        try handle.synchronize()
        try handle.close()
        guard rename(partialPath, path) == 0 else { throw BackupError.unwritable(path) }
        try synchronizeFolder()
    }

    /// Removes what was written.
    package func abandon() {
        try? handle.close()
        unlink(partialPath)
    }

    private func putChunk(_ chunk: [UInt8], isLast: Bool) throws {
        let sealed = try cipher.seal(chunk, isLast: isLast)
        try put(BackupFormat.length(sealed.count) + [isLast ? 1 : 0] + sealed)
    }

    private func put(_ bytes: [UInt8]) throws {
        do {
            try handle.write(contentsOf: Data(bytes))
        } catch {
            throw BackupError.unwritable(path)
        }
        archiveBytes += bytes.count
    }

    /// A new name is on the disk once its folder is.
    private func synchronizeFolder() throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw BackupError.unwritable(folder) }
    }
}

/// Reads an archive, checking every byte on the way.
package final class BackupReader {
    package let header: BackupHeader

    private let path: String
    private let handle: FileHandle
    private var cipher: BackupCipher
    private var isAtEnd = false

    /// Opens an archive; throws ``BackupError`` when it is none, or needs another key.
    package init(path: String, key: BackupKey?) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw BackupError.unreadable(path) }
        self.path = path
        self.handle = handle
        header = try Self.header(handle)
        cipher = try BackupCipher(header: header, key: key)
    }

    private static func header(_ handle: FileHandle) throws -> BackupHeader {
        guard try handle.read(upToCount: BackupFormat.magic.count) == Data(BackupFormat.magic),
            let lengthBytes = try handle.read(upToCount: 4), lengthBytes.count == 4
        else { throw BackupError.notABackup }
        let length = lengthBytes.reduce(0) { $0 << 8 | Int($1) }
        guard length <= BackupFormat.headerBytes, let text = try handle.read(upToCount: length), text.count == length,
            let json = try? JSONParser.parse(Array(text)), let header = BackupHeader(json)
        else { throw BackupError.notABackup }
        return header
    }

    /// The next bytes of the content; nil behind the last. Throws ``BackupError/damaged(chunk:)`` or
    /// ``BackupError/truncated``.
    package func next() throws -> [UInt8]? {
        guard !isAtEnd else { return nil }
        let head = try read(5)
        let length = head[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= BackupFormat.chunkBytes + BackupCipher.maximumSealBytes, head[4] <= 1 else {
            throw BackupError.truncated
        }
        isAtEnd = head[4] == 1
        let chunk = try cipher.open(try read(length), isLast: isAtEnd)
        if isAtEnd, try handle.read(upToCount: 1)?.isEmpty == false { throw BackupError.notABackup }
        return chunk
    }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            guard let more = try handle.read(upToCount: count - bytes.count), !more.isEmpty else {
                throw BackupError.truncated
            }
            bytes += more
        }
        return bytes
    }
}
