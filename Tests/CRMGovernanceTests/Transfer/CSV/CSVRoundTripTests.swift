import CRMGovernance
import Testing

@Suite struct CSVRoundTripTests {
    private static let pieces = [
        "a", "7", " ", "\"", "\"\"", ",", ";", "\t", "|", "\n", "\r", "\r\n", "'", "=", "-", "@", "é", "漢", "👩‍👩‍👧",
        "\u{FEFF}",
        "\u{0B}", "\u{A0}",
    ]

    private func table(_ random: inout SeededGenerator) -> [[String]] {
        let width = Int.random(in: 1...4, using: &random)
        return (0..<Int.random(in: 1...5, using: &random)).map { _ in
            (0..<width).map { _ in
                (0..<Int.random(in: 0...5, using: &random)).map { _ in
                    Self.pieces.randomElement(using: &random) ?? ""
                }.joined()
            }
        }
    }

    @Test(arguments: CSVDelimiter.allCases, [CSVLineEnd.crlf, .lf, .cr])
    func `what the writer writes the parser reads at every chunk size`(delimiter: CSVDelimiter, lineEnd: CSVLineEnd) {
        var random = SeededGenerator(seed: 20_250_107)
        for _ in 0..<40 {
            let table = table(&random)
            var writer = CSVWriter(delimiter: delimiter, lineEnd: lineEnd)
            for row in table { writer.write(row) }
            let bytes = writer.takeBytes()
            for length in 1...bytes.count {
                let rows = parseCSV(bytes, chunkLength: length, delimiter: delimiter)
                let texts = rows.map { ($0.texts ?? ["refused"]).map { Array(CSVCell.unguarded($0).unicodeScalars) } }
                #expect(texts == table.map { $0.map { Array($0.unicodeScalars) } })
            }
        }
    }

    @Test func `random bytes never crash the parser and mean the same at every cut`() {
        let seed = UInt64.random(in: 0 ... .max)
        print("CSV fuzz seed: \(seed)")
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("\"\"\"\",,;\n\r\r\n ab\0\t".utf8) + [0xEF, 0xBB, 0xBF, 0xC3, 0xA9, 0xFF]
        for round in 0..<4000 {
            let isStructured = round % 4 != 0
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                isStructured ? alphabet.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
            }
            let whole = parseCSV(bytes)
            for length in [1, 2, 3, 7, 8, 9] {
                #expect(parseCSV(bytes, chunkLength: length) == whole, "seed \(seed), round \(round)")
            }
        }
    }

    @Test func `random files never crash the reader`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("CSV reader fuzz seed: \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            for encoding in [nil] + CSVEncoding.allCases.map(Optional.some) {
                do {
                    _ = try readCSV(bytes, options: .init(encoding: encoding))
                } catch let error as CSVError {
                    #expect(!error.detail.isEmpty)
                }
            }
        }
    }
}
