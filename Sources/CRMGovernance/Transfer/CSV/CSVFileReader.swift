/// The records of a CSV file with a header row, one at a time, in constant memory.
///
/// The encoding is decided by a pass over the whole file before the first record, unless it is given or the input
/// cannot be read twice; then it is that of the byte order mark, or UTF-8. Rows in which every field is empty are
/// skipped like blank lines. Not shared between tasks.
package final class CSVFileReader {
    /// What the caller knows about the file.
    package struct Options: Sendable {
        /// Nil to detect it.
        package var encoding: CSVEncoding?
        /// Nil to detect it.
        package var delimiter: CSVDelimiter?
        package var shortRows: CSVShortRows

        package init(
            encoding: CSVEncoding? = nil, delimiter: CSVDelimiter? = nil, shortRows: CSVShortRows = .refused
        ) {
            self.encoding = encoding
            self.delimiter = delimiter
            self.shortRows = shortRows
        }
    }

    /// Bytes read at a time.
    package static let chunkLength = 1 << 20
    /// Bytes of the decoded beginning in which the delimiter is looked for.
    static let delimiterSampleLength = 256 << 10

    /// The first row that is not blank.
    package private(set) var header = CSVHeader([])
    /// Bytes of the file read so far, a chunk ahead of the records at most.
    package private(set) var bytesRead = 0
    /// Size of the file when it was opened; nil for the standard input and pipes.
    package var totalBytes: Int? { input.length }
    /// How the file is written, as detected or given.
    package var dialect: CSVDialect {
        CSVDialect(encoding: decoder.encoding, delimiter: parser.delimiter, lineEnd: parser.lineEnd)
    }

    private let input: CSVInput
    private let shortRows: CSVShortRows
    private var chunk: [UInt8]
    private var decoder: CSVDecoder
    private var decoded: [UInt8] = []
    private var parser: CSVParser
    private var batch = CSVBatch.none
    private var nextIndex = 0
    private var isAtEnd: Bool
    /// What is thrown once the records before it were given.
    private var failure: CSVError?

    /// Opens the file (`-` is the standard input) and reads its header.
    package convenience init(path: String, options: Options = Options()) throws(CSVError) {
        try self.init(CSVInput(path: path), options)
    }

    /// Reads the header of what was opened.
    init(_ input: CSVInput, _ options: Options) throws(CSVError) {
        self.input = input
        shortRows = options.shortRows
        chunk = [UInt8](repeating: 0, count: CSVFileReader.chunkLength)
        let detected = try CSVFileReader.detectEncoding(of: input, given: options.encoding, buffer: &chunk)
        let count = try CSVFileReader.fill(&chunk, from: input)
        bytesRead = count
        let encoding = detected ?? CSVEncodingDetector.marked(by: chunk.prefix(min(count, 3))) ?? .utf8
        if let format = CSVFileReader.foreignFormat(chunk, count, encoding) { throw .notText(format) }
        decoder = CSVDecoder(encoding: encoding)
        let isValid = CSVFileReader.decode(chunk, count, by: &decoder, into: &decoded)
        let delimiter =
            options.delimiter ?? .detect(in: decoded.prefix(CSVFileReader.delimiterSampleLength))
        parser = CSVParser(delimiter: delimiter)
        isAtEnd = count < chunk.count
        parseDecoded(isValid: isValid)
        try readHeader()
    }

    /// The next record, or why it was refused; nil at the end. Throws when nothing more can be read.
    package func next() throws(CSVError) -> CSVRow? {
        while let row = try nextRow() {
            guard case .record(let record) = row else { return row }
            if record.isBlank { continue }
            let isShort = record.count < header.count
            if record.count == header.count || isShort && shortRows == .padded { return row }
            let fault = CSVRowFault.fieldCount(expected: header.count, found: record.count)
            return .refused(CSVRowError(line: record.line, fault: fault))
        }
        return nil
    }

    private func readHeader() throws(CSVError) {
        while let row = try nextRow() {
            switch row {
            case .refused(let error): throw .header(error)
            case .record(let record) where !record.isBlank:
                header = CSVHeader(record.texts)
                return
            case .record: continue
            }
        }
        throw .empty
    }

    private func nextRow() throws(CSVError) -> CSVRow? {
        while nextIndex == batch.count {
            if let failure { throw failure }
            guard !parser.hasEnded else { return nil }
            try readBatch()
        }
        let row = batch[nextIndex]
        nextIndex += 1
        if case .refused(let error) = row, case .endlessQuote(let line) = error.fault {
            let error = CSVError.endlessQuote(openedOnLine: line)
            failure = error
            throw error
        }
        return row
    }
}

// MARK: - Chunks

extension CSVFileReader {
    /// Nil when the input cannot be read twice.
    private static func detectEncoding(
        of input: CSVInput, given: CSVEncoding?, buffer: inout [UInt8]
    ) throws(CSVError) -> CSVEncoding? {
        if let given { return given }
        guard input.length != nil else { return nil }
        var detector = CSVEncodingDetector()
        while true {
            let count = try fill(&buffer, from: input)
            let goesOn = buffer.withUnsafeBytes { detector.read(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
            if !goesOn || count < buffer.count { break }
        }
        try input.rewind()
        return detector.encoding
    }

    /// Fills the buffer; fewer bytes than it has room for only at the end.
    private static func fill(_ buffer: inout [UInt8], from input: CSVInput) throws(CSVError) -> Int {
        let result = buffer.withUnsafeMutableBytes { bytes in
            Result { () throws(CSVError) in try input.read(into: bytes) }
        }
        return try result.get()
    }

    private static func foreignFormat(_ chunk: [UInt8], _ count: Int, _ encoding: CSVEncoding) -> CSVForeignFormat? {
        guard encoding != .utf16LittleEndian, encoding != .utf16BigEndian else { return nil }
        return chunk.withUnsafeBytes { .detect(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
    }

    private static func decode(
        _ chunk: [UInt8], _ count: Int, by decoder: inout CSVDecoder, into decoded: inout [UInt8]
    ) -> Bool {
        decoded.removeAll(keepingCapacity: true)
        return chunk.withUnsafeBytes {
            decoder.decode(UnsafeRawBufferPointer(rebasing: $0.prefix(count)), into: &decoded)
        }
    }

    private func readBatch() throws(CSVError) {
        guard !isAtEnd else {
            nextIndex = 0
            batch = parser.finish()
            return
        }
        let count = try CSVFileReader.fill(&chunk, from: input)
        bytesRead += count
        isAtEnd = count < chunk.count
        parseDecoded(isValid: CSVFileReader.decode(chunk, count, by: &decoder, into: &decoded))
    }

    private func parseDecoded(isValid: Bool) {
        nextIndex = 0
        batch = parser.parse(decoded)
        if !isValid || isAtEnd && !decoder.isComplete {
            failure = .invalidEncoding(decoder.encoding, line: parser.line)
        }
    }
}
