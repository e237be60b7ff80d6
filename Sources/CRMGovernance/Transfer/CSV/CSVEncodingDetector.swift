/// Tells the encoding of a file, all of which has to pass through it: a Latin-1 byte may first come at the end.
struct CSVEncodingDetector: Sendable {
    private var validator = UTF8Validator()
    private var isValidUTF8 = true
    private var beginning: [UInt8] = []

    /// Longest byte order mark, in bytes.
    static let markLength = 3

    /// False when the answer is certain and the rest of the file need not be read.
    mutating func read(_ chunk: UnsafeRawBufferPointer) -> Bool {
        beginning.append(contentsOf: chunk.prefix(CSVEncodingDetector.markLength - beginning.count))
        if isValidUTF8, validator.validate(chunk) < chunk.count { isValidUTF8 = false }
        return isValidUTF8 || beginning.count < CSVEncodingDetector.markLength
    }

    /// The encoding, after the last chunk.
    var encoding: CSVEncoding {
        CSVEncodingDetector.marked(by: beginning)
            ?? (isValidUTF8 && validator.isComplete ? .utf8 : .windows1252)
    }

    /// The encoding that a byte order mark states; nil without one.
    static func marked(by beginning: some Collection<UInt8>) -> CSVEncoding? {
        if beginning.starts(with: CSVBytes.byteOrderMark) { return .utf8 }
        if beginning.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        if beginning.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
        return nil
    }
}
