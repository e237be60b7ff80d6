import CRMCore
import Testing

@Suite struct FoldingTests {
    @Test func `accents, case and compatible forms fall away`() {
        let pairs = [
            ("Müller", "muller"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("ﬁx Ａ①", "fix a1"), ("Æsir", "aesir"),
            ("Łódź", "lodz"), ("İstanbul", "istanbul"), ("Ёлка", "елка"), ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
            ("σίσυφος", "σισυφοσ"),
            ("김민준", "김민준"), ("O'Brien", "obrien"), ("O’Brien", "obrien"), ("e\u{301}", "e"), ("नमस्ते", "नमस्ते"), ("", ""),
        ]
        for (text, folded) in pairs { #expect(Folding.fold(text) == folded, "\(text)") }
    }

    @Test func `the fast path of ASCII folds as the other`() {
        for byte in UInt8(0)..<0x80 {
            let text = String(decoding: [byte, 0x41], as: UTF8.self)
            #expect(Folding.fold(text) + "e" == Folding.fold(text + "é"), "\(byte)")
        }
    }

    @Test func `folding what is folded changes nothing`() {
        for text in ["Ünïcödé ẞ ŒUVRE", "ΐ", "ﬀ", "Ǆ", "한국어", "ｶﾞ"] {
            #expect(Folding.fold(Folding.fold(text)) == Folding.fold(text), "\(text)")
        }
    }

    @Test func `words stand between spaces and dashes`() {
        #expect(Folding.words("Anna-Lena  Müller–Groß\u{A0}X") == ["anna", "lena", "muller", "gross", "x"])
        #expect(Folding.words(" - ") == [])
    }

    @Test func `a number is the same digits however it is written`() throws {
        let pairs = [
            ("+49 30 1234", "49301234"), ("0049301234", "49301234"), ("+49 (0)30/12-34", "49301234"),
            ("030 1234", "0301234"), ("301234", "0301234"), ("+39 06 123", "3906123"),
            ("+1 (202) 555-0100", "12025550100"),
        ]
        for (text, digits) in pairs { #expect(try #require(PhoneDigits(text)).text == digits, "\(text)") }
        #expect(PhoneDigits("+49 30 1234")?.national == "301234")
        #expect(PhoneDigits("+390612")?.national == "612")
        #expect(PhoneDigits("+353 1 234")?.national == "1234")
        #expect(PhoneDigits("call me") == nil)
        #expect(PhoneDigits("") == nil)
    }
}
