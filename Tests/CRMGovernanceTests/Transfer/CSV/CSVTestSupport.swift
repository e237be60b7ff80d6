import CRMGovernance
import Foundation

/// SplitMix64: the same seed gives the same numbers everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// What a parser made of a text, in a form that compares.
enum ParsedRow: Hashable {
    case record(line: Int, [String])
    case refused(CSVRowError)

    init(_ row: CSVRow) {
        switch row {
        case .record(let record): self = .record(line: record.line, record.texts)
        case .refused(let error): self = .refused(error)
        }
    }

    var texts: [String]? {
        if case .record(_, let texts) = self { return texts }
        return nil
    }
}

/// Parses the bytes in chunks of the given length.
func parseCSV(_ bytes: [UInt8], chunkLength: Int = .max, delimiter: CSVDelimiter = .comma) -> [ParsedRow] {
    var parser = CSVParser(delimiter: delimiter)
    var rows: [ParsedRow] = []
    var start = 0
    while start < bytes.count {
        let end = start + min(chunkLength, bytes.count - start)
        rows += parser.parse(bytes[start..<end]).map(ParsedRow.init)
        start = end
    }
    return rows + parser.finish().map(ParsedRow.init)
}

func parseCSV(_ text: String, chunkLength: Int = .max, delimiter: CSVDelimiter = .comma) -> [ParsedRow] {
    parseCSV(Array(text.utf8), chunkLength: chunkLength, delimiter: delimiter)
}

/// Runs the body with the path of a file that holds the bytes.
func withFile<Result>(_ bytes: some Sequence<UInt8>, _ body: (String) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("csv-\(UUID().uuidString).csv")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
}

/// Reads a whole file that holds the bytes.
func readCSV(
    _ bytes: some Sequence<UInt8>, options: CSVFileReader.Options = .init()
) throws -> (header: [String], rows: [ParsedRow], dialect: CSVDialect) {
    try withFile(bytes) { path in
        let reader = try CSVFileReader(path: path, options: options)
        var rows: [ParsedRow] = []
        while let row = try reader.next() { rows.append(ParsedRow(row)) }
        return (reader.header.names, rows, reader.dialect)
    }
}
