import Foundation

/// Text as a search compares it: lower case, without accents, with compatible forms of a letter made one.
package enum Folding {
    /// The folded text: `Müller` is `muller`, `Straße` is `strasse`, `ＡＣＭＥ` is `acme`. Apostrophes are left out, so that
    /// `O'Brien` and `OBrien` meet.
    package static func fold(_ text: String) -> String {
        foldASCII(text) ?? foldUnicode(text)
    }

    /// The words of a text: what stands between white space and dashes of the folded text.
    package static func words(_ text: String) -> [String] {
        fold(text).unicodeScalars.split { isBreak($0) }.map { String(String.UnicodeScalarView($0)) }
    }

    /// Nil when the text is not ASCII alone.
    private static func foldASCII(_ text: String) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case 0x27, 0x60: continue
            case 0x41...0x5A: bytes.append(byte | 0x20)
            case 0x80...: return nil
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func foldUnicode(_ text: String) -> String {
        var whole = String.UnicodeScalarView()
        whole.append(contentsOf: text.unicodeScalars.lazy.filter { !isApostrophe($0) })
        var folded = ""
        for scalar in String(whole).decomposedStringWithCompatibilityMapping.unicodeScalars where !isAccent(scalar) {
            let lower = scalar.properties.lowercaseMapping
            folded += lower.unicodeScalars.first.flatMap { letters[$0] } ?? lower
        }
        // Composed again: a syllable of Hangul is one sign, not three.
        return folded.precomposedStringWithCanonicalMapping
    }

    /// Letters that Unicode does not take apart.
    private static let letters: [Unicode.Scalar: String] = [
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i",
        "ŧ": "t", "ς": "σ",
    ]

    /// Signs that change a letter of Latin, Greek or Cyrillic, and the points of Hebrew and Arabic; other scripts' marks
    /// are vowels and stay.
    private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0300...0x036F, 0x0591...0x05BD, 0x064B...0x0652, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF,
            0xFE20...0xFE2F:
            true
        default: false
        }
    }

    private static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "'", "`", "\u{B4}", "\u{2BC}", "\u{2018}", "\u{2019}": true
        default: false
        }
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.generalCategory == .dashPunctuation
    }
}
