/// A currency of ISO 4217 with the number of its decimals.
package struct Currency: Sendable, Hashable {
    /// Three capital letters.
    package let code: String
    /// How many decimals the minor unit has: 2 for USD, 0 for JPY, 3 for KWD.
    package let decimals: Int

    /// Nil when ISO 4217 lists no such code.
    package init?(_ code: String) {
        guard Currency.codes.contains(code) else { return nil }
        self.code = code
        decimals = Currency.unusualDecimals[code] ?? 2
    }

    /// ISO 4217, list one, table A.1, without the funds codes and metals.
    private static let codes = Set(
        """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
        CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD \
        HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD \
        MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN \
        PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY \
        TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
        """.split(separator: " ").map(String.init))

    private static let unusualDecimals = [
        "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
        "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3,
        "TND": 3,
    ]
}

/// An exact decimal number: `significand · 10^-scale`.
package struct DecimalNumber: Sendable, Hashable {
    package let significand: Int64
    /// Number of decimals, 0…18; the significand never ends in a zero decimal.
    package let scale: Int

    /// Nil when the value needs more than 18 decimals or does not fit 64 bits.
    package init?(significand: Int64, scale: Int) {
        var (value, scale) = (significand, significand == 0 ? 0 : scale)
        while scale > 0, value % 10 == 0 {
            value /= 10
            scale -= 1
        }
        while scale < 0 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product
            scale += 1
        }
        guard scale <= 18 else { return nil }
        self.significand = value
        self.scale = scale
    }

    /// A whole number.
    package init(integer: Int64) {
        significand = integer
        scale = 0
    }

    package enum Comparison: Sendable {
        case less, equal, greater
    }

    /// Compares by value, exactly.
    package func compared(to other: DecimalNumber) -> Comparison {
        let common = max(scale, other.scale)
        let (left, right) = (scaled(to: common), other.scaled(to: common))
        return left < right ? .less : left == right ? .equal : .greater
    }

    private func scaled(to common: Int) -> Int128 {
        (scale..<common).reduce(Int128(significand)) { value, _ in value * 10 }
    }

    /// Reads JSON's number grammar, `-12.50`, `1e3`, and zeros in front besides, as shops write them: `007`.
    package init?(_ text: some StringProtocol) {
        if let short = DecimalNumber.short(text.utf8) {
            self = short
            return
        }
        guard let parts = DecimalText(text), let significand = parts.significand else { return nil }
        self.init(significand: significand, scale: -parts.exponent)
    }

    /// Reads what most numbers are, digits with or without a point, of a length that cannot overflow; nil for the rest.
    private static func short(_ bytes: some Collection<UInt8>) -> DecimalNumber? {
        var (value, scale, digits, hasPoint): (Int64, Int, Int, Bool) = (0, 0, 0, false)
        for byte in bytes {
            if byte == UInt8(ascii: "."), !hasPoint, digits > 0 {
                hasPoint = true
                continue
            }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), digits < shortDigits else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            digits += 1
            if hasPoint { scale += 1 }
        }
        guard digits > 0, !hasPoint || scale > 0 else { return nil }
        return DecimalNumber(significand: value, scale: scale)
    }

    /// Digits that always fit 64 bits.
    private static let shortDigits = 18

    /// The shortest plain notation: `-12.5`, `1000`.
    package var plain: String { String(ascii: 24) { appendPlain(to: &$0) } }

    /// Appends ``plain``.
    func appendPlain(to bytes: inout [UInt8]) {
        if significand < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes.append(digits: significand.magnitude, width: scale + 1)
        if scale > 0 { bytes.insert(UInt8(ascii: "."), at: bytes.count - scale) }
    }

    package var double: Double { Double(plain) ?? 0 }

    /// True when the value lies between the two whole numbers, ends included.
    package func isWithin(_ range: ClosedRange<Int64>) -> Bool {
        let divisor = (0..<scale).reduce(Int64(1)) { value, _ in value * 10 }
        let (whole, rest) = significand.quotientAndRemainder(dividingBy: divisor)
        if rest > 0 { return whole >= range.lowerBound && whole < range.upperBound }
        if rest < 0 { return whole > range.lowerBound && whole <= range.upperBound }
        return range.contains(whole)
    }

    /// The value in units of `10^-decimals`; nil when it has more decimals than that or does not fit.
    package func minorUnits(decimals: Int) -> Int64? {
        guard scale <= decimals else { return nil }
        var value = significand
        for _ in scale..<decimals {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product
        }
        return value
    }

    /// The value of `amount` minor units of `from`, times this rate, in minor units of `to`, half away from zero;
    /// nil when it does not fit.
    package func convert(_ amount: Int64, from: Currency, to: Currency) -> Int64? {
        let product = UInt128(amount.magnitude) * UInt128(significand.magnitude)
        let shift = scale + from.decimals - to.decimals
        let factor = (0..<abs(shift)).reduce(UInt128(1)) { value, _ in value * 10 }
        let result: UInt128
        if shift > 0 {
            let (quotient, remainder) = product.quotientAndRemainder(dividingBy: factor)
            result = remainder >= factor - factor / 2 ? quotient + 1 : quotient
        } else {
            let (scaled, overflow) = product.multipliedReportingOverflow(by: factor)
            guard !overflow else { return nil }
            result = scaled
        }
        guard let magnitude = Int128(exactly: result) else { return nil }
        return Int64(exactly: (amount < 0) != (significand < 0) ? -magnitude : magnitude)
    }
}

/// An amount in whole minor units of a currency.
package struct Money: Sendable, Hashable {
    package let minorUnits: Int64
    package let currency: Currency

    package init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// The largest amount a caller may send, in minor units: sums of many stay far from the end of 64 bits.
    package static let maximumMinorUnits: Int64 = 1_000_000_000_000_000

    /// The amount as a plain decimal, without trailing zeros: `12.5`.
    package var plain: String { decimal.plain }

    /// The amount in whole units of the currency.
    package var decimal: DecimalNumber {
        DecimalNumber(significand: minorUnits, scale: currency.decimals) ?? DecimalNumber(integer: 0)
    }

    /// The mean of `count` amounts that sum to this one, half away from zero; zero when there are none.
    package func mean(of count: Int) -> Money {
        guard count > 0 else { return Money(minorUnits: 0, currency: currency) }
        let (quotient, remainder) = minorUnits.quotientAndRemainder(dividingBy: Int64(count))
        let carry: Int64 = remainder.magnitude * 2 >= UInt64(count) ? (minorUnits < 0 ? -1 : 1) : 0
        return Money(minorUnits: quotient + carry, currency: currency)
    }
}

extension Int64 {
    /// The sum of two amounts that are not negative, at most `Int64.max`.
    package func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
