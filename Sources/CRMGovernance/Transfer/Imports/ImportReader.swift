import CRMCore
import CRMPlatform

/// Reads a file batch by batch, on a thread of its own: while one batch is written the next one is read.
actor ImportReader {
    private let file: CSVFileReader
    private var assembly: ImportAssembly
    /// Records of the next batch. The first one is small, so that its mistakes show soon; later ones are large, since
    /// rows of a clustered table go in faster the more of them lie side by side.
    private var batchSize: Int
    private let largestBatch: Int

    static let firstBatch = 2_000

    /// How the file is laid out, as was asked or as its header shows.
    let format: ImportFormat

    /// Size of the file when it was opened; nil for the standard input and pipes.
    let totalBytes: Int?
    /// Where mistakes stand in the file.
    let places: ImportPlaces

    init(_ request: ImportRequest, account: Account) throws {
        batchSize = min(ImportReader.firstBatch, request.largestBatch)
        largestBatch = request.largestBatch
        let sample = try ImportReader.sample(request, account)
        file = try CSVFileReader(path: request.path, options: sample.options)
        totalBytes = file.totalBytes
        format = request.format(for: file.header)
        var columns = try ImportColumns(request, format, header: file.header, calendar: account.calendar)
        columns.decimalMark = sample.decimalMark
        places = ImportPlaces(format: format, columns: columns)
        assembly = ImportAssembly(format: format, account: account, columns: columns)
    }

    /// The next batch; the last one says so.
    func next() throws -> ImportBatch {
        let isLast = try assembly.fill(from: file, records: batchSize)
        batchSize = min(2 * batchSize, largestBatch)
        var batch = assembly.takeBatch()
        (batch.rows, batch.done) = (assembly.rows, assembly.done)
        batch.bytesRead = file.bytesRead
        batch.isLast = isLast
        return batch
    }

    /// Reads over what an earlier run took in, so that keys are counted as if this one had done it.
    func skip(_ done: Int) throws {
        while assembly.done < done {
            let isLast = try assembly.fill(from: file, records: min(largestBatch, done - assembly.done))
            _ = assembly.takeBatch()
            if isLast { break }
        }
    }

    /// Rows that are looked at first, to tell how the file writes its decimals.
    static let sampleRows = 1_000

    /// What the first rows prove of the decimal mark, and the options with the encoding that was found on the way to
    /// them; a pipe is read only once and proves nothing.
    private static func sample(
        _ request: ImportRequest, _ account: Account
    ) throws -> (decimalMark: CSVDecimalMark?, options: CSVFileReader.Options) {
        guard request.decimalMark == nil, request.isRepeatable else { return (request.decimalMark, request.options) }
        let reader = try CSVFileReader(path: request.path, options: request.options)
        let format = request.format(for: reader.header)
        let columns = try ImportColumns(request, format, header: reader.header, calendar: account.calendar)
        let places = format.columns.indices.filter { format.columns[$0].isNumeric }
            .compactMap(columns.place)
        var evidence = CSVDecimalMarkEvidence()
        for _ in 0..<sampleRows {
            guard let row = try reader.next() else { break }
            guard case .record(let record) = row else { continue }
            for place in places { evidence.observe(record.value(at: place)) }
        }
        var options = request.options
        options.encoding = reader.dialect.encoding
        return (evidence.decimalMark, options)
    }
}

extension ImportRequest {
    /// The format that was asked for, or else the one that the header shows.
    func format(for header: CSVHeader) -> ImportFormat { format ?? importer.format(for: header.names) }
}
