import CRMCore
import Testing

@Suite struct CallerChosenIDTests {
    @Test(arguments: [
        "a", "0", "-", "shop 1", "Order #1001", "a/b", "a\\b", "\"quoted\"", "'; DROP TABLE orders; --", "käufer",
        "客户-42", "😀",
        "\u{E9}", "\u{200B}", "a\u{3000}b", "a\u{2028}b",
    ])
    func `ids are taken as they are`(text: String) {
        #expect(CustomerID(text)?.value.octets == text.octets)
        #expect(OrderID(text)?.value.octets == text.octets)
        #expect(UserID(text)?.value.octets == text.octets)
    }

    @Test(arguments: [
        "", " ", "\n", " a", "a ", "\ta", "a\n", "a\r\n", "\u{A0}a", "a\u{3000}", "\u{2028}a", "a\u{2029}", "a\0b",
        "a\tb",
        "a\nb", "a\r\nb", "a\u{1B}[31m", "a\u{7F}b", "a\u{85}b", "a\u{9F}b",
    ])
    func `control characters and white space at the ends are refused`(text: String) {
        #expect(CustomerID(text) == nil)
    }

    @Test(arguments: ["a", "ü", "漢", "😀"])
    func `the length is limited in characters, not bytes`(character: String) {
        let longest = String(repeating: character, count: maximumIDLength)
        #expect(CustomerID(longest) != nil)
        #expect(CustomerID(longest + character) == nil)
    }

    @Test func `a character is a code point, as in JSON Schema`() {
        let accented = String(repeating: "e\u{301}", count: maximumIDLength / 2)
        #expect(CustomerID(accented) != nil)
        #expect(CustomerID(accented + "e\u{301}") == nil)
        #expect(CustomerID("a" + String(repeating: "\u{301}", count: maximumIDLength)) == nil)
    }

    @Test func `ids that differ only in how accents are composed are the same bytes`() {
        #expect(CustomerID("e\u{301}")?.value.octets == "\u{E9}".octets)
    }

    @Test func `ids compare with their case`() {
        #expect(CustomerID("A1") == CustomerID("A1"))
        #expect(CustomerID("A1") != CustomerID("a1"))
    }
}
