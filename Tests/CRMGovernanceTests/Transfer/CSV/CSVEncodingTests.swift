import Testing

@testable import CRMGovernance

@Suite struct CSVEncodingTests {
    private func utf16(_ text: String, bigEndian: Bool, mark: Bool = true) -> [UInt8] {
        ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            return bigEndian ? [high, low] : [low, high]
        }
    }

    @Test func `UTF-8 is read with and without a byte order mark`() throws {
        for text in ["name\nJosé 👋\n", "\u{FEFF}name\nJosé 👋\n"] {
            let (header, rows, dialect) = try readCSV(text.utf8)
            #expect(header == ["name"])
            #expect(rows == [.record(line: 2, ["José 👋"])])
            #expect(dialect == CSVDialect(encoding: .utf8, delimiter: .comma, lineEnd: .lf))
        }
    }

    @Test(arguments: [false, true])
    func `UTF-16 is known by its byte order mark`(bigEndian: Bool) throws {
        let (header, rows, dialect) = try readCSV(utf16("náme\tb\r\nJosé 👋\t€\r\n", bigEndian: bigEndian))
        #expect(header == ["náme", "b"])
        #expect(rows == [.record(line: 2, ["José 👋", "€"])])
        #expect(dialect.encoding == (bigEndian ? .utf16BigEndian : .utf16LittleEndian))
        #expect(dialect.delimiter == .tab)
        #expect(dialect.lineEnd == .crlf)
    }

    @Test func `UTF-16 without a mark is read when it is given`() throws {
        let bytes = utf16("a,b\n1,2\n", bigEndian: false, mark: false)
        let rows = try readCSV(bytes, options: .init(encoding: .utf16LittleEndian)).rows
        #expect(rows == [.record(line: 2, ["1", "2"])])
    }

    @Test func `half a surrogate pair or half a unit is an error with its line`() throws {
        for tail in [[0x00, 0xD8, 0x41, 0x00], [0x00, 0xDC], [0x41], [0x00, 0xD8]] as [[UInt8]] {
            #expect(throws: CSVError.invalidEncoding(.utf16LittleEndian, line: 3)) {
                _ = try readCSV(utf16("a\nb\n", bigEndian: false) + tail)
            }
        }
    }

    @Test func `bytes that are no UTF-8 are Windows-1252`() throws {
        let bytes = Array("name;price\n".utf8) + [0x4A, 0x6F, 0x73, 0xE9, 0x3B, 0x80, 0x35, 0x0A]
        let (_, rows, dialect) = try readCSV(bytes)
        #expect(dialect.encoding == .windows1252)
        #expect(rows == [.record(line: 2, ["José", "€5"])])
    }

    @Test func `a Latin-1 byte deep in the file decides for the whole file`() throws {
        let line = "Mu\u{308}nchen,1\n"  // valid UTF-8 that reads differently in Windows-1252
        let filler = String(repeating: line, count: 3 * CSVFileReader.chunkLength / line.utf8.count)
        let (_, rows, dialect) = try readCSV(Array("city,n\n".utf8) + Array(filler.utf8) + [0xE9, 0x2C, 0x32])
        #expect(dialect.encoding == .windows1252)
        #expect(rows.first == .record(line: 2, ["MuÌ\u{2C6}nchen", "1"]))
        #expect(rows.last?.texts == ["é", "2"])
    }

    @Test func `a character across the edge of a chunk stays whole`() throws {
        let header = "name,n\n"
        let padding = String(repeating: "x", count: CSVFileReader.chunkLength / 2 - header.utf8.count)
        for shift in 0...4 {
            let text = header + padding + ",1\n" + String(repeating: "y", count: padding.utf8.count - shift) + "👋é,2\n"
            let (_, rows, dialect) = try readCSV(text.utf8)
            #expect(dialect.encoding == .utf8)
            #expect(rows.last?.texts?.first?.hasSuffix("y👋é") == true)
        }
    }

    @Test func `invalid bytes in a file given as UTF-8 are an error with its line`() throws {
        let bytes = Array("a\n\"x\ny\"\nz".utf8) + [0xE9, 0x0A, 0x62]
        #expect(throws: CSVError.invalidEncoding(.utf8, line: 4)) {
            _ = try readCSV(bytes, options: .init(encoding: .utf8))
        }
        #expect(throws: CSVError.invalidEncoding(.utf8, line: 2)) {
            _ = try readCSV(Array("a\nb".utf8) + [0xE2, 0x82], options: .init(encoding: .utf8))
        }
    }

    @Test func `the validator agrees with the standard library`() {
        let seed = UInt64.random(in: 0 ... .max)
        print("UTF-8 seed: \(seed)")
        var random = SeededGenerator(seed: seed)
        let leads: [UInt8] = [
            0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4,
            0xF5,
        ]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                leads.randomElement(using: &random) ?? 0
            }
            var validator = UTF8Validator()
            let cut = Int.random(in: 0...bytes.count, using: &random)
            let isValid =
                bytes[..<cut].withUnsafeBytes { validator.validate($0) == $0.count }
                && bytes[cut...].withUnsafeBytes { validator.validate($0) == $0.count } && validator.isComplete
            #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil), "seed \(seed): \(bytes)")
        }
    }
}
