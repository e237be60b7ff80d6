import CRMCore
import Testing

@Suite struct JSONTests {
    private func canonical(_ text: String) throws -> String { try JSONParser.parse(text).canonicalText }

    @Test func `members are found by name and nothing is found elsewhere`() {
        let json: JSON = ["a": 1, "b": ["c": true]]
        #expect(json["a"] == 1)
        #expect(json["b"]?["c"] == true)
        #expect(json["c"] == nil)
        #expect(JSON.null["a"] == nil)
        #expect((["a"] as JSON)["a"] == nil)
    }

    @Test func `every kind has a name for people`() {
        let kinds: [JSON] = [.null, true, 1, "x", [], .object([])]
        #expect(kinds.map(\.kindName) == ["null", "a boolean", "a number", "a string", "an array", "an object"])
    }

    @Test func `the text is compact and keeps order and digits`() throws {
        let text = #"{"b":[1.50,-0,1E5,null],"a":{"":""}}"#
        #expect(try JSONParser.parse(text).text == text)
    }

    // MARK: - Canonical text

    @Test(arguments: [
        (#"{ "b": 1, "a": 2 }"#, #"{"a":2,"b":1}"#), (#"[{"b":{"d":1,"c":2}},"a"]"#, #"[{"b":{"c":2,"d":1}},"a"]"#),
        (#"{"é":1,"z":2,"Z":3,"":4,"\u0001":5}"#, #"{"":4,"\u0001":5,"Z":3,"z":2,"é":1}"#),
        // By bytes of UTF-8, where U+FFFF comes before U+10000, unlike in UTF-16.
        ("{\"\u{10000}\":1,\"\u{FFFF}\":2}", "{\"\u{FFFF}\":2,\"\u{10000}\":1}"),
        (#""\u0041\/""#, #""A/""#), ("[ true , null ]", "[true,null]"), ("{}", "{}"),
    ])
    func `names are sorted by their bytes and arrays stay`(text: String, expected: String) throws {
        #expect(try canonical(text) == expected)
    }

    @Test(arguments: [
        (
            "0",
            ["-0", "0.0", "-0.000", "0e5", "-0E-5", "0e999", "0.0e-99999999999999999999", "-0e99999999999999999999999"]
        ),
        (
            "1",
            [
                "1.0", "1e0", "10e-1", "0.1e1", "100E-2", "1.000000000000000000000000000",
                "0.0000000000000000000000000000001e31",
            ]
        ),
        ("-12.5", ["-12.50", "-1.25e1", "-125E-1", "-1250e-02"]),
        ("1000", ["1e3", "1E+3", "1.0e3", "1000.000"]),
        ("9223372036854775807", ["9223372036854775807.0", "9.223372036854775807e18"]),
        ("-9223372036854775808", ["-9223372036854775808.0", "-9223372036854775808e0"]),
        // Beyond 64 bits: digits and exponent.
        ("1e30", ["1000000000000000000000000000000", "1E30", "1e+30", "10e29", "1.0e30", "0.1e31"]),
        (
            "-12345678901234567890123e-2",
            ["-123456789012345678901.23", "-123456789012345678901.2300", "-1.2345678901234567890123e20"]
        ),
        ("1e-30", ["0.000000000000000000000000000001", "1E-30", "0.1e-29", "10.0e-31"]),
        ("5e400", ["5E400", "50e399", "0.5e401"]),
    ])
    func `a number has one text however it is spelt`(expected: String, spellings: [String]) throws {
        for spelling in spellings + [expected] {
            #expect(try canonical(spelling) == expected, "\(spelling)")
        }
    }

    @Test func `numbers that differ have texts that differ`() throws {
        let numbers = [
            "0", "1", "-1", "10", "0.1", "1e19", "1e20", "1e-19", "-1e-19", "9223372036854775807",
            "9223372036854775808",
            "12345678901234567890", "12345678901234567891", "1e400", "1e401", "1e999999999999999999",
            "1e9999999999999999999999",
        ]
        #expect(try Set(numbers.map(canonical)).count == numbers.count)
    }

    @Test func `the canonical text depends neither on order nor on spelling and is stable`() throws {
        var random = SeededGenerator("canonical texts")
        for _ in 0..<5000 {
            let tree = random.tree(depth: 3)
            let canonical = tree.canonicalText
            let other = random.respelt(tree)
            let isRight =
                try other.canonicalText.octets == canonical.octets
                && JSONParser.parse(canonical).canonicalText.octets == canonical.octets
                && JSONParser.parse(other.text).canonicalText.octets == canonical.octets
            if !isRight { Issue.record("\(tree.text) and \(other.text), seed \(random.seed)") }
        }
    }

    @Test func `random trees read back from their text`() throws {
        var random = SeededGenerator("trees")
        for _ in 0..<5000 {
            let tree = random.tree(depth: 5)
            let read = try JSONParser.parse(tree.text)
            if read != tree || read.text.octets != tree.text.octets {
                Issue.record("\(tree.text), seed \(random.seed)")
            }
        }
    }
}
