import CRMCore
import Testing

@Suite struct JSONWriterTests {
    private func text(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return writer.text
    }

    @Test(arguments: [
        ("", #""""#), ("plain", #""plain""#), ("\"", #""\"""#), ("\\", #""\\""#), ("/", #""/""#),
        ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#), ("\0\u{1}\u{B}\u{1F}", #""\u0000\u0001\u000b\u001f""#),
        ("\r\n", #""\r\n""#), ("\u{7F}\u{80}\u{2028}é😀", "\"\u{7F}\u{80}\u{2028}é😀\""),
        ("\"\u{301}", "\"\\\"\u{301}\""),
        ("</script>", #""</script>""#), ("a\"b\\c\n", #""a\"b\\c\n""#),
    ])
    func `texts are escaped where JSON asks for it and nowhere else`(value: String, expected: String) {
        #expect(text { $0.string(value) }.octets == expected.octets)
    }

    @Test func `every control character is escaped and reads back`() throws {
        for code in UInt8(1)..<0x20 {
            let value = "a\(Character(UnicodeScalar(code)))b"
            let written = text { $0.string(value) }
            #expect(written.utf8.allSatisfy { $0 >= 0x20 })
            #expect(try JSONParser.parse(written) == .string(value))
        }
    }

    @Test func `commas and colons come by themselves`() {
        let written = text { writer in
            writer.object { writer in
                writer.key("a")
                writer.array { writer in
                    writer.integer(1)
                    writer.null()
                    writer.object { _ in }
                    writer.array { _ in }
                    writer.string("x")
                }
                writer.key("b\"")
                writer.object { writer in
                    writer.key("")
                    writer.bool(true)
                }
                writer.key("c")
                writer.raw("[1]")
                writer.key("d")
                writer.value(["e": [false, 2]])
            }
        }
        #expect(written == #"{"a":[1,null,{},[],"x"],"b\"":{"":true},"c":[1],"d":{"e":[false,2]}}"#)
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (-1.5, "-1.5"), (0.1, "0.1"), (1e14, "100000000000000"),
            (1e15, "1000000000000000.0"), (1e16, "1e+16"),
            (1e300, "1e+300"), (.leastNonzeroMagnitude, "5e-324"), (-1e-7, "-1e-07"), (.infinity, "null"),
            (-.infinity, "null"), (.nan, "null"),
        ] as [(Double, String)])
    func `floating point numbers are written in JSON's grammar`(value: Double, expected: String) throws {
        let written = text { $0.double(value) }
        #expect(written == expected)
        guard case .number = try JSONParser.parse(written) else { return #expect(!value.isFinite) }
    }

    @Test func `random floating point numbers read back the same`() throws {
        var random = SeededGenerator("floating point numbers")
        for _ in 0..<10_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let written = text { $0.double(value) }
            if try JSONParser.parse(written) != .number(written) || Double(written) != value {
                Issue.record("\(value) is written as \(written), seed \(random.seed)")
            }
        }
    }

    @Test func `the ends of 64 bits are written`() {
        #expect(text { $0.integer(.min) } == "-9223372036854775808")
        #expect(text { $0.integer(.max) } == "9223372036854775807")
    }
}
