import CRMCore
import Testing

@Suite struct JSONPointerTests {
    @Test(arguments: [
        ("", ""), ("a", "a"), ("a/b", "a~1b"), ("m~n", "m~0n"), ("~1", "~01"), ("/~/", "~1~0~1"), ("~~", "~0~0"),
        ("c%d", "c%d"),
        (" ", " "), ("\"", "\""), ("é", "é"), ("/\u{301}", "~1\u{301}"), ("~\u{301}", "~0\u{301}"),
        ("a/\u{200D}b", "a~1\u{200D}b"),
    ])
    func `tilde and slash are escaped, also under a combining mark`(name: String, expected: String) {
        #expect(JSONPointer.escape(name).octets == expected.octets)
    }
}
