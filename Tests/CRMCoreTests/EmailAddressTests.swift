import CRMCore
import Testing

@Suite struct EmailAddressTests {
    @Test(arguments: [
        ("a@b.co", "a@b.co"), ("Jane.Doe@Example.COM", "jane.doe@example.com"),
        ("  jane@example.com\r\n", "jane@example.com"), ("\u{A0}jane@example.com\t", "jane@example.com"),
        ("jane+news@example.com", "jane+news@example.com"), ("o'neil@mail.example.ie", "o'neil@mail.example.ie"),
        ("!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com"), ("1@2.co", "1@2.co"),
        ("a@1-2.example", "a@1-2.example"), ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
        ("a@b.c1", "a@b.c1"),
        ("用户@例子.广告", "用户@例子.广告"), ("JÜRGEN@MÜLLER.de", "jürgen@müller.de"), ("पता@उदाहरण.भारत", "पता@उदाहरण.भारत"),
        ("a@example.சிங்கப்பூர்", "a@example.சிங்கப்பூர்"), ("jane@EXAMPLE.museum", "jane@example.museum"),
    ])
    func `addresses are accepted in lower case and without spaces around`(text: String, expected: String) {
        #expect(EmailAddress(text)?.value.octets == expected.octets)
    }

    @Test(arguments: [
        "", " ", "@", "a", "a@", "@b.co", "a@b", "a@localhost", "a@b.", "a@.b", "a@b..co", "a@.b.co", "a@b.co.",
        "a@@b.co",
        "a@b@c.co", "a b@c.co", "a@b c.co", "a@b.c o", "a,b@c.co", "a;b@c.co", "a:b@c.co", "<a@b.co>", "Jane <a@b.co>",
        "(x)a@b.co", "\"a b\"@c.co", "a@[127.0.0.1]", "a@127.0.0.1", "a@b.123", ".a@b.co", "a.@b.co", "a..b@c.co",
        "a@-b.co", "a@b-.co", "a@b_c.co", "a@b!.co", "a\0@b.co", "a\n@b.co", "a@b.co\nBcc: c@d.co", "a\u{7F}@b.co",
        "a\u{85}b@c.co", "a\u{A0}b@c.co", "a\u{2028}b@c.co", "a@b\u{A0}.co", "a@😀.co", "mailto:a@b.co", "a\\@b.co",
        // A combining mark makes one character of itself and the sign before, which stays what it is.
        ".\u{301}a@b.co", "a..\u{301}b@c.co", "a.\u{301}b.@c.co", "a@-\u{345}b.co", "a@\u{301}b.co", "a@b.\u{301}co",
    ])
    func `what is no address is refused`(text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test func `the limits of RFC 5321 are inside`() {
        let label = String(repeating: "b", count: 63)
        let local = String(repeating: "a", count: 64)
        #expect(EmailAddress("\(local)@b.co") != nil)
        #expect(EmailAddress("a\(local)@b.co") == nil)
        #expect(EmailAddress("a@\(label).co") != nil)
        #expect(EmailAddress("a@b\(label).co") == nil)
        let longest = "\(local)@\(label).\(label).\(String(label.dropLast(2)))"
        #expect(longest.utf8.count == EmailAddress.maximumLength)
        #expect(EmailAddress("  \(longest)  ")?.value == longest)
        #expect(EmailAddress(longest + "b") == nil)
    }

    @Test func `the limits count the octets that are kept`() {
        // İ is two octets, its lower case three.
        #expect(EmailAddress(String(repeating: "\u{130}", count: 21) + "@b.co")?.value.utf8.count == 68)
        #expect(EmailAddress(String(repeating: "\u{130}", count: 22) + "@b.co") == nil)
    }

    @Test func `addresses that differ in case are equal`() {
        #expect(EmailAddress("Jane@Example.com") == EmailAddress(" jANE@eXAMPLE.COM"))
    }

    @Test func `random texts never trap and what is accepted is accepted again unchanged`() {
        var random = SeededGenerator("e-mail addresses")
        let pieces = [
            "a", "B", "7", "@", "@", ".", ".", "-", " ", "ü", "İ", "\u{301}", "\u{345}", "\u{200D}", "😀", "例", "\0",
            "\n", "co",
            "\u{212A}", "ß", "ẞ", "Σ",
        ]
        for _ in 0..<20_000 {
            let text = random.text(of: pieces, upTo: 12)
            guard let address = EmailAddress(text) else { continue }
            if EmailAddress(address.value)?.value.octets != address.value.octets {
                Issue.record("\(text.debugDescription) becomes \(address.value.debugDescription), seed \(random.seed)")
            }
        }
    }
}
