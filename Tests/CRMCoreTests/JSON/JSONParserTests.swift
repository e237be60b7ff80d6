import CRMCore
import Testing

@Suite struct JSONParserTests {
    /// The refusal of a text; nil when it is accepted.
    private func refusal(_ bytes: some Collection<UInt8>, limits: JSONLimits = .standard) throws -> JSONError? {
        do {
            _ = try JSONParser.parse(bytes, limits: limits)
            return nil
        } catch let error as JSONError {
            return error
        }
    }

    private func refusal(_ text: String, limits: JSONLimits = .standard) throws -> JSONError? {
        try refusal(text.utf8, limits: limits)
    }

    // MARK: - What is JSON

    @Test(
        arguments: [
            ("null", .null), ("true", true), ("false", false), (" \t\r\n null \t\r\n ", .null), ("0", 0),
            ("-0", .number("-0")),
            ("-1", -1), ("1.50", .number("1.50")), ("1E5", .number("1E5")), ("1e+05", .number("1e+05")),
            ("-0.0e-0", .number("-0.0e-0")),
            ("123456789012345678901234567890", .number("123456789012345678901234567890")),
            (#""""#, ""), (#""a""#, "a"), (#""é漢😀""#, "é漢😀"),
            ("\"\u{7F}\u{2028}\u{FEFF}\u{FFFF}\"", "\u{7F}\u{2028}\u{FEFF}\u{FFFF}"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u6F22\uFFff""#, "Aé漢\u{FFFF}"),
            (#""\uD83D\uDE00""#, "😀"), (#""\ud800\udc00""#, "\u{10000}"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
            (#""\u0001\u001f\u007F""#, "\u{1}\u{1F}\u{7F}"), (#""\\u0000""#, #"\u0000"#), (#""e\u0301""#, "e\u{301}"),
            ("[]", []), ("[ ]", []), ("[1]", [1]), ("[1,[2,[]],{}]", [1, [2, []], .object([])]), ("[ 1 , 2 ]", [1, 2]),
            ("{}", .object([])), ("{ }", .object([])), (#"{"a":1}"#, ["a": 1]), (#"{"":null}"#, ["": .null]),
            (#"{ "b" : 1 , "a" : { "b" : [ ] } }"#, ["b": 1, "a": ["b": []]]), (#"{"a":1,"A":2}"#, ["a": 1, "A": 2]),
            (#"{"\u0061":1}"#, ["a": 1]), (#"{"a":{"x":1},"b":{"x":1}}"#, ["a": ["x": 1], "b": ["x": 1]]),
        ] as [(String, JSON)])
    func `what is JSON is read with its digits and its order`(text: String, expected: JSON) throws {
        let json = try JSONParser.parse(text)
        #expect(json == expected)
        #expect(json.text.octets == expected.text.octets)
    }

    @Test(arguments: [
        "", " ", "nul", "nulll", "Null", "TRUE", "tru", "undefined", "NaN", "Infinity", "-Infinity", "'a'", "a", "//",
        "/**/1", "#",
        "-", "+1", "01", "-01", "00", "1.", "-1.", ".5", "-.5", "1.e5", "1e", "1e+", "1E-", "1e1.5", "0x10", "1_000",
        "1,000", "--1",
        "1-", "- 1", "1 2", "١", "１", "\"", "\"a", "\"a\\", "\"\\\"", "\"\\u", "\"\\u00", "\"\t\"", "\"\n\"", "\"\0\"",
        "\"\u{1F}\"",
        #""\a""#, #""\'""#, #""\0""#, #""\x41""#, #""\U0041""#, #""\u{41}""#, #""\u00G0""#, #""\u004""#, #""\u+041""#,
        #""\u-041""#,
        #""\u-000""#, #""\u 041""#, #""\u００４１""#, #""\uD83D\u""#, #""\uD83D\uDE0""#,
        "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1;2]", "[1:2]", "[1}", "[[]", "[]]",
        "[\"a\",\n", "(1)",
        "{", "}", "{a:1}", "{'a':1}", "{1:1}", "{null:1}", #"{"a"}"#, #"{"a":}"#, #"{"a" 1}"#, #"{"a"=1}"#,
        #"{"a":1,}"#, #"{,"a":1}"#,
        #"{"a":1 "b":2}"#, #"{"a":1,,"b":2}"#, #"{"a":1"#, #"{"a":1]"#, #"{"a":1}}"#, #"{"a":1}{"#, #"{"a":1;"b":2}"#,
        #"{"a"::1}"#,
        "[1]x", "null null", "{}[]", "\u{FEFF}null", "\u{A0}1", "\u{2028}1", "1\u{B}", "1\u{C}", "1\0", "\0",
    ])
    func `what is no JSON is refused as a fault of syntax`(text: String) throws {
        #expect(try refusal(text)?.reason == .syntax, "\(text.debugDescription)")
    }

    @Test(arguments: [
        #""\uD800""#, #""\uDC00""#, #""\uDBFF""#, #""\uDFFF""#, #""\uD83Dx""#, #""\uD83D\n""#, #""\uD83D\u0041""#,
        #""\uD83D\uD83D""#, #""\uDE00\uD83D""#, #"{"\uD800":1}"#,
    ])
    func `lone surrogates are refused`(text: String) throws {
        #expect(try refusal(text)?.reason == .invalidText)
    }

    @Test(arguments: [#""\u0000""#, #""a\u0000b""#, #"{"\u0000":1}"#, #"["x","\u0000"]"#])
    func `the null character is refused, escaped or not`(text: String) throws {
        #expect(try refusal(text)?.reason == .nullCharacter)
        #expect(try refusal(text.replacing(#"\u0000"#, with: "\0"))?.reason == .syntax)
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE2, 0x82],
            [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80],
            [0xFE], [0xFF], [0xE9],
        ] as [[UInt8]])
    func `bytes that are no UTF-8 are refused in values, names and beside escapes`(bytes: [UInt8]) throws {
        let quote = UInt8(ascii: "\"")
        #expect(try refusal([quote] + bytes + [quote])?.reason == .invalidText)
        #expect(try refusal([quote] + Array("\\n".utf8) + bytes + [quote])?.reason == .invalidText)
        #expect(try refusal(Array("{\"".utf8) + bytes + Array("\":1}".utf8))?.reason == .invalidText)
        #expect(try refusal(bytes)?.reason == .syntax)
        #expect(try refusal(Array("[1,".utf8) + bytes + Array("]".utf8))?.reason == .syntax)
    }

    @Test func `bytes that are not stored in one piece are read as well`() throws {
        #expect(try JSONParser.parse("[1, \"é\"]".utf8.lazy.map { $0 }) == [1, "é"])
        #expect(try JSONParser.parse("x[1]".utf8.dropFirst()) == [1])
    }

    // MARK: - Limits

    private func nested(_ depth: Int, _ open: String, _ close: String) -> String {
        String(repeating: open, count: depth) + (open == "[" ? "" : "1") + String(repeating: close, count: depth)
    }

    @Test(arguments: [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":"#, "}]")])
    func `thirty-two levels are read and one more is refused`(open: String, close: String) throws {
        let levels = open.filter { $0 == "[" || $0 == "{" }.count
        #expect(try refusal(nested(32 / levels, open, close)) == nil)
        let error = try refusal("[" + nested(32 / levels, open, close) + "]")
        #expect(error?.reason == .tooDeep)
        #expect(error?.pointer.split(separator: "/").count == 32)
    }

    @Test func `levels beside one another do not add up`() throws {
        #expect(try refusal("[" + Array(repeating: "[[]]", count: 100).joined(separator: ",") + "]") == nil)
        #expect(try refusal("[[],[[]]]", limits: JSONLimits(depth: 2))?.pointer == "/1/0")
        #expect(try refusal("[]", limits: JSONLimits(depth: 0))?.reason == .tooDeep)
        #expect(try refusal("1", limits: JSONLimits(depth: 0, values: 0)) == nil)
    }

    @Test func `a very deep text is refused before it is deep`() throws {
        #expect(try refusal(String(repeating: "[", count: 1_000_000))?.reason == .tooDeep)
        #expect(try refusal(String(repeating: #"{"":"#, count: 200_000))?.reason == .tooDeep)
    }

    @Test func `members and elements are counted together`() throws {
        let limits = JSONLimits(values: 4)
        #expect(try refusal(#"{"a":[1,2],"b":3}"#, limits: limits) == nil)
        let error = try refusal(#"{"a":[1,2],"b":[3]}"#, limits: limits)
        #expect(error?.reason == .tooManyMembers)
        #expect(error?.pointer == "/b")
        let full = "[" + Array(repeating: "0", count: 10_000).joined(separator: ",") + "]"
        #expect(try refusal(full) == nil)
        #expect(try refusal(full.dropLast() + ",0]")?.reason == .tooManyMembers)
    }

    @Test func `a number has at most sixty-four characters`() throws {
        for text in [String(repeating: "1", count: 64), "-0." + String(repeating: "1", count: 57) + "e-99"] {
            #expect(text.count == JSONLimits.numberLength)
            #expect(try JSONParser.parse(text) == .number(text))
            let error = try refusal("[\(text)0]")
            #expect(error?.reason == .numberOutOfRange)
            #expect(error?.pointer == "/0")
        }
    }

    // MARK: - Where it went wrong

    @Test(arguments: [
        (#"{"a":1,"a":2}"#, "/a"), (#"{"a":1,"\u0061":2}"#, "/a"), (#"{"":1,"":2}"#, "/"),
        (#"{"a/b":1,"a/b":2}"#, "/a~1b"),
        (#"{"m~n":1,"m~n":1}"#, "/m~0n"), (#"[0,{"x":{"y":[{"z":1,"q":2,"z":3}]}}]"#, "/1/x/y/0/z"),
        ("{\"\u{E9}\":1,\"\u{E9}\":2}", "/\u{E9}"),
        // Swift compares names by canonical equivalence, so to the program these would be the same.
        ("{\"\u{E9}\":1,\"e\u{301}\":2}", "/\u{E9}"),
    ])
    func `a name that comes twice is pointed at`(text: String, pointer: String) throws {
        let error = try refusal(text)
        #expect(error?.reason == .duplicateMember)
        #expect(error?.pointer == pointer)
    }

    @Test(arguments: [
        ("", "", 0), ("[1,2", "", 4), ("[1,x]", "/1", 3), (#"{"a":{"b":tru}}"#, "/a/b", 10), (#"{"a":1,b:2}"#, "", 7),
        (#"{"a":[0,{"b":01}]}"#, "/a/1", 14), ("null x", "", 5), ("  +1", "", 2), (#"{"a":[1],"b":[1 2]}"#, "/b", 16),
        ("[[1],[2],[3,-]]", "/2/1", 13), ("\u{FEFF}{}", "", 0), (#"{"a/b":{"~":}}"#, "/a~1b/~0", 12),
        ("\"a\tb\"", "", 2),
        ("[\"é\",x]", "/1", 6),
    ])
    func `an error tells the value and the byte`(text: String, pointer: String, byte: Int) throws {
        let error = try #require(try refusal(text))
        #expect(error.pointer == pointer)
        #expect(error.detail.hasSuffix("(at byte \(byte))"), "\(error.detail)")
    }
}
