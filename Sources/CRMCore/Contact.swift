/// An e-mail address with its domain in lower case and, for comparisons, a fully folded form.
package struct EmailAddress: Sendable, Hashable {
    /// As given, white space trimmed, in lower case.
    package let value: String

    /// Octets of an address, RFC 5321 §4.5.3.1.3 (256 with the angle brackets).
    package static let maximumLength = 254
    private static let maximumLocalLength = 64

    /// Nil when the text is not `local@domain` as mail systems accept it: dot-atom or UTF-8 local part (RFC 5322
    /// §3.2.3, RFC 6532), domain of letters, digits and hyphens with at least one dot.
    package init?(_ text: String) {
        let trimmed = text.trimmingSpaces()
        guard trimmed.utf8.count <= EmailAddress.maximumLength, let at = trimmed.lastIndex(of: "@") else { return nil }
        let local = trimmed[..<at]
        let domain = trimmed[trimmed.index(after: at)...]
        guard EmailAddress.isLocal(local), EmailAddress.isDomain(domain) else { return nil }
        value = trimmed.lowercased()
    }

    private static func isLocal(_ text: Substring) -> Bool {
        guard !text.isEmpty, text.utf8.count <= maximumLocalLength else { return false }
        guard !text.hasPrefix("."), !text.hasSuffix("."), !text.contains("..") else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            if scalar.value >= 0x80 { return !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control }
            return scalar.isASCIIAlphanumeric || "!#$%&'*+-/=?^_`{|}~.".unicodeScalars.contains(scalar)
        }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let top = labels.last, !top.allSatisfy(\.isNumber) else { return false }
        return labels.allSatisfy { label in
            guard (1...63).contains(label.utf8.count), !label.hasPrefix("-"), !label.hasSuffix("-") else { return false }
            return label.unicodeScalars.allSatisfy { scalar in
                scalar.isASCIIAlphanumeric || scalar == "-" || (scalar.value >= 0x80 && scalar.properties.isAlphabetic)
            }
        }
    }
}

/// A telephone number in the form of ITU-T E.164: `+` and digits, or digits alone when no country is known.
package struct PhoneNumber: Sendable, Hashable {
    package let value: String

    /// E.164 §6: at most fifteen digits; fewer than four are no subscriber number.
    package static let digitCount = 4...15

    /// Nil when the text has other signs than digits and the usual separators, or too few or many digits. `00` in
    /// front is read as `+`; a `(0)` after the country code is dropped.
    package init?(_ text: String) {
        var rest = text.trimmingSpaces().replacing("(0)", with: "")[...]
        var international = false
        if rest.hasPrefix("+") {
            international = true
            rest = rest.dropFirst()
        } else if rest.hasPrefix("00") {
            international = true
            rest = rest.dropFirst(2)
        }
        var digits = ""
        for character in rest {
            switch character {
            case "0"..."9": digits.append(character)
            case " ", "\u{A0}", "-", ".", "/", "(", ")", "\u{2011}", "\u{2013}": continue
            default: return nil
            }
        }
        guard PhoneNumber.digitCount.contains(digits.count), !international || !digits.hasPrefix("0") else { return nil }
        value = (international ? "+" : "") + digits
    }
}

extension String {
    /// Without white space and line ends at both ends.
    package func trimmingSpaces() -> String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return ""
        }
        return first == startIndex && index(after: last) == endIndex ? self : String(self[first...last])
    }
}

extension Unicode.Scalar {
    /// A-Z, a-z, 0-9.
    var isASCIIAlphanumeric: Bool {
        (48...57).contains(value) || (65...90).contains(value) || (97...122).contains(value)
    }
}
