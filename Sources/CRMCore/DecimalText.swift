/// A decimal number of any size taken apart: `digits · 10^exponent`.
struct DecimalText {
    let isNegative: Bool
    /// ASCII, without zeros at either end; empty for zero.
    private(set) var digits: ArraySlice<UInt8>
    private(set) var exponent: Int

    /// Exponents beyond are left as they were written: nothing that is measured has them.
    private static let exponents = -1_000_000_000...1_000_000_000

    /// Nil when the text is not in JSON's number grammar, zeros in front aside, or is not zero with an exponent out of
    /// all bounds.
    init?(_ text: some StringProtocol) {
        var rest = Array(text.utf8)[...]
        isNegative = DecimalText.take("-", from: &rest) != nil
        let whole = DecimalText.takeDigits(from: &rest)
        var fraction: ArraySlice<UInt8> = []
        guard !whole.isEmpty else { return nil }
        if DecimalText.take(".", from: &rest) != nil {
            fraction = DecimalText.takeDigits(from: &rest)
            guard !fraction.isEmpty else { return nil }
        }
        var written = 0
        if DecimalText.take("eE", from: &rest) != nil {
            guard let value = DecimalText.takeExponent(from: &rest) else { return nil }
            written = value
        }
        guard rest.isEmpty else { return nil }
        digits = (whole + fraction).drop { $0 == UInt8(ascii: "0") }
        exponent = written - fraction.count
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty { exponent = 0 } else if !DecimalText.exponents.contains(written) { return nil }
    }

    /// The digits as a number; nil when it does not fit.
    var significand: Int64? {
        var value: Int64 = 0
        for byte in digits {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let digit = Int64(byte - UInt8(ascii: "0"))
            // Downwards from zero: the negative numbers reach one further.
            let (sum, overflow2) = product.subtractingReportingOverflow(digit)
            guard !overflow, !overflow2 else { return nil }
            value = sum
        }
        return isNegative ? value : Int64(exactly: -Int128(value))
    }

    /// `-123e45`, the one notation that is short at any size.
    var scientific: String {
        (isNegative && !digits.isEmpty ? "-" : "") + (digits.isEmpty ? "0" : String(decoding: digits, as: UTF8.self))
            + (exponent == 0 ? "" : "e\(exponent)")
    }

    private static func take(_ signs: StaticString, from rest: inout ArraySlice<UInt8>) -> UInt8? {
        guard let first = rest.first, signs.withUTF8Buffer({ $0.contains(first) }) else { return nil }
        return rest.popFirst()
    }

    private static func takeDigits(from rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest[digits.endIndex...]
        return digits
    }

    /// Stops counting beyond ``exponents``.
    private static func takeExponent(from rest: inout ArraySlice<UInt8>) -> Int? {
        let sign = take("+-", from: &rest)
        let digits = takeDigits(from: &rest)
        guard !digits.isEmpty else { return nil }
        let value = digits.reduce(0) { min($0 * 10 + Int($1 - UInt8(ascii: "0")), exponents.upperBound + 1) }
        return sign == UInt8(ascii: "-") ? -value : value
    }
}
