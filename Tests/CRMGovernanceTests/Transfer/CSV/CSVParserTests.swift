import Testing

@testable import CRMGovernance

@Suite struct CSVParserTests {
    @Test(arguments: ["\n", "\r\n", "\r"])
    func `every line end ends a record and counts one line`(lineEnd: String) {
        let text = ["a,b", "1,\"x\(lineEnd)y\"", "", "2,z"].joined(separator: lineEnd)
        for length in 1...text.utf8.count {
            #expect(
                parseCSV(text, chunkLength: length) == [
                    .record(line: 1, ["a", "b"]), .record(line: 2, ["1", "x\(lineEnd)y"]),
                    .record(line: 5, ["2", "z"]),
                ])
        }
    }

    @Test(arguments: [
        ("a,b\n", ["a", "b"]), ("a,b", ["a", "b"]), ("a,", ["a", ""]), (",\n", ["", ""]), ("\"\"", [""]),
        ("\"a,b\",c", ["a,b", "c"]), ("\"say \"\"hi\"\"\",x", ["say \"hi\"", "x"]), ("\"\"\"\"", ["\""]),
        ("5\" pipe,b\"c\"", ["5\" pipe", "b\"c\""]), (" a , \"b\" ", [" a ", " \"b\" "]), ("\u{FEFF}é,ü", ["é", "ü"]),
        ("\u{FEFF}\"a\"", ["a"]), ("a\u{0B}b\tc", ["a\u{0B}b\tc"]),
    ])
    func `one record reads the same at every cut`(text: String, fields: [String]) {
        for length in 1...text.utf8.count {
            #expect(parseCSV(text, chunkLength: length) == [.record(line: 1, fields)])
        }
    }

    @Test(arguments: ["", "\n", "\r\n\r\n", "\r\r", "\u{FEFF}", "\u{FEFF}\n\n"])
    func `blank lines are no records`(text: String) {
        for length in 1...max(1, text.utf8.count) { #expect(parseCSV(text, chunkLength: length).isEmpty) }
    }

    @Test(arguments: [
        ("\"a\"b,c", CSVRowFault.textAfterQuote(column: 1)), ("c,\"a\" ,d", .textAfterQuote(column: 2)),
        ("a\0b,c", .nul(column: 1)), ("a,\"b\0\"", .nul(column: 2)), ("\"a\"b,\0", .textAfterQuote(column: 1)),
    ])
    func `a broken record is refused and the next one is read`(text: String, fault: CSVRowFault) {
        let bytes = Array("h\n\(text)\nnext\n".utf8)
        for length in 1...bytes.count {
            #expect(
                parseCSV(bytes, chunkLength: length) == [
                    .record(line: 1, ["h"]), .refused(CSVRowError(line: 2, fault: fault)),
                    .record(line: 3, ["next"]),
                ])
        }
    }

    @Test func `an unterminated quote names the line on which it opened`() {
        let text = "a,b\n1,\"x\ny\",\"open\nmore\n"
        for length in 1...text.utf8.count {
            let expected = CSVRowError(line: 2, fault: .unterminatedQuote(openedOnLine: 3))
            #expect(parseCSV(text, chunkLength: length).last == .refused(expected))
        }
    }

    @Test(arguments: [1000, 1 << 16, Int.max])
    func `a long unquoted field is refused and the next record is read`(chunkLength: Int) {
        let longest = String(repeating: "x", count: CSVParser.maximumFieldLength)
        let rows = parseCSV("a,\(longest)\n\(longest)x,b\nc\n", chunkLength: chunkLength)
        #expect(rows.count == 3)
        #expect(rows.first?.texts?.last?.utf8.count == CSVParser.maximumFieldLength)
        #expect(rows[1] == .refused(CSVRowError(line: 2, fault: .fieldTooLong(column: 1))))
        #expect(rows.last == .record(line: 3, ["c"]))
    }

    @Test(arguments: [1000, 1 << 16, Int.max])
    func `an endless quote ends the file`(chunkLength: Int) {
        let longest = String(repeating: "x\n", count: CSVParser.maximumFieldLength / 2)
        let fits = parseCSV("a\n\"\(longest)\"\nb\n", chunkLength: chunkLength)
        #expect(fits.last == .record(line: 3 + CSVParser.maximumFieldLength / 2, ["b"]))
        let rows = parseCSV("a\n\n\"\(longest)x\"\nb\n", chunkLength: chunkLength)
        let fault = CSVRowFault.endlessQuote(openedOnLine: 3)
        #expect(rows == [.record(line: 1, ["a"]), .refused(CSVRowError(line: 3, fault: fault))])
    }

    @Test(arguments: [1000, 1 << 16, Int.max])
    func `the first fault is reported wherever the chunks are cut`(chunkLength: Int) {
        let tooLong = String(repeating: "x", count: CSVParser.maximumFieldLength + 1)
        let unquoted = parseCSV("a,\(tooLong)\0\nb\n", chunkLength: chunkLength)
        #expect(unquoted.first == .refused(CSVRowError(line: 1, fault: .fieldTooLong(column: 2))))
        #expect(unquoted.last == .record(line: 2, ["b"]))
        let endless = CSVRowError(line: 1, fault: .endlessQuote(openedOnLine: 1))
        for tail in ["\0\"\nb\n", "\"x\nb\n", "\",x\nb\n", "\"", ""] {
            #expect(parseCSV("a,\"\(tooLong)\(tail)", chunkLength: chunkLength) == [.refused(endless)])
        }
    }

    @Test func `a refused record is not kept in memory, whatever its length`() {
        var parser = CSVParser(delimiter: .comma)
        let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
        var held = 0
        for _ in 0..<256 {
            #expect(parser.parse(chunk).isEmpty)
            held = max(held, parser.heldLength)
        }
        #expect(held <= CSVParser.maximumFieldLength + chunk.count)
        #expect(parser.heldLength == 0)
        #expect(parser.parse(Array("\nok\n".utf8)).count == 2)
    }

    @Test func `a record has a limit of columns and of bytes`() {
        let widest = String(repeating: ",", count: CSVParser.maximumColumns - 1)
        let field = String(repeating: "x", count: CSVParser.maximumFieldLength) + ","
        let rows = parseCSV("\(widest)\n\(widest),\n\(String(repeating: field, count: 17))\nend", chunkLength: 1 << 20)
        #expect(rows.first?.texts?.count == CSVParser.maximumColumns)
        #expect(rows[1] == .refused(CSVRowError(line: 2, fault: .tooManyColumns)))
        #expect(rows[2] == .refused(CSVRowError(line: 3, fault: .recordTooLong)))
        #expect(rows[3] == .record(line: 4, ["end"]))
    }

    @Test func `a record outlives its parser and answers for fields it does not have`() throws {
        var parser = CSVParser(delimiter: .semicolon)
        let row = try #require(parser.parse(Array("a;\"b\"\"c\";\r\n".utf8)).first)
        _ = parser.parse(Array("other;row\r\n".utf8))
        guard case .record(let record) = row else {
            Issue.record("refused")
            return
        }
        #expect(record.count == 3)
        #expect(Array(record.bytes(at: 1)) == Array("b\"c".utf8))
        #expect(record.text(at: 9) == "")
        #expect(!record.isBlank)
        #expect(parser.lineEnd == .crlf)
    }
}
