import CRMCore
import CRMGovernance
import Testing

@Suite struct CSVValueTests {
    @Test(arguments: [
        ("'75008", "75008"), ("'=1+1", "=1+1"), ("'+49", "+49"), ("'-3", "-3"), ("'@x", "@x"), ("'t Hooft", "'t Hooft"),
        ("'", "'"), ("''", "''"), ("", ""), ("x'5", "x'5"), ("''5", "'5"), ("'\tx", "\tx"), ("'é", "'é"),
    ])
    func `a guard is taken away and nothing else`(cell: String, text: String) {
        #expect(CSVCell.unguarded(cell) == text)
    }

    @Test func `a value is trimmed inside and outside its guard`() {
        #expect(CSVCell.value(" \u{A0}'75008 \t") == "75008")
        #expect(CSVCell.value("'\t x") == "x")
        #expect(CSVCell.value(" 't Hooft ") == "'t Hooft")
    }

    @Test(arguments: ["=1", "+1", "-x", "@a", "\ta", "\ra", "'=1", "''5", "'75008", "'t Hooft", "75008", "", "é"])
    func `guarding and unguarding are inverse`(text: String) {
        #expect(CSVCell.unguarded(CSVCell.guarded(text)) == text)
        #expect(!"=+-@\t\r".unicodeScalars.contains(CSVCell.guarded(text).unicodeScalars.first ?? "x"))
    }

    @Test(arguments: [
        ("1234.5", "1234.5"), ("1,234.50", "1234.5"), ("1.234,50", "1234.5"), ("€ 12,50", "12.5"), ("-3", "-3"),
        ("(3.00)", "-3"), ("1e3", "1000"), ("1.5E-2", "0.015"), ("0,123", "0.123"), ("1234,567", "1234.567"),
        ("1,234,567", "1234567"), ("1.234.567", "1234567"), ("1 234,567", "1234.567"), ("1'234.50", "1234.5"),
        ("12,50 EUR", "12.5"), ("USD 3", "3"), ("-$3.10", "-3.1"), ("$-3.10", "-3.1"), ("\u{2212}3", "-3"), ("+4", "4"),
        (".5", "0.5"), ("'007", "7"), ("($1,234.50)", "-1234.5"), ("1\u{202F}234\u{A0}€", "1234"), ("0", "0"),
    ])
    func `numbers are read exactly`(text: String, plain: String) throws {
        #expect(try CSVNumber.read(text).plain == plain)
    }

    @Test(arguments: [
        "", "-", "abc", "1-2", "1,23,4", "12,", "1..2", "1,2.3,4", "--3", "€€3", "(-3)", "1e", "e3", "1e999", "1 2",
        "3 kg",
        "12.345.6", "1,234.5.6", ".", "1,,234", "$", "٣",
    ])
    func `what is no number is refused`(text: String) {
        #expect(throws: CSVValueError.notANumber) { _ = try CSVNumber.read(text) }
        #expect(CSVNumber.decimalMark(of: text) == nil)
    }

    @Test func `one separator before three digits is ambiguous until the mark is known`() throws {
        for text in ["1,234", "1.234", "-12.345", "€ 999,000"] {
            #expect(throws: CSVValueError.ambiguousNumber) { _ = try CSVNumber.read(text) }
        }
        #expect(try CSVNumber.read("1,234", decimalMark: .point).plain == "1234")
        #expect(try CSVNumber.read("1,234", decimalMark: .comma).plain == "1.234")
        #expect(try CSVNumber.read("1.234", decimalMark: .point).plain == "1.234")
        #expect(try CSVNumber.read("1.234", decimalMark: .comma).plain == "1234")
        #expect(throws: CSVValueError.notANumber) { _ = try CSVNumber.read("12,50", decimalMark: .point) }
        #expect(throws: CSVValueError.notANumber) { _ = try CSVNumber.read("12.50", decimalMark: .comma) }
    }

    @Test func `other cells tell the decimal mark unless they disagree`() {
        var evidence = CSVDecimalMarkEvidence()
        for text in ["1,234", "7", "n/a", ""] { evidence.observe(text) }
        #expect(evidence.decimalMark == nil)
        evidence.observe("12,50")
        evidence.observe("1.234.567")
        #expect(evidence.decimalMark == .comma)
        evidence.observe("1.5")
        #expect(evidence.decimalMark == nil)
    }

    @Test func `a number beyond 64 bits is out of range`() {
        for text in ["99999999999999999999", "1e19", "0.0000000000000000001"] {
            #expect(throws: CSVValueError.numberOutOfRange) { _ = try CSVNumber.read(text) }
        }
    }

    @Test(arguments: [
        ("2025-10-07T09:50:26+02:00", "2025-10-07T07:50:26Z"), ("2025-10-07 09:50:26 +0200", "2025-10-07T07:50:26Z"),
        ("20251007", "2025-10-07T00:00:00Z"), ("2025-10-07 09:50", "2025-10-07T09:50:00Z"),
        ("7.10.2025", "2025-10-07T00:00:00Z"), ("07.10.2025 9:50", "2025-10-07T09:50:00Z"),
        ("2025/10/7 09:50:26", "2025-10-07T09:50:26Z"), ("07.10.2025 09:50 +0200", "2025-10-07T07:50:00Z"),
        ("29.02.2024", "2024-02-29T00:00:00Z"),
    ])
    func `dates are read`(text: String, utc: String) throws {
        #expect(try CSVDate.read(text).instant(in: .utc).rfc3339 == utc)
    }

    @Test func `slashes are read only when the order is known`() throws {
        for text in ["03/04/2025", "31/12/2025", "03-04-2025 10:00"] {
            #expect(throws: CSVValueError.ambiguousDate) { _ = try CSVDate.read(text) }
        }
        let day = { (text: String, order: CSVDayOrder) in
            try CSVDate.read(text, dayOrder: order).instant(in: .utc).rfc3339
        }
        #expect(try day("03/04/2025", .dayFirst) == "2025-04-03T00:00:00Z")
        #expect(try day("3/4/2025 9:05 PM", .monthFirst) == "2025-03-04T21:05:00Z")
        #expect(try day("3/4/2025 12:05:09 am", .monthFirst) == "2025-03-04T00:05:09Z")
        #expect(throws: CSVValueError.notADate) { _ = try day("31/12/2025", .monthFirst) }
    }

    @Test(arguments: [
        "", "yesterday", "2025-02-30", "31.11.2025", "1.1.25", "1.1", "2025-10-07 25:00", "1.1.2025 13:00 PM",
        "1.1/2025", "1.1.2025x", "1.1.2025 x", "001.1.2025", "1..2025", "1.1.2025 :",
    ])
    func `what is no date is refused`(text: String) {
        #expect(throws: CSVValueError.notADate) { _ = try CSVDate.read(text) }
    }
}
