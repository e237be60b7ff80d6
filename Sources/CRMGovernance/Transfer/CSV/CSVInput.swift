import Foundation

/// A file, the standard input, or bytes in memory, read in order; closed when let go.
final class CSVInput {
    /// `-` is the standard input.
    static let standardInputPath = "-"

    /// As given; for messages.
    let path: String
    /// Size in bytes; nil for what cannot be read twice, such as a pipe.
    let length: Int?
    /// Negative for bytes in memory.
    private let descriptor: Int32
    private let bytes: [UInt8]
    /// How far the bytes in memory were read.
    private var position = 0

    /// The beginning of a file that lies elsewhere.
    init(bytes: [UInt8]) {
        (path, length, descriptor) = ("the file", bytes.count, -1)
        self.bytes = bytes
    }

    /// Opens for reading; throws for what is missing, a directory or not permitted.
    init(path: String) throws(CSVError) {
        self.path = path
        bytes = []
        guard path != CSVInput.standardInputPath else {
            (descriptor, length) = (STDIN_FILENO, nil)
            return
        }
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else {
            throw errno == ENOENT || errno == ENOTDIR ? .notFound(path: path) : CSVInput.failure(path)
        }
        descriptor = opened
        let end = lseek(opened, 0, SEEK_END)
        // A pipe has no end to go to.
        length = end >= 0 && lseek(opened, 0, SEEK_SET) == 0 ? Int(end) : nil
        var isDirectory: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        guard !isDirectory.boolValue else { throw .isDirectory(path: path) }
    }

    deinit {
        if descriptor >= 0, descriptor != STDIN_FILENO { close(descriptor) }
    }

    /// Fills the buffer as far as the file goes and gives the number of bytes; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(CSVError) -> Int {
        guard descriptor >= 0 else { return readBytes(into: buffer) }
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = Foundation.read(descriptor, rest.baseAddress, rest.count)
            if count == 0 { break }
            if count > 0 {
                filled += count
            } else if errno != EINTR {
                throw CSVInput.failure(path)
            }
        }
        return filled
    }

    private func readBytes(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = bytes[position...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        position += part.count
        return part.count
    }

    /// Goes back to the beginning of a file whose ``length`` is known.
    func rewind() throws(CSVError) {
        position = 0
        guard descriptor < 0 || lseek(descriptor, 0, SEEK_SET) == 0 else { throw CSVInput.failure(path) }
    }

    private static func failure(_ path: String) -> CSVError {
        .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
