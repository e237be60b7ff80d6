import Foundation

/// A file, or the standard input, read in order; closed when let go.
final class CSVInput {
    /// `-` is the standard input.
    static let standardInputPath = "-"

    /// As given; for messages.
    let path: String
    /// Size in bytes; nil for what cannot be read twice, such as a pipe.
    let length: Int?
    private let descriptor: Int32

    /// Opens for reading; throws for what is missing, a directory or not permitted.
    init(path: String) throws(CSVError) {
        self.path = path
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
        if descriptor != STDIN_FILENO { close(descriptor) }
    }

    /// Fills the buffer as far as the file goes and gives the number of bytes; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(CSVError) -> Int {
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

    /// Goes back to the beginning of a file whose ``length`` is known.
    func rewind() throws(CSVError) {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw CSVInput.failure(path) }
    }

    private static func failure(_ path: String) -> CSVError {
        .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
