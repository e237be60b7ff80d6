import CRMCore
import Foundation
import Testing

@Suite struct DecimalNumberTests {
    private func number(_ text: String) throws -> DecimalNumber { try #require(DecimalNumber(text), "\(text)") }

    // MARK: - Reading and writing

    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("0.0", "0"), ("-0.000", "0"), ("0e0", "0"), ("-0e-7", "0"), ("0e99", "0"),
        ("0e-9223372036854775808", "0"), ("0.0e99999999999999999999999999", "0"),
        ("1", "1"), ("-1", "-1"), ("12.50", "12.5"), ("-12.50", "-12.5"), ("0.05", "0.05"), ("-0.05", "-0.05"),
        ("100", "100"), ("1e3", "1000"), ("1E3", "1000"), ("1e+3", "1000"), ("1e03", "1000"), ("1e-3", "0.001"),
        ("1.5e1", "15"), ("1.5e0", "1.5"), ("150e-1", "15"), ("1200e-4", "0.12"), ("-1.23e-2", "-0.0123"),
        ("1e18", "1000000000000000000"), ("9.2e18", "9200000000000000000"),
        ("999999999999999999", "999999999999999999"), ("0.999999999999999999", "0.999999999999999999"),
        ("1e-18", "0.000000000000000001"), ("123456789012345678", "123456789012345678"),
        ("9223372036854775807", "9223372036854775807"), ("-9223372036854775808", "-9223372036854775808"),
        ("9.223372036854775807", "9.223372036854775807"), ("922337203685477580.70", "922337203685477580.7"),
        ("007", "7"), ("-00.50", "-0.5"),
    ])
    func `numbers are read exactly and written plainly`(text: String, plain: String) {
        #expect(DecimalNumber(text)?.plain == plain)
    }

    @Test(arguments: [
        "1.00000000000000000000000000000000000000000", "1000000000000000000000000000000e-30",
        "0.000000000000000000000000000000000000000000000000001e51", "0000000000000000000000000000001",
        "10e-1", "0.1e1", "1.0e-0",
    ])
    func `zeros that do not count cannot make a number too long`(text: String) {
        #expect(DecimalNumber(text)?.plain == "1")
    }

    @Test(arguments: [
        "", " ", "-", "+", "+1", "--1", "1-", "-+1", ".", "-.", ".5", "-.5", "1.", "-1.", "1.e5", ".e5", "e5", "E",
        "1e",
        "1e+", "1e-", "1e+-1", "1e1.5", "1e1e1", "1.2.3", "1,5", "1 000", " 1", "1 ", "1\n", "1\0", "0x1F", "1f",
        "1_000",
        "NaN", "nan", "Infinity", "inf", "١", "１", "1\u{301}", "½", "²",
    ])
    func `what is no number is refused`(text: String) {
        #expect(DecimalNumber(text) == nil)
    }

    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "10000000000000000000", "1e19", "-1e19", "92233720368547758070",
        "1e-19", "1.1e-18", "0.1234567890123456789", "12345678901234567890.5", "1e40", "1e41", "1e-41", "1e400",
        "1e9223372036854775807", "1e-9223372036854775807", "1e-9223372036854775808", "1e9223372036854775808",
        "1e99999999999999999999999999999999", "1e-99999999999999999999999999999999", "1.5e-9223372036854775808",
        "0.5e-9223372036854775808", "10e9223372036854775807",
    ])
    func `what does not fit is refused without a trap`(text: String) {
        #expect(DecimalNumber(text) == nil)
    }

    @Test func `significand and scale are brought to the shortest form`() {
        #expect(DecimalNumber(significand: 1200, scale: 3) == DecimalNumber(significand: 12, scale: 1))
        #expect(DecimalNumber(significand: 12, scale: -2) == DecimalNumber(integer: 1200))
        #expect(DecimalNumber(significand: 1200, scale: 0)?.significand == 1200)
        #expect(DecimalNumber(significand: 1, scale: 19) == nil)
        #expect(DecimalNumber(significand: 10, scale: 19)?.plain == "0.000000000000000001")
        #expect(DecimalNumber(significand: .max, scale: -1) == nil)
        for scale in [-1_000_000_000, Int.min, Int.max] {
            #expect(DecimalNumber(significand: 0, scale: scale) == DecimalNumber(integer: 0))
            #expect(DecimalNumber(significand: 1, scale: scale) == nil)
        }
    }

    @Test func `every number reads back from its plain text, which is in its shortest form`() throws {
        var random = SeededGenerator("decimal numbers")
        for _ in 0..<10_000 {
            let (significand, scale) = (random.integer(), Int.random(in: 0...18, using: &random))
            let number = try #require(DecimalNumber(significand: significand, scale: scale))
            let plain = number.plain
            let isRight =
                DecimalNumber(plain) == number && DecimalNumber("\(significand)e-\(scale)") == number
                && (!plain.contains(".") || !plain.hasSuffix("0"))
                && Decimal(string: plain) == decimal(significand, exponent: -scale)
            if !isRight { Issue.record("\(significand)e-\(scale) is \(plain), seed \(random.seed)") }
        }
    }

    @Test func `random texts never trap`() {
        var random = SeededGenerator("texts of numbers")
        let pieces = [
            "0", "1", "9", "00000000", "99999999", "-", "+", ".", "e", "E", "e-", " ", "é", "922337203685477580",
        ]
        for _ in 0..<20_000 {
            let text = random.text(of: pieces, upTo: 8)
            if let number = DecimalNumber(text), DecimalNumber(number.plain) != number {
                Issue.record("\(text) gives \(number.plain), seed \(random.seed)")
            }
        }
    }

    @Test func `the nearest floating point number is given`() throws {
        for (text, expected) in [
            ("0.1", 0.1), ("-12.5", -12.5), ("1e18", 1e18), ("0", 0), ("0.000000000000000001", 1e-18),
        ] {
            #expect(try number(text).double == expected)
        }
    }

    // MARK: - Comparing

    @Test(
        arguments: [
            ("1", "1.0", .equal), ("0", "-0", .equal), ("0.1", "0.09", .greater), ("-0.1", "-0.09", .less),
            ("-1", "1", .less),
            ("9223372036854775807", "0.000000000000000001", .greater),
            ("-9223372036854775808", "-0.999999999999999999", .less),
            ("9.223372036854775807", "9223372036854775807", .less), ("1e18", "999999999999999999", .greater),
        ] as [(String, String, DecimalNumber.Comparison)])
    func `numbers compare by value`(left: String, right: String, expected: DecimalNumber.Comparison) throws {
        #expect(try number(left).compared(to: number(right)) == expected)
        let mirrored: DecimalNumber.Comparison = expected == .less ? .greater : expected == .greater ? .less : .equal
        #expect(try number(right).compared(to: number(left)) == mirrored)
    }

    @Test func `random numbers compare as Foundation compares them`() throws {
        var random = SeededGenerator("comparisons")
        for _ in 0..<10_000 {
            let left = try #require(
                DecimalNumber(significand: random.integer(), scale: Int.random(in: 0...18, using: &random)))
            let right = try #require(
                DecimalNumber(significand: random.integer(), scale: Int.random(in: 0...18, using: &random)))
            let (one, other) = (exact(left), exact(right))
            let expected: DecimalNumber.Comparison = one < other ? .less : one == other ? .equal : .greater
            if left.compared(to: right) != expected {
                Issue.record("\(left.plain), \(right.plain), seed \(random.seed)")
            }
        }
    }

    @Test(
        arguments: [
            ("0", 0...0, true), ("0.1", 0...0, false), ("-0.1", 0...0, false), ("1", 1...2, true),
            ("0.999", 1...2, false),
            ("1.001", 1...2, true), ("1.999", 1...2, true), ("2", 1...2, true), ("2.000000000000000001", 1...2, false),
            ("-1", -2 ... -1, true), ("-0.999", -2 ... -1, false), ("-1.001", -2 ... -1, true),
            ("-2", -2 ... -1, true), ("-2.001", -2 ... -1, false), ("-0.5", -1...1, true), ("0.5", -1...1, true),
            ("0.000000000000000001", 0...1, true), ("-0.000000000000000001", 0...1, false),
            ("9223372036854775807", .min ... .max, true), ("-9223372036854775808", .min ... .max, true),
            ("922337203685477580.7", 0...922_337_203_685_477_580, false),
        ] as [(String, ClosedRange<Int64>, Bool)])
    func `the ends of a range are inside and nothing beyond them is`(
        text: String, range: ClosedRange<Int64>, expected: Bool
    ) throws {
        #expect(try number(text).isWithin(range) == expected)
    }

    // MARK: - Money

    @Test(
        arguments: [
            ("12.5", 2, 1250), ("12.55", 2, 1255), ("12.555", 2, nil), ("12.555", 3, 12_555), ("12", 0, 12),
            ("12.5", 0, nil),
            ("-0.01", 2, -1), ("0", 3, 0), ("92233720368547758.07", 2, .max), ("92233720368547758.1", 2, nil),
            ("-92233720368547758.08", 2, .min), ("-92233720368547758.1", 2, nil), ("9223372036854775807", 0, .max),
            ("9223372036854775807", 1, nil),
        ] as [(String, Int, Int64?)])
    func `minor units are exact or nil`(text: String, decimals: Int, expected: Int64?) throws {
        #expect(try number(text).minorUnits(decimals: decimals) == expected)
    }

    @Test(
        arguments: [
            ("1", 12_345, "EUR", "USD", 12_345), ("1.085", 1000, "EUR", "USD", 1085), ("0.5", 1, "EUR", "USD", 1),
            ("0.5", -1, "EUR", "USD", -1), ("0.49", 1, "EUR", "USD", 0), ("-0.5", 1, "EUR", "USD", -1),
            ("-0.5", -1, "EUR", "USD", 1), ("1.005", 100, "EUR", "USD", 101), ("2.5", 3, "EUR", "USD", 8),
            ("160", 100, "EUR", "JPY", 160), ("160.5", 100, "EUR", "JPY", 161), ("160.49", 100, "EUR", "JPY", 160),
            ("0.006", 100, "JPY", "EUR", 60), ("0.3", 1, "EUR", "KWD", 3), ("3.25", 1, "KWD", "EUR", 0),
            ("1000", 1, "JPY", "KWD", 1_000_000), ("0", .max, "EUR", "USD", 0), ("1", .max, "EUR", "USD", .max),
            ("1", .min, "EUR", "USD", .min), ("-1", .min, "EUR", "USD", nil), ("2", .max, "EUR", "USD", nil),
            ("1", .max, "EUR", "KWD", nil), ("9223372036854775807", .max, "JPY", "KWD", nil),
            ("0.000000000000000001", 1, "KWD", "JPY", 0), ("0.000000000000000001", .max, "EUR", "EUR", 9),
            ("0.000000000000000001", .max, "KWD", "JPY", 0),
            // The product does not fit 64 bits, the result does.
            ("1.08345678901", 100_000_000, "EUR", "USD", 108_345_679),
            ("1.234567890123456789", 1_000_000_000_000_000, "EUR", "USD", 1_234_567_890_123_457),
            ("0.999999999999999999", .max, "EUR", "USD", 9_223_372_036_854_775_798),
        ] as [(String, Int64, String, String, Int64?)])
    func `amounts convert half away from zero, and to nil what does not fit`(
        rate: String, amount: Int64, from: String, to: String, expected: Int64?
    ) throws {
        let (from, to) = try (#require(Currency(from)), #require(Currency(to)))
        #expect(try number(rate).convert(amount, from: from, to: to) == expected)
    }

    @Test func `random amounts convert as Foundation rounds them`() throws {
        var random = SeededGenerator("conversions")
        let currencies = try ["JPY", "EUR", "USD", "KWD"].map { try #require(Currency($0)) }
        for _ in 0..<10_000 {
            let rate = try #require(
                DecimalNumber(significand: random.integer() >> 3, scale: Int.random(in: 0...18, using: &random)))
            let amount = random.integer() >> 12
            let from = try #require(currencies.randomElement(using: &random))
            let to = try #require(currencies.randomElement(using: &random))
            var product = exact(rate) * decimal(amount, exponent: to.decimals - from.decimals)
            var rounded = Decimal()
            NSDecimalRound(&rounded, &product, 0, .plain)
            let fits = rounded >= Decimal(Int64.min) && rounded <= Decimal(Int64.max)
            let expected = fits ? rounded.description : nil
            if rate.convert(amount, from: from, to: to)?.description != expected {
                Issue.record(
                    "\(amount) \(from.code) · \(rate.plain) in \(to.code) is not \(rounded), seed \(random.seed)")
            }
        }
    }

    private func exact(_ number: DecimalNumber) -> Decimal { decimal(number.significand, exponent: -number.scale) }

    private func decimal(_ significand: Int64, exponent: Int) -> Decimal {
        Decimal(sign: significand < 0 ? .minus : .plus, exponent: exponent, significand: Decimal(significand.magnitude))
    }
}
