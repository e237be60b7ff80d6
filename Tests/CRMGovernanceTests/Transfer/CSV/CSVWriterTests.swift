import CRMCore
import CRMGovernance
import Testing

@Suite struct CSVWriterTests {
    private func line(_ cells: [CSVCellContent], delimiter: CSVDelimiter = .comma) -> String {
        var writer = CSVWriter(delimiter: delimiter, lineEnd: .lf)
        writer.write(cells)
        return String(decoding: writer.takeBytes(), as: UTF8.self)
    }

    @Test func `only what needs quotes is quoted`() {
        #expect(line([.text("a b"), .text("a,b"), .text("a;b")]) == "a b,\"a,b\",a;b\n")
        #expect(line([.text("a,b"), .text("a;b")], delimiter: .semicolon) == "a,b;\"a;b\"\n")
        #expect(line([.text("say \"hi\""), .text("x\ny"), .text(" x")]) == "\"say \"\"hi\"\"\",\"x\ny\",\" x\"\n")
        #expect(line([.text("a\0b")]) == "\"ab\"\n")
    }

    @Test func `formulas are guarded and numbers are not`() {
        let number = DecimalNumber("-3.50").map(CSVCellContent.number) ?? .empty
        #expect(line([.text("=1+1"), .text("-3.50"), number]) == "'=1+1,'-3.50,-3.5\n")
        #expect(line([.text("\tx"), .text("@a")]) == "'\tx,'@a\n")
    }

    @Test func `a single empty cell is still a record`() {
        #expect(line([.empty]) == "\"\"\n")
        #expect(line([.empty, .empty]) == ",\n")
        var writer = CSVWriter()
        writer.write(["a"])
        writer.write([""])
        writer.write(["b"])
        #expect(String(decoding: writer.takeBytes(), as: UTF8.self) == "a\r\n\"\"\r\nb\r\n")
        #expect(writer.takeBytes().isEmpty)
    }

    @Test func `the error file tells line, column, reason and value`() throws {
        var file = CSVErrorFile()
        file.add(CSVRowError(line: 3, fault: .fieldCount(expected: 12, found: 11)))
        file.add(line: 4, column: "total", reason: "not a number", value: "=cmd()")
        file.add(line: 5, column: "note", reason: "too long", value: String(repeating: "x", count: 2000))
        let rows = parseCSV(file.takeBytes()).compactMap(\.texts)
        #expect(rows.count == 4)
        #expect(rows[0] == ["line", "column", "reason", "value"])
        #expect(rows[1] == ["3", "", "expected 12 fields, found 11", ""])
        #expect(rows[2] == ["4", "total", "not a number", "'=cmd()"])
        #expect(rows[3][3].count == CSVErrorFile.maximumValueLength + 1)
        #expect(file.takeBytes().isEmpty)
    }
}
