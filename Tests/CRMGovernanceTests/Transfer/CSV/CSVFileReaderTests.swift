import CRMGovernance
import Foundation
import Testing

@Suite struct CSVFileReaderTests {
    private func error(_ bytes: some Sequence<UInt8>) throws -> CSVError? {
        do {
            _ = try readCSV(bytes)
            return nil
        } catch let error as CSVError { return error }
    }

    @Test func `a header alone is a file without records`() throws {
        for text in ["id,name", "id,name\n", "\n\nid,name\n\n"] {
            let (header, rows, _) = try readCSV(text.utf8)
            #expect(header == ["id", "name"])
            #expect(rows.isEmpty)
        }
    }

    @Test func `one row is read with or without a line end`() throws {
        for text in ["id,name\n1,A", "id,name\r\n1,A\r\n"] {
            #expect(try readCSV(text.utf8).rows == [.record(line: 2, ["1", "A"])])
        }
    }

    @Test(arguments: ["", "\n\r\n", "\u{FEFF}", ",,\n"])
    func `a file without a header row is empty`(text: String) throws {
        #expect(try error(text.utf8) == .empty)
        #expect(CSVError.empty.detail == "the file is empty: expected a header row")
    }

    @Test func `a wrong number of fields is a row error and the next row is read`() throws {
        let rows = try readCSV("a,b,c\n1,2\n1,2,3,\n1,2,3\n".utf8).rows
        let short = CSVRowError(line: 2, fault: .fieldCount(expected: 3, found: 2))
        let long = CSVRowError(line: 3, fault: .fieldCount(expected: 3, found: 4))
        #expect(rows == [.refused(short), .refused(long), .record(line: 4, ["1", "2", "3"])])
        #expect(short.detail == "expected 3 fields, found 2")
    }

    @Test func `short rows are padded when the caller asks for it, long ones never`() throws {
        let rows = try readCSV("a,b,c\n1,2\n1,2,3,4\n".utf8, options: .init(shortRows: .padded)).rows
        let long = CSVRowError(line: 3, fault: .fieldCount(expected: 3, found: 4))
        #expect(rows == [.record(line: 2, ["1", "2"]), .refused(long)])
    }

    @Test func `rows of bare delimiters are skipped`() throws {
        #expect(try readCSV("a,b\n,\n1,2\n,\n\"\",\n,,\n".utf8).rows == [.record(line: 3, ["1", "2"])])
    }

    @Test func `the end of a file that a quote swallows is never mistaken for its end`() throws {
        let tail = String(repeating: "1,2\n", count: CSVParser.maximumFieldLength)
        let expected = CSVError.endlessQuote(openedOnLine: 2)
        try withFile("a,b\n1,\"2\n\(tail)".utf8) { path in
            let reader = try CSVFileReader(path: path)
            #expect(throws: expected) { _ = try reader.next() }
            #expect(throws: expected) { _ = try reader.next() }
        }
    }

    @Test func `what is no CSV is named`() throws {
        let workbook = [0x50, 0x4B, 0x03, 0x04] + Array(repeating: 0, count: 26) + Array("[Content_Types].xml".utf8)
        #expect(try error(workbook) == .notText(.excelWorkbook))
        #expect(try error([0x50, 0x4B, 0x03, 0x04] + Array("subscribed.csv".utf8)) == .notText(.zipArchive))
        #expect(try error([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]) == .notText(.excelWorkbook))
        #expect(try error([0x1F, 0x8B, 0x08, 0x00]) == .notText(.gzip))
        #expect(try error("id\0\0\0,name\0\0".utf8.flatMap { [$0, 0, 0] }) == .notText(.binary))
        #expect(
            CSVError.notText(.excelWorkbook).detail == "the file looks like an Excel workbook; export it as CSV")
    }

    @Test func `a missing file and a directory are told apart`() throws {
        let directory = FileManager.default.temporaryDirectory.path
        #expect(throws: CSVError.isDirectory(path: directory)) { _ = try CSVFileReader(path: directory) }
        let missing = directory + "/no-such-\(UUID().uuidString).csv"
        #expect(throws: CSVError.notFound(path: missing)) { _ = try CSVFileReader(path: missing) }
    }

    @Test func `progress is told in bytes and ends at the whole`() throws {
        let text = "id,name\n" + (0..<200_000).map { "\($0),customer \($0)\n" }.joined()
        try withFile(text.utf8) { path in
            let reader = try CSVFileReader(path: path)
            #expect(reader.totalBytes == text.utf8.count)
            #expect(reader.bytesRead == CSVFileReader.chunkLength)
            var count = 0
            while let row = try reader.next() {
                guard case .record(let record) = row else { continue }
                if record.text(at: 0) == String(count), record.line == count + 2 { count += 1 }
            }
            #expect(count == 200_000)
            #expect(reader.bytesRead == text.utf8.count)
            #expect(try reader.next() == nil)
        }
    }

    @Test func `a pipe is read once, as UTF-8 unless its mark says otherwise`() throws {
        func readPipe(_ bytes: [UInt8]) throws -> [ParsedRow] {
            let pipe = Pipe()
            try pipe.fileHandleForWriting.write(contentsOf: Data(bytes))
            try pipe.fileHandleForWriting.close()
            let reader = try CSVFileReader(path: "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
            #expect(reader.totalBytes == nil)
            var rows: [ParsedRow] = []
            while let row = try reader.next() { rows.append(ParsedRow(row)) }
            return rows
        }
        #expect(try readPipe(Array("a;b\n1;é\n".utf8)) == [.record(line: 2, ["1", "é"])])
        #expect(try readPipe([0xFE, 0xFF, 0, 0x61, 0, 0x0A, 0x20, 0xAC]) == [.record(line: 2, ["€"])])
        #expect(throws: CSVError.invalidEncoding(.utf8, line: 2)) { try readPipe([0x61, 0x0A, 0xE9, 0x0A]) }
    }

    @Test func `columns are found by name without regard to case`() throws {
        let header = CSVHeader([" Email Address ", "TAGS", "", "Phone", "phone"])
        #expect(try header.column("email address") == 0)
        #expect(try header.columnIfPresent("tags") == 1)
        #expect(try header.columnIfPresent("") == nil)
        #expect(header.unnamedColumns == [3])
        #expect(header.duplicateNames == ["phone"])
        #expect(throws: CSVError.duplicateColumn(name: "Phone", columns: [4, 5])) { try header.column("Phone") }
        let missing = CSVError.missingColumn(name: "id", found: header.names)
        #expect(throws: missing) { try header.column("id") }
        #expect(missing.detail.contains("\"Email Address\", \"TAGS\", \"Phone\""))
    }

    @Test(arguments: [
        ("a,b\n1;5,2\n", CSVDelimiter.comma), ("a;b;c\n1,5;2,5;3\n", .semicolon), ("a\tb\n1,0\t2\n", .tab),
        ("a|b\n1|2\n", .pipe), ("\"a;b\",c\n\"1;2\",3\n", .comma), ("name\nMüller, Jan\n", .comma),
        ("a;b,c;d\n1;2;3\n1;2;3\n1;2;3\n", .semicolon), ("\"x\n,,,\";b\n1;2\n", .semicolon), ("id;n", .semicolon),
    ])
    func `the delimiter that cuts the records alike is found`(text: String, delimiter: CSVDelimiter) {
        #expect(CSVDelimiter.detect(in: Array(text.utf8)) == delimiter)
    }

    @Test func `a given delimiter is not questioned`() throws {
        #expect(try readCSV("a;b\n1;2\n".utf8, options: .init(delimiter: .comma)).header == ["a;b"])
    }
}
