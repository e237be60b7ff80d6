/// The digits of a telephone number as a search compares them.
///
/// `+49 (0)30 1234` and `0049301234` are `49301234`. A number of which no country is known keeps one zero in front,
/// whatever it was written with: `030 1234` is `0301234`. A number without its country is the end of one with it.
package struct PhoneDigits: Sendable, Hashable {
    /// With the code of the country, or with a zero in front.
    package let text: String
    /// Without the code of the country or the zero in front.
    package let national: String
    package let isInternational: Bool

    /// Nil when the text holds no digit or signs that numbers are not written with.
    package init?(_ text: String) {
        var digits = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.unicodeScalars.append(scalar)
            case " ", "\u{A0}", "+", "-", ".", "/", "(", ")", "\u{2011}", "\u{2013}": continue
            default: return nil
            }
        }
        let plus = text.trimmingSpaces().hasPrefix("+")
        guard !digits.isEmpty else { return nil }
        isInternational = plus || digits.hasPrefix("00")
        var rest = digits.drop { $0 == "0" }
        guard isInternational else {
            national = String(rest)
            self.text = "0" + rest
            return
        }
        let code = rest.prefix(PhoneDigits.codeLength(rest))
        rest = rest.dropFirst(code.count).drop { $0 == "0" }
        national = String(rest)
        // The zero of `+49 (0)30` is not dialled; that of an Italian `+39 06` is.
        self.text = text.contains("(0)") ? String(code + rest) : String(digits.drop { $0 == "0" })
    }

    /// Digits of the country's code, ITU-T E.164 (2016), annex.
    private static func codeLength(_ digits: Substring) -> Int {
        let two = digits.prefix(2)
        if two.hasPrefix("1") || two.hasPrefix("7") { return 1 }
        return twoDigitCodes.contains(Int(two) ?? 0) ? 2 : 3
    }

    private static let twoDigitCodes: Set<Int> = [
        20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61,
        62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
    ]
}
