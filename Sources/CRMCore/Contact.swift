import Foundation

/// An e-mail address; those that differ only in case are equal.
package struct EmailAddress: Sendable, Hashable {
    /// As given, white space trimmed, in lower case.
    package let value: String

    /// Octets of an address, RFC 5321 §4.5.3.1.3 (256 with the angle brackets).
    package static let maximumLength = 254
    private static let maximumLocalLength = 64

    /// Nil when the text is not `local@domain` as mail systems accept it: dot-atom or UTF-8 local part (RFC 5322
    /// §3.2.3, RFC 6532), domain of letters, digits and hyphens with at least one dot.
    package init?(_ text: String) {
        // Lower case first: it can be longer.
        let address = text.trimmingSpaces().lowercased().composed
        // By scalars: a combining mark after a dot makes one character of both.
        let scalars = address.unicodeScalars
        guard address.utf8.count <= EmailAddress.maximumLength, let at = scalars.lastIndex(of: "@") else { return nil }
        guard EmailAddress.isLocal(scalars[..<at]), EmailAddress.isDomain(scalars[scalars.index(after: at)...]) else {
            return nil
        }
        value = address
    }

    private static func isLocal(_ text: Substring.UnicodeScalarView) -> Bool {
        guard Substring(text).utf8.count <= maximumLocalLength else { return false }
        let atoms = text.split(separator: ".", omittingEmptySubsequences: false)
        return atoms.allSatisfy { atom in
            !atom.isEmpty
                && atom.allSatisfy { scalar in
                    if scalar.value >= 0x80 {
                        return !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
                    }
                    return scalar.isASCIIAlphanumeric || "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains(scalar)
                }
        }
    }

    private static func isDomain(_ text: Substring.UnicodeScalarView) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let top = labels.last, !Substring(top).allSatisfy(\.isNumber) else { return false }
        return labels.allSatisfy { label in
            guard (1...63).contains(Substring(label).utf8.count), let first = label.first else { return false }
            guard first != "-", !first.isMark, label.last != "-" else { return false }
            return label.allSatisfy { scalar in
                scalar.isASCIIAlphanumeric || scalar == "-"
                    || (scalar.value >= 0x80 && (scalar.properties.isAlphabetic || scalar.isMark))
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
        var rest = text.trimmingSpaces()[...]
        var international = false
        if rest.hasPrefix("+") {
            international = true
            rest = rest.dropFirst()
        } else if rest.hasPrefix("00") {
            international = true
            rest = rest.dropFirst(2)
        }
        if international, let zero = rest.firstRange(of: "(0)"), zero.lowerBound > rest.startIndex {
            rest.removeSubrange(zero)
        }
        var digits = ""
        // By scalars: a digit with a combining mark is one character that lies between "0" and "9".
        for scalar in rest.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.unicodeScalars.append(scalar)
            case " ", "\u{A0}", "-", ".", "/", "(", ")", "\u{2011}", "\u{2013}": continue
            default: return nil
            }
        }
        if !international, digits.hasPrefix("00") {
            international = true
            digits.removeFirst(2)
        }
        guard PhoneNumber.digitCount.contains(digits.count), !international || !digits.hasPrefix("0") else {
            return nil
        }
        value = (international ? "+" : "") + digits
    }
}

extension String {
    /// True for one or more visible signs of ASCII, which no rule for text has to look at twice.
    package var isPlainWord: Bool { !utf8.isEmpty && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }

    /// In Unicode's normalization form C, so that equal texts have equal bytes in the databases.
    package var composed: String {
        utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping
    }

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

    /// A sign that joins the one before it: accents, and the vowels and vowel killers of Indic scripts.
    fileprivate var isMark: Bool {
        properties.generalCategory == .nonspacingMark || properties.generalCategory == .spacingMark
    }
}
