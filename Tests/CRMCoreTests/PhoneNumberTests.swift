import CRMCore
import Testing

@Suite struct PhoneNumberTests {
    @Test(arguments: [
        ("+493012345678", "+493012345678"), ("+49 30 1234-5678", "+493012345678"),
        ("+49 (0)30 12345678", "+493012345678"),
        ("0049 30 12345678", "+493012345678"), ("0049 (0) 30 12345678", "+493012345678"),
        ("+1 (202) 555-0100", "+12025550100"),
        ("(202) 555-0100", "2025550100"), ("030/12345678", "03012345678"), ("(030) 12345678", "03012345678"),
        ("06.12.34.56.78", "0612345678"), (" +33 6\u{A0}12\u{A0}34 56 78\n", "+33612345678"),
        ("+49\u{2011}30\u{2013}12345678", "+493012345678"), ("1234", "1234"), ("+1234", "+1234"),
        ("123456789012345", "123456789012345"), ("+123456789012345", "+123456789012345"), ("0800 123", "0800123"),
        ("0 049 30 1234", "+49301234"),
    ])
    func `numbers are reduced to digits`(text: String, expected: String) {
        #expect(PhoneNumber(text)?.value == expected)
    }

    @Test(arguments: [("(0)30 12345678", "03012345678"), ("(0) 30 12345678", "03012345678")])
    func `a zero in brackets is dropped after a country code only`(text: String, expected: String) {
        #expect(PhoneNumber(text)?.value == expected)
    }

    @Test(arguments: [
        "", " ", "+", "00", "-", "()", "(0)", "123", "+123", "00123", "1234567890123456", "+1234567890123456",
        "0012345678901234567", "+0123456789", "+(0)30123456", "000123456", "++49301234", "49+301234",
        "+49 30 1234 ext. 5",
        "+49 30 1234x5", "1-800-FLOWERS", "tel:+493012345678", "+49\t30\t1234", "+49\n301234", "+49,30,1234",
        "12345678e9",
        "١٢٣٤٥٦", "１２３４５６", "²²²²²²", "½½½½½½", "+49301234\0",
        // A combining mark makes one character of itself and the digit before.
        "12345\u{301}6", "1\u{FE0F}\u{20E3}2345", "+4930123\u{20E3}4", "123456\u{200D}",
    ])
    func `what is no number is refused`(text: String) {
        #expect(PhoneNumber(text) == nil)
    }

    @Test func `random texts never trap and what is accepted is digits and accepted again unchanged`() {
        var random = SeededGenerator("phone numbers")
        let pieces = [
            "0", "1", "5", "9", "00", "49", "301234", "+", "(0)", "(", ")", " ", "-", "/", ".", "\u{A0}", "\u{2011}",
            "\u{301}",
            "\u{FE0F}", "\u{20E3}", "٣", "é", "\0",
        ]
        for _ in 0..<20_000 {
            let text = random.text(of: pieces, upTo: 10)
            guard let number = PhoneNumber(text) else { continue }
            let digits = number.value.unicodeScalars.drop { $0 == "+" }
            let isRight =
                digits.allSatisfy { ("0"..."9").contains($0) } && PhoneNumber.digitCount.contains(digits.count)
                && PhoneNumber(number.value) == number
            if !isRight {
                Issue.record("\(text.debugDescription) becomes \(number.value.debugDescription), seed \(random.seed)")
            }
        }
    }
}
