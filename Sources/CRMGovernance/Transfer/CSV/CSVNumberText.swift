import CRMCore

/// A number taken apart: groups of digits with the separators between them; sign, currency and exponent set aside.
struct CSVNumberText {
    /// What a number says about its decimal mark.
    enum Evidence: Equatable {
        case proven(CSVDecimalMark)
        /// No mark at all.
        case none
        case ambiguous

        var mark: CSVDecimalMark {
            if case .proven(let mark) = self { return mark }
            return .point
        }
    }

    private var isNegative = false
    /// One more than `separators`; only the first and the last may be empty.
    private var groups: [String] = [""]
    /// `.`, `,`, a space or an apostrophe.
    private var separators: [Unicode.Scalar] = []
    /// With its sign; nil when there is none.
    private var exponent: Substring?

    /// Longest exponent, in digits; the values of ``DecimalNumber`` need two.
    private static let exponentDigits = 1...2

    /// Nil when the text has anything but one number with a sign and a currency.
    init?(_ text: String) {
        guard let digits = takeSignAndCurrency(from: text[...]), !digits.isEmpty else { return nil }
        let parts = digits.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        if parts.count == 2 {
            guard CSVNumberText.isExponent(parts[1]) else { return nil }
            exponent = parts[1]
        }
        for scalar in parts[0].unicodeScalars {
            switch scalar {
            case "0"..."9": groups[groups.count - 1].unicodeScalars.append(scalar)
            case ".", ",": separate(by: scalar)
            case " ", "\u{A0}", "\u{2009}", "\u{202F}": separate(by: " ")
            case "'", "\u{2019}": separate(by: "'")
            default: return nil
            }
        }
        guard groups.contains(where: { !$0.isEmpty }) else { return nil }
    }

    private mutating func separate(by separator: Unicode.Scalar) {
        separators.append(separator)
        groups.append("")
    }

    /// What the text proves, by the rule of ``CSVNumber``.
    var evidence: Evidence {
        let marks = separators.filter { $0 == "." || $0 == "," }
        guard let last = marks.last else { return .none }
        let (mark, other): (CSVDecimalMark, CSVDecimalMark) = last == "." ? (.point, .comma) : (.comma, .point)
        if marks.contains(where: { $0 != last }) { return .proven(mark) }
        if marks.count > 1 { return .proven(other) }
        let whole = groups[0]
        let couldGroup =
            separators.count == 1 && exponent == nil && groups[1].utf8.count == 3
            && (1...3).contains(whole.utf8.count) && !whole.hasPrefix("0")
        return couldGroup ? .ambiguous : .proven(mark)
    }

    /// The number in JSON's grammar; nil when the digits are not grouped by threes under that mark.
    func plain(decimalMark: CSVDecimalMark) -> String? {
        var (whole, grouping, fraction) = (groups[...], separators[...], "")
        if separators.last.map(String.init) == decimalMark.rawValue, let decimals = whole.popLast() {
            guard !decimals.isEmpty else { return nil }
            grouping = grouping.dropLast()
            fraction = "." + decimals
        }
        guard grouping.allSatisfy({ $0 == grouping.first && String($0) != decimalMark.rawValue }) else { return nil }
        guard grouping.isEmpty || (1...3).contains(groups[0].utf8.count) else { return nil }
        guard whole.dropFirst().allSatisfy({ $0.utf8.count == 3 }) else { return nil }
        let digits = whole.joined()
        return (isNegative ? "-" : "") + (digits.isEmpty ? "0" : digits) + fraction + (exponent.map { "e" + $0 } ?? "")
    }

    private static func isExponent(_ text: Substring) -> Bool {
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text
        return exponentDigits.contains(digits.utf8.count) && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

// MARK: - Sign and currency

extension CSVNumberText {
    /// Sets the sign and gives what lies between sign and currency, which stand in any order, each at most once; nil
    /// when one of them comes twice.
    private mutating func takeSignAndCurrency(from text: Substring) -> Substring? {
        var rest = text
        var (hasSign, hasCurrency) = (false, false)
        if rest.hasPrefix("("), rest.hasSuffix(")") {
            rest = rest.dropFirst().dropLast()
            (isNegative, hasSign) = (true, true)
        }
        while let first = rest.first, !first.isASCIIDigit {
            if first == "-" || first == "+" || first == "\u{2212}" {
                guard !hasSign else { return nil }
                (isNegative, hasSign) = (first != "+", true)
                rest = rest.dropFirst()
            } else if first.isWhitespace {
                rest = rest.dropFirst()
            } else if let length = CSVNumberText.currencyLength(rest.prefix(3), symbol: first) {
                guard !hasCurrency else { return nil }
                hasCurrency = true
                rest = rest.dropFirst(length)
            } else {
                break
            }
        }
        while let last = rest.last, !last.isASCIIDigit {
            if last.isWhitespace {
                rest = rest.dropLast()
            } else if let length = CSVNumberText.currencyLength(rest.suffix(3), symbol: last) {
                guard !hasCurrency else { return nil }
                hasCurrency = true
                rest = rest.dropLast(length)
            } else {
                break
            }
        }
        return rest
    }

    /// 1 for a currency symbol, 3 for a code of ISO 4217.
    private static func currencyLength(_ code: Substring, symbol: Character) -> Int? {
        if symbol.isCurrencySymbol { return 1 }
        return Currency(String(code)) == nil ? nil : 3
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) && isASCII }
}
